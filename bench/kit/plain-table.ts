import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atTheEnd } from "./ending.ts";

/** The control of a board that is scrolled: as many cells of the same size, all there from the beginning, and not a line of script. */
export async function startPlainTable(rows: number, columns: number): Promise<string> {
  const html = page(rows, columns);
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function page(rows: number, columns: number): string {
  const times = (count: number, one: (i: number) => string) => Array.from({ length: count }, (_, i) => one(i)).join("");
  return `<!doctype html><title>Plain table</title><style>
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 13px sans-serif }
main { flex: 1; overflow: auto }
table { border-collapse: collapse; table-layout: fixed; width: ${179 + columns * 212}px }
th, td { box-sizing: border-box; width: 212px; height: 49px; padding: 6px 12px; border: 1px solid #ddd; text-align: left }
thead th { position: sticky; top: 0; background: #fff; z-index: 2 }
th:first-child { position: sticky; left: 0; width: 179px; background: #fff; z-index: 1 }
</style><input type="search"><main><table>
<thead><tr><th>Service</th>${times(columns, (c) => `<th>environment-${c}</th>`)}</tr></thead>
<tbody>${times(rows, (r) => `<tr><th>service-${r}</th>${times(columns, (c) => `<td>7.${r % 3}.${c % 7} <span>${r % 90} h</span></td>`)}</tr>`)}</tbody>
</table></main>`;
}

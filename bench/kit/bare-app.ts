import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { node24, root } from "../../bin/steps/install.mjs";
import { claimPort } from "../../bin/steps/serving.ts";
import { atTheEnd } from "./ending.ts";
import { type Child, startChild, until } from "./process.ts";
import { temporary } from "./product.ts";

/**
 * The least that this version of Next can be: an empty page, and a route that returns a text which is ready-made.
 * It is the control of what the board's page and route add. Built anew each time, since it is small.
 */
export async function startBareApp(text: string): Promise<Child & { url: string; nothing: string }> {
  // Below the root, so that it finds the same Next; not in node_modules, which the compiler takes for finished code.
  const folder = path.join(root, ".bench-bare-app");
  atTheEnd(async () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "app/ready"), { recursive: true });
  const files: Record<string, string> = {
    "package.json": '{ "private": true, "type": "module" }\n',
    "next.config.mjs": `export default { poweredByHeader: false, turbopack: { root: ${JSON.stringify(root)} } };\n`,
    "app/layout.jsx":
      "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }\n",
    "app/page.jsx":
      "export const dynamic = 'force-dynamic';\nexport default function Page() { return <p>Nothing</p>; }\n",
    "app/ready/route.js": `import { readFileSync } from "node:fs";
const text = readFileSync(process.env.BENCH_TEXT, "utf8");
export const dynamic = "force-dynamic";
export function GET() {
  return new Response(text, { headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" } });
}
`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  const data = temporary("bare-app");
  const ready = path.join(data, "ready.json");
  writeFileSync(ready, text);
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1", BENCH_TEXT: ready };
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const built = spawnSync(node24, [next, "build"], { cwd: folder, env, encoding: "utf8", timeout: 300_000 });
  if (built.status !== 0) throw new Error(`The bare app could not be built.\n${built.stdout}${built.stderr}`);
  const port = await claimPort(0);
  const child = startChild([next, "start", folder, "-p", String(port), "-H", "127.0.0.1"], {
    env,
    log: path.join(data, "bare-app.log"),
  });
  const url = `http://localhost:${port}`;
  await until("the bare app serves", () =>
    fetch(`${url}/ready`).then(
      (response) => response.ok,
      () => false,
    ),
  );
  return { ...child, url, nothing: `${url}/` };
}

import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../bin/steps/install.mjs";
import { endAll } from "./kit/ending.ts";
import { type Load, loadOf, machine, markdownOf, notesOf, type Row, tableOf } from "./kit/report.ts";

const benches: Record<string, () => Promise<Row[]>> = {
  relist: async () => (await import("./relist.ts")).relist(),
  js: async () => (await import("./js.ts")).js(),
  github: async () => (await import("./github.ts")).github(),
  board: async () => (await import("./board.ts")).board(),
  scroll: async () => (await import("./scroll.ts")).scroll(),
  sync: async () => (await import("./sync.ts")).sync(),
  memory: async () => (await import("./memory.ts")).memory(),
  event: async () => (await import("./event.ts")).event(),
  reading: async () => (await import("./reading.ts")).reading(),
  writing: async () => (await import("./writing.ts")).writing(),
  history: async () => (await import("./history.ts")).history(),
  start: async () => (await import("./start.ts")).start(),
};

const usage = `npm run bench -- [--write] [${Object.keys(benches).join(" ")}]

  Without names: all of them. --write also writes docs/benchmarks.md.`;

/** Each number beside its control. A number that is not reached is marked and fails nothing; a crash does. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
  });
  const unknown = positionals.filter((name) => !benches[name]);
  if (values.help || unknown.length > 0) {
    console.log(unknown.length > 0 ? `There is no ${unknown.join(", ")}.\n\n${usage}` : usage);
    return unknown.length > 0 ? 1 : 0;
  }
  const load: Load = { before: os.loadavg(), after: [] };
  const rows: Row[] = [];
  const environment = { ...process.env };
  let crashed = 0;
  for (const [name, run] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const began = Date.now();
    console.log(`  … ${name}`);
    try {
      const measured = await run();
      rows.push(...measured);
      console.log(`  ✓ ${name}  ${((Date.now() - began) / 1000).toFixed(0)} s`);
      for (const row of measured) console.log(`      ${row.number}: ${row.measured}  (${row.control})`);
    } catch (error) {
      crashed += 1;
      console.error(`  ✗ ${name} crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      await endAll();
      // A world that is started in this process says in its environment where it is; it is gone now.
      process.env = { ...environment };
    }
  }
  load.after = os.loadavg();
  console.log(`\n${tableOf(rows)}\n\n${notesOf(rows).join("\n")}\n\n${machine()}; ${loadOf(load)}`);
  if (values.write) write(markdownOf(rows, load));
  return crashed > 0 ? 1 : 0;
}

function write(text: string): void {
  const file = path.join(root, "docs/benchmarks.md");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`Written: ${path.relative(root, file)}`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endAll().finally(() => process.exit(130)));
}
process.exit(await main());

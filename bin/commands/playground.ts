import path from "node:path";
import { parseArgs } from "node:util";
import { readEnv } from "../../lib/env.ts";
import { openDataFolder } from "../steps/data-folder.ts";
import { Sentence } from "../steps/sentence.ts";
import { asksToStop } from "../steps/stopping.ts";

const parts = ["github", "registry", "clusters"] as const;
type Part = (typeof parts)[number];

/** The outside world in a box, whole or in parts, until a signal. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      "port-base": { type: "string", default: "0" },
      "sluice-url": { type: "string" },
      fresh: { type: "boolean", default: false },
    },
  });
  const wrong = positionals.find((name) => !(parts as readonly string[]).includes(name));
  if (wrong) throw new Sentence(`The playground has no part "${wrong}": ${parts.join(", ")}.`);
  const env = readEnv(process.env);
  openDataFolder(env.SLUICE_DATA);
  const dataDir = path.resolve(env.SLUICE_DATA, "playground");
  const asked = asksToStop(() => process.exit(130));
  const { startPlayground } = await import("../../playground/main.ts");
  const playground = await startPlayground({
    dataDir,
    portBase: Number(values["port-base"]),
    sluiceUrl: values["sluice-url"] ?? env.SLUICE_URL,
    only: positionals.length > 0 ? (positionals as Part[]) : undefined,
    fresh: values.fresh,
  });
  console.log(
    `The playground is ready. What it is made of, and the settings that reach it: ${path.join(dataDir, "playground.json")}`,
  );
  await asked.promise;
  await playground.close();
  return 0;
}

import path from "node:path";
import { readEnv } from "../../lib/env.ts";
import { openDataFolder } from "../steps/data-folder.ts";
import { readNamesAndFlags } from "../steps/flags.ts";
import { Sentence } from "../steps/sentence.ts";
import { asksToStop } from "../steps/stopping.ts";

const parts = ["github", "registry", "clusters"] as const;
type Part = (typeof parts)[number];

export const usage = `sluice playground [${parts.join(" | ")} …] [flags]

  --port-base 0      the first of its ports; 0 takes free ones
  --sluice-url URL   where Sluice serves, for the App and the webhooks of the stand-in GitHub
  --fresh            forgets what it holds`;

const options = {
  "port-base": { type: "string", default: "0" },
  "sluice-url": { type: "string" },
  fresh: { type: "boolean", default: false },
} as const;

/** The outside world in a box, whole or in parts, until a signal. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = readNamesAndFlags(args, options, usage);
  const wrong = positionals.find((name) => !(parts as readonly string[]).includes(name));
  if (wrong) throw new Sentence(`The playground has no part "${wrong}": ${parts.join(", ")}.`);
  const portBase = Number(values["port-base"]);
  if (!Number.isInteger(portBase) || portBase < 0 || portBase > 65_000) {
    throw new Sentence(`--port-base must be a port number.\n\n${usage}`);
  }
  const env = readEnv(process.env);
  openDataFolder(env.SLUICE_DATA);
  const dataDir = path.resolve(env.SLUICE_DATA, "playground");
  const asked = asksToStop(() => process.exit(130));
  const { startPlayground } = await import("../../playground/main.ts");
  const playground = await startPlayground({
    dataDir,
    portBase,
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

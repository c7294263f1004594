import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { renderFlux, renderRepository } from "../../lib/domain/repository/render.ts";
import { EXIT, guarded, printJson, readArguments, readRepository, textOf, Usage } from "./arguments.ts";

export const usage = "sluice render --dir REPO [--flux [--vars FILE]] [--json]";

/** Prints what kustomize makes of every directory, or what Flux applies on every cluster. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const options = {
      dir: { type: "string" },
      flux: { type: "boolean" },
      vars: { type: "string" },
      json: { type: "boolean" },
    } as const;
    const values = readArguments(args, options, usage);
    const { repository } = await readRepository(textOf(values, "dir", usage));
    if (values.flux !== true) await printJson(renderRepository(repository));
    else
      await printJson(
        renderFlux(repository, typeof values.vars === "string" ? await readVariables(values.vars) : undefined),
      );
    return EXIT.done;
  });
}

async function readVariables(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new Usage(`${file} cannot be read.`);
  });
  const data: unknown = parse(text, { schema: "failsafe" });
  if (data === null || data === undefined) return {};
  if (typeof data !== "object" || Array.isArray(data)) throw new Usage(`${file} must be a map of names to values.`);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
}

import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { clusterRoots } from "../../lib/domain/repository/adopt/clusters.ts";
import { composeRoots } from "../../lib/domain/repository/adopt/compose.ts";
import { type RenderedObject, rendered, renderRepository } from "../../lib/domain/repository/render.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import { EXIT, guarded, printJson, readArguments, readRepository, textOf, Usage } from "./arguments.ts";

const USAGE = "sluice render --dir REPO [--flux [--vars FILE]] [--json]";

/** Prints what kustomize makes of every directory, or what Flux applies on every cluster. */
export function run(args: string[]): Promise<number> {
  return guarded(async () => {
    const options = {
      dir: { type: "string" },
      flux: { type: "boolean" },
      vars: { type: "string" },
      json: { type: "boolean" },
    } as const;
    const values = readArguments(args, options, USAGE);
    const { repository } = await readRepository(textOf(values, "dir", USAGE));
    if (values.flux !== true) await printJson(renderRepository(repository));
    else
      await printJson(
        renderClusters(repository, typeof values.vars === "string" ? await readVariables(values.vars) : undefined),
      );
    return EXIT.done;
  });
}

function renderClusters(repository: Repository, vars: Record<string, string> | undefined) {
  const { clusters } = composeRoots(repository, clusterRoots(repository).roots, vars ? { vars } : {});
  return clusters.map(({ cluster, applied }) => ({
    cluster,
    objects: applied.flatMap(({ object, by, suspended }) =>
      suspended === undefined ? asApplied(rendered(object, by?.name)) : [],
    ),
  }));
}

/** What a cluster is asked about a Flux Kustomization is its path and source; its variables have gone into what it applies. */
function asApplied(object: RenderedObject | undefined): RenderedObject[] {
  if (!object) return [];
  if (object.kind !== "Kustomization") return [object];
  const { substitute: _variables, dependsOn: _order, ...rest } = object;
  return [rest as RenderedObject];
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

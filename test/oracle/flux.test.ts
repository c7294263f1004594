import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type RenderedObject, renderFlux } from "../../lib/domain/repository/render.ts";
import { dataFile, dataFiles, missingData, realRepository } from "./real-repositories.ts";

/** What real Flux 2.9 had applied on real clusters, read back from them. */
describe.skipIf(missingData)("Flux's layers, held against what real Flux applied", () => {
  const files = dataFiles("applied").filter((file) => file.endsWith(".json"));
  const names = [...new Set(files.map((file) => file.split("@")[0] as string))];
  for (const name of names) {
    const rendered = missingData
      ? []
      : renderFlux(realRepository(name), parse(dataFile("applied", `${name}.vars.yaml`)));
    for (const file of files.filter((each) => each.startsWith(`${name}@`))) {
      const cluster = file.slice(name.length + 1, -".json".length);
      it(`${name}, cluster ${cluster}: everything that was applied is composed, by the same Kustomization`, () => {
        const wanted = byWhatIsThere((JSON.parse(dataFile("applied", file)) as RenderedObject[]).map(known));
        const got = rendered.find((each) => each.cluster === cluster)?.objects ?? [];
        const found = new Map(got.map((object) => [keyOf(object), object]));
        expect(wanted.map((object) => known(pick(found.get(keyOf(object)), object)))).toEqual(wanted);
      });
    }
  }
});

function keyOf(object: RenderedObject): string {
  return `${object.kind}/${object.ns ?? ""}/${object.name}`;
}

/** What Flux says of its own success is no part of the composition. */
function known({ ready: _ready, reason: _reason, ...object }: RenderedObject): RenderedObject {
  return JSON.parse(JSON.stringify(object)) as RenderedObject;
}

/** A root that is no object of the repository was made for the recording, under a name of its own. */
function byWhatIsThere(objects: RenderedObject[]): RenderedObject[] {
  const there = new Set(objects.flatMap(({ kind, name }) => (kind === "Kustomization" ? name : [])));
  return objects.map(({ by, ...object }) => (by !== undefined && there.has(by) ? { ...object, by } : object));
}

/** Of a Kustomization the recording does not say everything that we do. */
function pick(object: RenderedObject | undefined, wanted: RenderedObject): RenderedObject {
  if (!object) return { kind: wanted.kind, name: `${wanted.name} is missing` };
  const entries = Object.entries(object).filter(([field]) => field in wanted || wanted.kind !== "Kustomization");
  return Object.fromEntries(entries) as RenderedObject;
}

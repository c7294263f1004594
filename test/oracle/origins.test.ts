import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { clusterRoots } from "../../lib/domain/repository/adopt/clusters.ts";
import { allFolders, kustomizationFilesIn } from "../../lib/domain/repository/files.ts";
import { composeFrom } from "../../lib/domain/repository/flux/cluster.ts";
import { composeKustomization } from "../../lib/domain/repository/kustomize/build.ts";
import { piecesOfScalar } from "../../lib/domain/repository/origins.ts";
import { eachScalar, scalarText } from "../../lib/domain/repository/tree.ts";
import type { ManifestObject, Piece, Repository } from "../../lib/domain/repository/types.ts";
import { realRepositories } from "../repository/shared-data.ts";
import { missingData, realRepository } from "./real-repositories.ts";

/** Where a value is said to be written, it is written: over every value of every object of real repositories. */
describe.skipIf(missingData)("origins", () => {
  for (const name of realRepositories) {
    it(`${name}: the bytes at every origin say the value, or the piece of it`, () => {
      const repository = realRepository(name);
      const wrong: string[] = [];
      let exact = 0;
      for (const object of objectsOf(repository)) {
        eachScalar(object.tree, (scalar, path) => {
          const pieces = piecesOfScalar(scalar);
          const whole = pieces.map((piece) => piece.text).join("");
          if (typeof scalar.value === "string" && whole !== scalarText(scalar))
            wrong.push(`${spoken(object, path)}: pieces are ${whole}`);
          for (const piece of pieces) {
            if (!piece.origin?.exact) continue;
            exact += 1;
            if (!saysSo(repository, piece))
              wrong.push(`${spoken(object, path)}: ${piece.text} at ${JSON.stringify(piece.origin)}`);
          }
        });
      }
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(exact).toBeGreaterThan(100);
    });
  }
});

/** Flux's own manifests are long and say nothing new after the first cluster. */
function* objectsOf(repository: Repository): Iterable<ManifestObject> {
  const once = new Set<string>();
  const isNew = (object: ManifestObject): boolean => {
    const first = object.layers[0]?.file ?? "";
    return (
      !first.includes("gotk-components") &&
      !once.has(`${first} ${object.layers.length} ${object.kind} ${object.name}`) &&
      Boolean(once.add(`${first} ${object.layers.length} ${object.kind} ${object.name}`))
    );
  };
  for (const folder of allFolders(repository)) {
    if (kustomizationFilesIn(repository, folder).length === 0) continue;
    const built = composeKustomization(repository, folder);
    if (built.ok) yield* built.value.filter(isNew);
  }
  for (const { root } of clusterRoots(repository).roots) yield* composeFrom(repository, [root]).objects.filter(isNew);
}

function spoken(object: ManifestObject, path: readonly (string | number)[]): string {
  return `${object.kind} ${object.name} ${path.join(".")}`;
}

function saysSo(repository: Repository, piece: Piece): boolean {
  const { origin } = piece;
  if (!origin) return false;
  const bytes = repository.files.get(origin.file)?.slice(origin.start, origin.end) ?? "";
  if (origin.style === "file") return bytes.slice(...(piece.cut ?? [0, undefined])) === piece.text;
  if (origin.style === "literal" || origin.style === "folded") return true;
  const said = origin.style === "plain" ? bytes.replace(/\s*\n\s*/g, " ") : String(parse(bytes));
  // A date is read as the instant that it begins with.
  if (piece.scalar?.text === bytes && origin.style === "plain") return true;
  return said.slice(...(piece.cut ?? [0, undefined])) === piece.text || (bytes === "" && piece.text === "");
}

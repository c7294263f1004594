import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fluxRepository } from "../../bench/kit/flux-repository.ts";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import { adopt, composedOf } from "../../lib/domain/repository/adopt/adopt.ts";
import { guardRails } from "../../lib/domain/repository/adopt/rails.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { toPlain } from "../../lib/domain/repository/objects.ts";
import { renderRepository } from "../../lib/domain/repository/render.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import { generatedRepository } from "../oracle/generated-repository.ts";
import { missingData, realRepositories, sharedData } from "./shared-data.ts";

type Files = ReadonlyMap<string, string>;
type Step = { does: number; at: number; to: number };

const steps = fc.array(fc.record({ does: fc.nat(), at: fc.nat(), to: fc.nat() }), { minLength: 1, maxLength: 8 });

/** What a push may do to a repository: each takes the files and two numbers to choose by. */
const pushes: ((files: Map<string, string>, at: string, to: string, step: Step) => void)[] = [
  (files, at) => files.set(at, `${files.get(at)}\n# looked at\n`),
  (files, at) => files.set(at, `# first\n${files.get(at)}`),
  (files, at, _to, { to }) =>
    files.set(
      at,
      (files.get(at) ?? "").replace(/\d+\.\d+\.\d+/g, (old) => (to % 3 ? `9.${to % 50}.0` : old)),
    ),
  (files, at, to) => files.set(at, files.get(to) ?? ""),
  (files, at) => files.delete(at),
  (files, at, to) => {
    const text = files.get(at) ?? "";
    files.delete(at);
    files.set(`${to.replace(/[^/]+$/, "")}renamed-${at.replace(/^.*\//, "")}`, text);
  },
  (files, at, to) => {
    const [from, into] = [folderOf(at), `${folderOf(to)}moved/`];
    if (from === "" || into.startsWith(from)) return;
    for (const [path, text] of [...files])
      if (path.startsWith(from)) {
        files.delete(path);
        files.set(into + path.slice(from.length), text);
      }
  },
  (files, at) => {
    for (const path of [...files.keys()]) if (path.startsWith(folderOf(at) || "\n")) files.delete(path);
  },
  (files, at) => files.set(at, "kind: [\n  broken: {"),
  (files, at) => files.set(`${folderOf(at)}new.yaml`, files.get(at) ?? ""),
  (files, at) => files.set(`${folderOf(at)}kustomization.yaml`, "resources:\n  - new.yaml\n"),
  (files, at) => files.set(".sourceignore", `${folderOf(at)}*.md\n${at}\n`),
  (files) => files.delete(".sourceignore"),
  (files, at) => files.set("CODEOWNERS", `* @example/all\n/${folderOf(at)} @example/some\n`),
  (files, at) => files.set(`${folderOf(at)}README.md`, "Read me\n"),
];

const folderOf = (path: string): string => path.replace(/[^/]+$/, "");

function pushed(files: Files, step: Step): Files {
  const next = new Map(files);
  const names = [...next.keys()];
  const [at, to] = [names[step.at % names.length], names[step.to % names.length]];
  if (at === undefined || to === undefined) return files;
  pushes[step.does % pushes.length]?.(next, at, to, step);
  return new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything that a reading says, and everything that it was made of. */
function said(repository: Repository) {
  const adoption = adopt(repository);
  return {
    adoption,
    rails: guardRails(repository, adoption),
    rendered: renderRepository(repository),
    applied: composedOf(adoption).map(({ cluster, applied }) => ({
      cluster,
      applied: applied.map(({ object, by }) => ({ plain: toPlain(object), layers: object.layers, by })),
    })),
  };
}

function holds(first: Files, todo: readonly Step[]): void {
  let files = first;
  let repository = repositoryOf(files);
  said(repository);
  for (const step of todo) {
    const next = pushed(files, step);
    // A plan reads the repository as it would be, and is thrown away.
    said(repositoryOf(pushed(files, { ...step, does: step.does + 1 }), repository));
    repository = repositoryOf(next, repository);
    files = next;
    expect(said(repository)).toEqual(said(repositoryOf(new Map(files))));
  }
}

describe("a reading that starts from the one before equals a reading from nothing", () => {
  it("over pushes of every kind to a fleet", () => {
    const fleet = fluxRepository(40);
    fc.assert(
      fc.property(steps, (todo) => holds(fleet, todo)),
      { numRuns: 25 },
    );
  }, 300_000);

  it("over pushes to repositories at random", () => {
    fc.assert(
      fc.property(generatedRepository, steps, (files, todo) => holds(new Map(Object.entries(files)), todo)),
      { numRuns: 25 },
    );
  }, 300_000);

  it.skipIf(missingData).each(realRepositories)(
    "over pushes to %s",
    async (name) => {
      const { files } = await readFolder(`${sharedData}/repos/${name}`);
      fc.assert(
        fc.property(steps, (todo) => holds(files, todo)),
        { numRuns: name.includes("radix") ? 1 : 3 },
      );
    },
    600_000,
  );
});

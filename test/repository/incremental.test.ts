import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fluxRepository, moved } from "../../bench/kit/flux-repository.ts";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import type { Adoption, Corrections } from "../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { generatedRepository } from "../oracle/generated-repository.ts";
import { layouts } from "./layouts.ts";
import { movedBy, movingFleet } from "./moving-fleet.ts";
import { said } from "./said.ts";
import { missingData, realRepositories, sharedData } from "./shared-data.ts";
import { generatedFleet, hubFleet, tangledFleet, tangledPushes } from "./tangled-fleet.ts";

type Files = ReadonlyMap<string, string>;
type Step = { does: number; at: number; to: number };

const step = fc.record({ does: fc.nat(), at: fc.nat(), to: fc.nat() });
/** Most pushes do one thing; what people correct meanwhile is chosen by the number. */
const steps = fc.array(fc.record({ all: fc.array(step, { minLength: 1, maxLength: 3 }), corrected: fc.nat() }), {
  minLength: 1,
  maxLength: 8,
});
type Steps = typeof steps extends fc.Arbitrary<infer T> ? T : never;

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
  // One version, as releases move: some need more room on their line than those before.
  (files, at, _to, { to }) => files.set(at, (files.get(at) ?? "").replace(/\d+\.\d+\.\d+/, `1.${to % 12}.0`)),
  (files, at, _to, { to }) => {
    const lines = (files.get(at) ?? "").split("\n");
    const [one] = lines.splice(to % lines.length, 1);
    if (one !== undefined && to % 2) lines.splice((to >> 3) % lines.length, 0, one);
    files.set(at, lines.join("\n"));
  },
  (files, at, _to, { to }) =>
    files.set(at, (files.get(at) ?? "").replace(/name: (\w+)/, `name: ${names[to % names.length]}`)),
  (files, at, to) => {
    const [one, other] = [files.get(at) ?? "", files.get(to) ?? ""];
    files.set(at, other);
    files.set(to, one);
  },
];

const names = ["shop", "cart", "api", "web", "shared"];

const folderOf = (path: string): string => path.replace(/[^/]+$/, "");

function pushed(files: Files, step: Step, first: Files): Files {
  const next = new Map(files);
  const paths = [...next.keys()];
  const [at, to] = [paths[step.at % paths.length], paths[step.to % paths.length]];
  if (at === undefined || to === undefined) return files;
  pushes[step.does % pushes.length]?.(next, at, to, step);
  // What was taken back is as it was at first.
  if (step.does % 11 === 0 && first.has(at)) next.set(at, first.get(at) ?? "");
  return new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What people may have said of what was found. */
function correctionsOf({ deployments, clusters }: Adoption, chosen: number): Corrections {
  const one = deployments[chosen % Math.max(deployments.length, 1)];
  const cluster = clusters[chosen % Math.max(clusters.length, 1)]?.name;
  if (!one || cluster === undefined || chosen % 3) return {};
  const [other] = one.others;
  const all: Corrections[] = [
    { ignored: [one.id] },
    { notClusters: [cluster] },
    { serviceNames: { [one.service]: "renamed" } },
    { deploymentServices: { [one.id]: "shop" } },
    { clusterEnvironment: { [cluster]: "qa" } },
    { clusterMatches: { [cluster]: { name: `our-${cluster}` } } },
    { deploymentEnvironments: { [one.id]: "qa" } },
    { teams: { [one.service]: "theirs" } },
    other ? { leading: { [one.id]: other.path } } : { servicesApart: { [one.service]: "apart" } },
  ];
  return all[chosen % all.length] ?? {};
}

function holds(first: Files, todo: Steps): void {
  let files = first;
  let repository = repositoryOf(files);
  let { adoption } = said(repository);
  for (const { all, corrected } of todo) {
    const next = all.reduce((now, each) => pushed(now, each, first), files);
    const corrections = correctionsOf(adoption, corrected);
    // A plan reads the repository as it would be, and is thrown away.
    said(
      repositoryOf(
        all.reduce((now, each) => pushed(now, { ...each, does: each.does + 1 }, first), files),
        repository,
      ),
    );
    repository = repositoryOf(next, repository);
    files = next;
    const now = said(repository, corrections);
    expect(now).toEqual(said(repositoryOf(new Map(files)), corrections));
    ({ adoption } = now);
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

  it.each(["listed", "own"] as const)(
    "over releases that come one by one to a fleet with services %s",
    (layout) => {
      const release = fc.record({ service: fc.nat({ max: 3 }), where: fc.nat({ max: 3 }), minor: fc.nat({ max: 20 }) });
      fc.assert(
        fc.property(fc.array(release, { minLength: 1, maxLength: 10 }), (all) => {
          let repository = repositoryOf(fluxRepository(60, layout));
          said(repository);
          for (const { service, where, minor } of all) {
            const { path, text } = moved(repository.files, service, where, `1.${minor}.0`);
            repository = repositoryOf(new Map(repository.files).set(path, text), repository);
            expect(said(repository)).toEqual(said(repositoryOf(new Map(repository.files))));
          }
        }),
        { numRuns: 5 },
      );
    },
    300_000,
  );

  it.each([
    ["a fleet whose parts rest on one another", tangledFleet, 50],
    ["one that applies to another cluster too", hubFleet, 15],
  ] as const)(
    "over pushes to %s",
    (_, fleet, numRuns) => {
      fc.assert(
        fc.property(steps, (todo) => holds(fleet, todo)),
        { numRuns },
      );
    },
    300_000,
  );

  it("over services that come, go and move", () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }), (todo) => {
        let repository = repositoryOf(movingFleet);
        said(repository);
        for (const all of todo) {
          repository = repositoryOf(all.reduce(movedBy, new Map(repository.files)), repository);
          expect(said(repository)).toEqual(said(repositoryOf(new Map(repository.files))));
        }
      }),
      { numRuns: 60 },
    );
  }, 300_000);

  it.each(tangledPushes)("where $about, and where that is taken back", ({ file, from, to }) => {
    const text = tangledFleet.get(file) ?? "";
    expect(text).toContain(from);
    let repository = repositoryOf(tangledFleet);
    const first = said(repository);
    for (const next of [text.replace(from, to), text, `# Read me.\n${text.replace(from, to)}`, text]) {
      repository = repositoryOf(new Map(repository.files).set(file, next), repository);
      expect(said(repository)).toEqual(said(repositoryOf(new Map(repository.files))));
    }
    expect(said(repository)).toEqual(first);
  });

  it("over pushes to a fleet that a generator puts together", () => {
    fc.assert(
      fc.property(steps, (todo) => holds(generatedFleet, todo)),
      { numRuns: 20 },
    );
  }, 300_000);

  it.each(layouts)(
    "over pushes to $about",
    ({ files }) => {
      const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
      fc.assert(
        fc.property(steps, (todo) => holds(new Map(sorted), todo)),
        { numRuns: 4 },
      );
    },
    300_000,
  );

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

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { clusters, fluxRepository, joined } from "../../bench/kit/flux-repository.ts";
import { adopt, composedOf } from "../../lib/domain/repository/adopt/adopt.ts";
import type { Adoption } from "../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { movingFleet } from "./moving-fleet.ts";
import { said } from "./said.ts";

type Files = ReadonlyMap<string, string>;

/** How many are not the very same as before, of what is applied, of deployments, and of services. */
function fresh(before: Adoption, now: Adoption) {
  const among = <T>(some: readonly T[], all: readonly T[]): number => {
    const known = new Set(some);
    return all.filter((one) => !known.has(one)).length;
  };
  const applied = (adoption: Adoption) => composedOf(adoption).flatMap((cluster) => cluster.applied);
  return {
    applied: among(applied(before), applied(now)),
    deployments: among(before.deployments, now.deployments),
    services: among(before.services, now.services),
  };
}

const edged = (files: Files): Map<string, string> =>
  new Map(files).set(
    "clusters/staging/sources.yaml",
    `${files.get("clusters/staging/sources.yaml")}  kubeConfig: {secretRef: {name: edge-kubeconfig}}\n`,
  );

/** What others take their variables from is listed last. */
const withValues = (files: Files): Map<string, string> =>
  new Map(files)
    .set(
      "clusters/staging/values.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values, namespace: flux-system}\ndata: {where: staging}\n",
    )
    .set("clusters/staging/kustomization.yaml", `${files.get("clusters/staging/kustomization.yaml")}  - values.yaml\n`)
    .set(
      "clusters/staging/sources.yaml",
      `${files.get("clusters/staging/sources.yaml")}  postBuild: {substituteFrom: [{kind: ConfigMap, name: values}]}\n`,
    );

const withSet = (files: Files): Map<string, string> =>
  new Map(files).set(
    "clusters/staging/sources.yaml",
    `${files.get("clusters/staging/sources.yaml")}---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: set, namespace: flux-system}
spec:
  inputs: [{app: back}]
  resources:
    - apiVersion: source.toolkit.fluxcd.io/v1
      kind: OCIRepository
      metadata: {name: << inputs.app >>, namespace: apps}
      spec: {url: oci://registry.example/<< inputs.app >>, ref: {tag: 1.2.0}}
    - apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: << inputs.app >>, namespace: apps}
      spec: {sourceRef: {kind: OCIRepository, name: << inputs.app >>}}
`,
  );

describe("a push is followed", () => {
  const fleet = fluxRepository(200, "own");

  it.each([
    ["a fleet", fleet, 0],
    ["one with a ResourceSet", withSet(fleet), 0],
    ["one that applies to another cluster too", edged(fleet), 0],
    // It is listed on another line from then on.
    ["one with a ConfigMap that is listed behind it", withValues(fleet), 1],
  ])("where a service comes to %s, and where it goes again: everything else is the very same", (_, first, others) => {
    const repository = repositoryOf(first);
    const before = adopt(repository);
    const more = repositoryOf(new Map([...first, ...joined(first, 3, "service-new")]), repository);
    const added = adopt(more);
    // Its Flux Kustomization, its release and its ConfigMap on each cluster.
    expect(fresh(before, added)).toEqual({
      applied: 3 * clusters.length + others,
      deployments: clusters.length,
      services: 1,
    });
    const removed = adopt(repositoryOf(first, more));
    expect(fresh(added, removed)).toEqual({ applied: others, deployments: 0, services: 0 });
    expect(removed).toEqual(adopt(repositoryOf(new Map(first))));
  });

  it("where a Flux Kustomization reads another folder, or is called otherwise", () => {
    const file = "clusters/staging/apps/service-3.yaml";
    const text = fleet.get(file) ?? "";
    let repository = repositoryOf(fleet);
    let before = adopt(repository);
    for (const [from, to] of [
      ["service-3/staging", "service-3/production"],
      ["name: service-3", "name: another"],
    ] as const) {
      repository = repositoryOf(new Map(fleet).set(file, text.replace(from, to)), repository);
      const now = adopt(repository);
      // It and what it applies; and two in production share a line with another one, or share it no more.
      expect(fresh(before, now)).toEqual({ applied: 3, deployments: 3, services: 1 });
      expect(now).toEqual(adopt(repositoryOf(new Map(repository.files))));
      before = now;
    }
  });
});

/** Each push on the one before; after each it is as from nothing. */
function follow(
  first: Files,
  pushes: readonly Record<string, string | ((text: string) => string) | undefined>[],
): void {
  let repository = repositoryOf(first);
  adopt(repository);
  for (const push of pushes) {
    const files = new Map(repository.files);
    for (const [path, text] of Object.entries(push)) {
      const now = typeof text === "function" ? text(files.get(path) ?? "") : text;
      if (now === undefined) files.delete(path);
      else files.set(path, now);
    }
    const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
    repository = repositoryOf(sorted, repository);
    expect(said(repository)).toEqual(said(repositoryOf(new Map(sorted))));
  }
}

const replaced = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

const withInner = { "apps/service-1/base/kustomization.yaml": (text: string) => `${text}  - inner.yaml\n` };

const again = (ignore: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: again, namespace: flux-system}
spec: {url: https://git.example.com/example/fleet, ref: {branch: main}, ignore: "${ignore}"}
`;

const applied = (name: string, path: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: "${name}", namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;

describe("a push is read as from nothing", () => {
  const base = "apps/service-0/base/kustomization.yaml";
  const onStaging = (name: string) => `clusters/staging/apps/${name}.yaml`;

  it("where a Flux Kustomization goes on to a source that hands on something else, and what lies there changes", () => {
    follow(movingFleet, [
      {
        "clusters/staging/kustomization.yaml": replaced("resources:\n", "resources:\n  - again.yaml\n"),
        "clusters/staging/again.yaml": again("*.md"),
      },
      { [onStaging("service-0")]: replaced(/name: flux-system$/m, "name: again") },
      { [onStaging("service-1")]: replaced(/name: flux-system$/m, "name: again") },
      // What was built of it from the other source is forgotten with the first of them.
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.7") },
      { [onStaging("service-1")]: replaced(/name: again$/m, "name: flux-system") },
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.8") },
    ]);
  });

  it("where somebody who applies a ResourceSet applies something else too", () => {
    const set =
      withSet(new Map())
        .get("clusters/staging/sources.yaml")
        ?.replace(/^undefined---\n/, "") ?? "";
    follow(movingFleet, [
      { "apps/service-0/base/set.yaml": set, [base]: (text) => `${text}  - set.yaml\n` },
      { "apps/service-0/staging/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
      {
        "apps/service-0/base/first.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, namespace: apps}\n",
        [base]: replaced("resources:\n", "resources:\n  - first.yaml\n"),
      },
      { "apps/service-0/base/set.yaml": replaced("app: back", "app: front") },
      {
        "apps/service-0/base/inner.yaml": applied("inner-one", "./inner/us"),
        [base]: (text) => `${text}  - inner.yaml\n`,
      },
      { [base]: replaced("  - set.yaml\n", "") },
    ]);
  });

  it("where two take variables that nobody sets, one after the other", () => {
    const nowhere = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: nowhere}]}\n";
    follow(movingFleet, [
      { [onStaging("service-0")]: (text) => `${text.trimEnd()}\n${nowhere}` },
      { [onStaging("service-1")]: (text) => `${text.trimEnd()}\n${nowhere}` },
      {
        "apps/service-2/base/inner.yaml": applied("inner-two", "./inner/us", nowhere),
        "apps/service-2/base/kustomization.yaml": (text) => `${text}  - inner.yaml\n`,
      },
      { [onStaging("service-0")]: replaced(nowhere, "") },
    ]);
  });

  it("where another one comes that is built twice", () => {
    const late = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: late}]}\n";
    follow(movingFleet, [
      {
        "inner/xx/third.yaml": applied("third-${version:=none}", "./solo"),
        "more/second.yaml": applied("second", "./inner/xx", late),
      },
      { "more/second.yaml": undefined },
    ]);
  });

  it("where one comes before what it takes variables from, and another one is behind that", () => {
    const mid = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: mid}]}\n";
    const values =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mid, namespace: flux-system}\ndata: {version: 3.0.0}\n";
    const listed = (name: string) => (text: string) => text.replace("resources:\n", `resources:\n  - ${name}.yaml\n`);
    const list = "clusters/staging/kustomization.yaml";
    follow(movingFleet, [
      { "mid/values.yaml": values, "clusters/staging/b.yaml": applied("b-owner", "./mid"), [list]: listed("b") },
      { "clusters/staging/c.yaml": applied("c-user", "./inner/us", mid), [list]: listed("c") },
      {
        "inner/xx/third.yaml": applied("third-${version:=none}", "./solo"),
        "clusters/staging/a.yaml": applied("a-first", "./inner/xx", mid),
        [list]: listed("a"),
      },
    ]);
  });

  it("where a ResourceSet takes its inputs from what somebody else applies", () => {
    const group = "apiVersion: fluxcd.controlplane.io/v1\n";
    const other = "apps/service-1/base/kustomization.yaml";
    const provider = (app: string) =>
      `${group}kind: ResourceSetInputProvider\nmetadata: {name: inputs, namespace: flux-system}\nspec: {type: Static, defaultValues: {app: ${app}}}\n`;
    follow(movingFleet, [
      {
        "apps/service-1/base/set.yaml": `${group}kind: ResourceSet\nmetadata: {name: set, namespace: flux-system}\nspec:\n  inputsFrom: [{name: inputs}]\n  resources:\n    - ${applied("<< inputs.app >>", "./solo").trimEnd().replaceAll("\n", "\n      ")}\n`,
        [other]: (text) => `${text}  - set.yaml\n`,
      },
      { "apps/service-0/base/inputs.yaml": provider("back"), [base]: (text) => `${text}  - inputs.yaml\n` },
      { "apps/service-0/base/inputs.yaml": provider("front") },
      { [base]: replaced("resources:\n", "# Listed.\nresources:\n") },
      { [base]: replaced("  - inputs.yaml\n", "") },
    ]);
  });

  it("where somebody applies in another form what was met before", () => {
    follow(movingFleet, [
      { "apps/service-1/base/inner.yaml": applied("more", "./solo"), ...withInner },
      { "apps/service-1/base/inner.yaml": applied("more", "./inner/us") },
      { "apps/service-1/base/inner.yaml": applied("more", "./late") },
    ]);
  });

  it("where one is applied in two versions at once", () => {
    const both = applied("both", "./solo");
    const list = { "clusters/staging/kustomization.yaml": (text: string) => `${text}  - both.yaml\n` };
    follow(movingFleet, [
      { "clusters/staging/both.yaml": `${both}---\n${both.replace("io/v1\n", "io/v1beta2\n")}`, ...list },
      { "clusters/staging/both.yaml": both },
      {
        "clusters/staging/both.yaml": `${both}---\n${both.replace("io/v1\n", "io/v1beta2\n").replace("solo", "inner/us")}`,
      },
      {
        "clusters/staging/both.yaml": undefined,
        "clusters/staging/kustomization.yaml": replaced("  - both.yaml\n", ""),
      },
    ]);
  });

  it("where what did not build comes to nothing", () => {
    follow(movingFleet, [
      { [onStaging("service-0")]: replaced(/path: .*/, "path: ./nowhere") },
      { "nowhere/README.md": "Read me.\n" },
      { "nowhere/README.md": undefined },
    ]);
  });

  it("where something that is built twice applies others than before", () => {
    follow(movingFleet, [
      { "inner/eu/other.yaml": applied("other-${version:=none}", "./solo") },
      { "inner/eu/other.yaml": undefined },
      { "inner/eu/twice.yaml": applied("thrice-${version:=none}", "./solo") },
      { "inner/eu/twice.yaml": applied("twice-${version:=none}", "./inner/us") },
      { "inner/eu/twice.yaml": undefined },
    ]);
  });

  it("where what is applied by two goes from one of them, and comes again", () => {
    const inner = applied("shared", "./inner/us");
    follow(movingFleet, [
      { "apps/service-0/base/inner.yaml": inner, [base]: (text) => `${text}  - inner.yaml\n` },
      { "apps/service-1/base/inner.yaml": inner, ...withInner },
      { [base]: replaced("  - inner.yaml\n", "") },
      { [base]: (text) => `${text}  - inner.yaml\n` },
      { "apps/service-1/base/kustomization.yaml": replaced("  - inner.yaml\n", "") },
      {
        "clusters/staging/apps/service-0.yaml": undefined,
        "clusters/staging/kustomization.yaml": replaced("  - apps/service-0.yaml\n", ""),
      },
    ]);
  });
});

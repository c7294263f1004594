import { describe, expect, it } from "vitest";
import { clusters, fluxRepository, joined } from "../../bench/kit/flux-repository.ts";
import { adopt, composedOf } from "../../lib/domain/repository/adopt/adopt.ts";
import type { Adoption } from "../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";

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

import { buildFluxKustomization } from "../flux/kustomization.ts";
import { objectOf } from "../objects.ts";
import { itemsOf, nodeAt, textAt, treeOf } from "../tree.ts";
import type { ManifestObject, Mapping, Repository, Scalar } from "../types.ts";
import { type Applied, type ClusterObjects, indexApplied, isOf } from "./applied.ts";
import type { ClusterRoot } from "./clusters.ts";
import type { Problem } from "./types.ts";

/** Interim: replaced by composeCluster. */
export function composeRoots(
  repository: Repository,
  roots: readonly ClusterRoot[],
): { clusters: ClusterObjects[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const clusters = roots.map((root) => {
    const applied: Applied[] = [];
    const start = objectOf(
      treeOf({
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "flux-system", namespace: "flux-system" },
        spec: { path: `./${root.path}`, sourceRef: { kind: "GitRepository", name: "flux-system" } },
      }) as Mapping,
      [],
    );
    const queue: ManifestObject[] = [start];
    const seen = new Set<string>();
    while (queue.length > 0) {
      const next = queue.shift() as ManifestObject;
      const key = `${next.namespace}/${next.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const vars = new Map<string, Scalar | string>();
      for (const from of itemsOf(nodeAt(next.tree, ["spec", "postBuild", "substituteFrom"]))) {
        const map = applied.find(
          ({ object }) =>
            object.kind === "ConfigMap" && object.name === textAt(from, "name") && object.namespace === next.namespace,
        );
        const data = map && nodeAt(map.object.tree, ["data"]);
        if (data?.is === "mapping")
          for (const [name, value] of data.entries) if (value.is === "scalar") vars.set(name, value);
      }
      const built = buildFluxKustomization(repository, next, vars, { missing: "keep" });
      if (!built.ok) {
        problems.push({
          file: built.at?.file ?? root.path,
          line: built.at?.line ?? 1,
          rule: built.reason,
          message: built.sentence,
        });
        continue;
      }
      for (const object of built.value) {
        applied.push({ object, by: { namespace: next.namespace, name: next.name } });
        if (
          isOf(object, "kustomize.toolkit.fluxcd.io", "Kustomization") &&
          textAt(object.tree, "spec", "sourceRef", "name") === "flux-system"
        )
          queue.push(object);
      }
    }
    return {
      cluster: root.name,
      applied,
      byKey: indexApplied(applied),
      bootstrap: root.bootstrap ?? "GitRepository/flux-system/flux-system",
      bootstrapUrl: root.url,
    };
  });
  return { clusters, problems };
}

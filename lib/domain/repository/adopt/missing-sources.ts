import { positionIn } from "../positions.ts";
import { type ClusterObjects, isOf, referred } from "./applied.ts";
import type { Problem } from "./types.ts";

/** Objects that take from a source which nothing in the repository declares: they wait for ever, and say so nowhere but on the cluster. */
export function missingSources(cluster: ClusterObjects): Problem[] {
  return cluster.applied.flatMap(({ object }) => {
    const paths = isOf(object, "helm.toolkit.fluxcd.io", "HelmRelease")
      ? [
          ["spec", "chartRef"],
          ["spec", "chart", "spec", "sourceRef"],
        ]
      : isOf(object, "kustomize.toolkit.fluxcd.io", "Kustomization")
        ? [["spec", "sourceRef"]]
        : [];
    return paths.flatMap((path) => {
      const source = referred(cluster, object, ...path);
      // What bootstrap made is often not in the repository, and artifacts are made on the cluster.
      if (
        !source ||
        source.found ||
        source.key === cluster.bootstrap ||
        /^ExternalArtifact\/|\/flux-system$/.test(source.key)
      )
        return [];
      const { source: text, start } = object.tree;
      const message = `${object.kind} ${object.namespace}/${object.name} on ${cluster.cluster} takes from ${source.key}, which nothing here declares.`;
      return [
        {
          file: text.file || (object.layers[0]?.file ?? "."),
          line: text.file ? positionIn(text, start).line : 1,
          rule: "source-missing",
          message,
        },
      ];
    });
  });
}

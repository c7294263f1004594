import { positionIn } from "../positions.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";
import { type Applied, type ClusterObjects, isOf, keyOf } from "./applied.ts";
import type { Problem } from "./types.ts";

/** Objects that take from a source which nothing in the repository declares: they wait for ever, and say so nowhere but on the cluster. */
export function missingSources(cluster: ClusterObjects): readonly Problem[] {
  return cluster.applied.flatMap((applied) => missingOf(cluster, applied));
}

/** The same where some objects stand in the places of former ones of the same names. */
export function missingSourcesAfter(
  missing: readonly Problem[],
  before: ClusterObjects,
  cluster: ClusterObjects,
): readonly Problem[] {
  const isAsBefore = cluster.applied.every((applied, i) => {
    const former = before.applied[i] as Applied;
    if (applied.object === former.object) return true;
    return missingOf(cluster, applied).length + missingOf(before, former).length === 0;
  });
  return isAsBefore ? missing : missingSources(cluster);
}

function missingOf(cluster: ClusterObjects, { object }: Applied): Problem[] {
  return sourcesOf(object).flatMap((key) => {
    // What bootstrap made is often not in the repository, and artifacts are made on the cluster.
    const isElsewhere = key === cluster.bootstrap || /^ExternalArtifact\/|\/flux-system\/flux-system$/.test(key);
    return isElsewhere || cluster.byKey.get(key) ? [] : [missing(cluster, object, key)];
  });
}

const SOURCES = new WeakMap<ManifestObject, readonly string[]>();

/** Keys of the sources that an object takes from. */
function sourcesOf(object: ManifestObject): readonly string[] {
  const known = SOURCES.get(object);
  if (known) return known;
  const paths = isOf(object, "helm.toolkit.fluxcd.io", "HelmRelease")
    ? [
        ["spec", "chartRef"],
        ["spec", "chart", "spec", "sourceRef"],
      ]
    : isOf(object, "kustomize.toolkit.fluxcd.io", "Kustomization")
      ? [["spec", "sourceRef"]]
      : [];
  const sources = paths.flatMap((path) => {
    const kind = textAt(object.tree, ...path, "kind");
    const name = textAt(object.tree, ...path, "name");
    if (kind === undefined || name === undefined) return [];
    return [keyOf(kind, textAt(object.tree, ...path, "namespace") ?? object.namespace, name)];
  });
  SOURCES.set(object, sources);
  return sources;
}

function missing(cluster: ClusterObjects, object: ManifestObject, key: string): Problem {
  const { source, start } = object.tree;
  return {
    file: source.file || (object.layers[0]?.file ?? "."),
    line: source.file ? positionIn(source, start).line : 1,
    rule: "source-missing",
    message: `${object.kind} ${object.namespace}/${object.name} on ${cluster.cluster} takes from ${key}, which nothing here declares.`,
  };
}

import { positionIn } from "../positions.ts";
import type { RestsOn } from "../rests-on.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";
import { type Applied, type ClusterObjects, isOf, keyOf, keyOfApplied } from "./applied.ts";
import type { Problem } from "./types.ts";

/**
 * Whether an object takes from a source which nothing in the repository declares: it waits for ever, and says so nowhere
 * but on the cluster. `asked` is told of which others that was found out with.
 */
export function missingOf(cluster: ClusterObjects, applied: Applied, asked: RestsOn): readonly Problem[] {
  const { object } = applied;
  const sources = sourcesOf(object);
  if (sources.length === 0) return NONE;
  return sources.flatMap((key) => {
    asked.add(key, keyOfApplied(applied));
    // What bootstrap made is often not in the repository, and artifacts are made on the cluster.
    const isElsewhere = key === cluster.bootstrap || /^ExternalArtifact\/|\/flux-system\/flux-system$/.test(key);
    return isElsewhere || cluster.byKey.get(key) ? [] : [missing(cluster, object, key)];
  });
}

const NONE: readonly Problem[] = [];

const SOURCES = new WeakMap<ManifestObject, readonly string[]>();

/** Keys of the sources that an object takes from. */
function sourcesOf(object: ManifestObject): readonly string[] {
  const known = SOURCES.get(object);
  if (known) return known;
  const sources = pathsOf(object).flatMap((path) => {
    const kind = textAt(object.tree, ...path, "kind");
    const name = textAt(object.tree, ...path, "name");
    if (kind === undefined || name === undefined) return [];
    return [keyOf(kind, textAt(object.tree, ...path, "namespace") ?? object.namespace, name)];
  });
  SOURCES.set(object, sources);
  return sources;
}

function pathsOf(object: ManifestObject): string[][] {
  if (isOf(object, "helm.toolkit.fluxcd.io", "HelmRelease"))
    return [
      ["spec", "chartRef"],
      ["spec", "chart", "spec", "sourceRef"],
    ];
  const isByItself = isOf(object, "source.toolkit.fluxcd.io", "HelmChart");
  return isByItself || isOf(object, "kustomize.toolkit.fluxcd.io", "Kustomization") ? [["spec", "sourceRef"]] : [];
}

function missing(cluster: ClusterObjects, object: ManifestObject, key: string): Problem {
  const { source, start } = object.tree;
  const takes = `${object.kind} ${object.namespace}/${object.name} on ${cluster.cluster} takes from ${key}`;
  const [, variable] = /\$\{([A-Za-z_][A-Za-z0-9_]*)/.exec(key) ?? [];
  return {
    file: source.file || (object.layers[0]?.file ?? "."),
    line: source.file ? positionIn(source, start).line : 1,
    // Which one that is, is said elsewhere.
    ...(variable === undefined
      ? { rule: "source-missing", message: `${takes}, which nothing here declares.` }
      : { rule: "unresolved-variable", message: `${takes}, and nothing here sets \${${variable}}.` }),
  };
}

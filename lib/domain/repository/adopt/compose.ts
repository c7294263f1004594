import { composeFrom } from "../flux/cluster.ts";
import { unitOf, withScope } from "../memo.ts";
import { isSameObject } from "../same-tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import { type Applied, type ClusterObjects, indexApplied } from "./applied.ts";
import { bootstrapOf, type ClusterRoot } from "./clusters.ts";
import type { Problem } from "./types.ts";

export type ComposeOptions = { vars?: Readonly<Record<string, string>> };

/** All clusters of a repository, as Flux converges to them. */
export type Composed = { clusters: ClusterObjects[]; problems: Problem[] };

type ComposedCluster = { objects: ClusterObjects; problems: Problem[] };

/** What Flux applies on each cluster, and what stands in the way of knowing it. A cluster that nothing changed for is the very same as before. */
export function composeRoots(given: Repository, roots: readonly ClusterRoot[], options: ComposeOptions = {}): Composed {
  const repository = withScope(given);
  const parts = roots.map((root) => {
    const { name, path, url } = root;
    if (options.vars) return composeRoot(repository, root, options);
    const make = () => composeRoot(repository, root, options);
    return unitOf(repository, `cluster ${name}`, [name, path, url, root.root], make, areSameInputs);
  });
  return { clusters: parts.map(({ objects }) => objects), problems: parts.flatMap(({ problems }) => problems) };
}

function areSameInputs(before: readonly unknown[], now: readonly unknown[]): boolean {
  const last = before.length - 1;
  return before.every((input, i) =>
    i === last ? isSameObject(input as ManifestObject, now[i] as ManifestObject) : input === now[i],
  );
}

function composeRoot(repository: Repository, root: ClusterRoot, options: ComposeOptions): ComposedCluster {
  const composed = composeFrom(repository, [root.root], options);
  const applied: Applied[] = composed.objects.map((object) => ({ object, by: object.by }));
  const objects = {
    cluster: root.name,
    applied,
    byKey: indexApplied(applied),
    bootstrap: bootstrapOf(root),
    bootstrapUrl: root.url,
    isBroken: composed.kustomizations.some(({ error }) => error !== undefined),
  };
  const problems = composed.problems.flatMap(({ rule, sentence, at }): Problem[] => {
    // A bundle from elsewhere is a deployment of its own; where its source does not exist, that is said of the source.
    if (rule === "source-elsewhere") return [];
    const message = `${sentence.replace(/\.$/, "")} (cluster ${root.name}).`;
    return [{ file: at?.file ?? (root.path || "."), line: at?.line ?? 1, rule, message }];
  });
  return { objects, problems };
}

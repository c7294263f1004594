import { composeFrom } from "../flux/cluster.ts";
import { sameData } from "../tree.ts";
import type { Repository } from "../types.ts";
import { type Applied, type ClusterObjects, indexApplied } from "./applied.ts";
import { bootstrapOf, type ClusterRoot } from "./clusters.ts";
import { type Reads, readsAreSame, recording } from "./recording.ts";
import type { Problem } from "./types.ts";

export type ComposeOptions = { vars?: Readonly<Record<string, string>> };

/** All clusters of a repository, with what is needed to compose only the changed ones of the next. */
export type Composed = {
  repository: Repository;
  clusters: ClusterObjects[];
  problems: Problem[];
  parts: readonly ComposedCluster[];
};
type ComposedCluster = { root: ClusterRoot; objects: ClusterObjects; problems: Problem[]; reads: Reads };

/** What Flux applies on each cluster, and what stands in the way of knowing it. A cluster of `before` is kept where nothing that it was made from has changed. */
export function composeRoots(
  repository: Repository,
  roots: readonly ClusterRoot[],
  options: ComposeOptions = {},
  before?: Composed,
): Composed {
  const parts = roots.map((root) => {
    const known = before?.parts.find((part) => isSameRoot(part.root, root));
    return known && before && readsAreSame(known.reads, before.repository, repository)
      ? known
      : composeRoot(repository, root, options);
  });
  return {
    repository,
    clusters: parts.map(({ objects }) => objects),
    problems: parts.flatMap(({ problems }) => problems),
    parts,
  };
}

function isSameRoot(a: ClusterRoot, b: ClusterRoot): boolean {
  return a.name === b.name && a.path === b.path && a.url === b.url && sameData(a.root.tree, b.root.tree);
}

function composeRoot(repository: Repository, root: ClusterRoot, options: ComposeOptions): ComposedCluster {
  const watched = recording(repository);
  const composed = composeFrom(watched.repository, [root.root], options);
  const applied: Applied[] = composed.objects.map((object) => ({ object, by: object.by }));
  const objects = {
    cluster: root.name,
    applied,
    byKey: indexApplied(applied),
    bootstrap: bootstrapOf(root),
    bootstrapUrl: root.url,
  };
  const problems = composed.problems.flatMap(({ rule, sentence, at }): Problem[] => {
    // A bundle from elsewhere is a deployment of its own; where its source does not exist, that is said of the source.
    if (rule === "source-elsewhere") return [];
    const message = `${sentence.replace(/\.$/, "")} (cluster ${root.name}).`;
    return [{ file: at?.file ?? (root.path || "."), line: at?.line ?? 1, rule, message }];
  });
  // Places in the root's own file point into its text.
  for (const { file } of root.root.layers) if (file !== "") watched.reads.files.add(file);
  return { root, objects, problems, reads: watched.reads };
}

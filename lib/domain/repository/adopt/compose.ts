import { composeFrom } from "../flux/cluster.ts";
import type { Repository } from "../types.ts";
import { type Applied, type ClusterObjects, indexApplied } from "./applied.ts";
import { bootstrapOf, type ClusterRoot } from "./clusters.ts";
import type { Problem } from "./types.ts";

export type ComposeOptions = { vars?: Readonly<Record<string, string>> };

/** What Flux applies on each cluster, and what stands in the way of knowing it. */
export function composeRoots(
  repository: Repository,
  roots: readonly ClusterRoot[],
  options: ComposeOptions = {},
): { clusters: ClusterObjects[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const clusters = roots.map((root) => {
    const composed = composeFrom(repository, [root.root], options);
    for (const { rule, sentence, at } of composed.problems) {
      // A bundle from elsewhere is a deployment of its own; where its source does not exist, drafts.ts says so.
      if (rule === "source-elsewhere") continue;
      problems.push({
        file: at?.file ?? (root.path || "."),
        line: at?.line ?? 1,
        rule,
        message: `${sentence.replace(/\.$/, "")} (cluster ${root.name}).`,
      });
    }
    const applied: Applied[] = composed.objects.map((object) => ({ object, by: object.by }));
    return {
      cluster: root.name,
      applied,
      byKey: indexApplied(applied),
      bootstrap: bootstrapOf(root),
      bootstrapUrl: root.url,
    };
  });
  return { clusters, problems };
}

import { positionIn } from "../positions.ts";
import { nodeAt } from "../tree.ts";
import { environmentOfCluster } from "./environments.ts";
import type { FluxDocument } from "./flux-documents.ts";
import type { Problem } from "./types.ts";

/** kubernetes-sdlc's rule: gotk-sync.yaml is never copied between cluster directories. */
export function wrongPath({ file, tree }: FluxDocument, path: string, home: string): Problem {
  const node = tree.entries.get("spec");
  const at = node?.is === "mapping" ? (node.entries.get("path") ?? node) : tree;
  return {
    file,
    line: positionIn(tree.source, at.start).line,
    rule: "sync-names-other-path",
    message: `It stands in ${home || "the root"} and makes Flux apply ${path || "the root"}: was it copied from another cluster?`,
  };
}

/** What a sync file makes a cluster follow. */
export type Followed = { home: string; branch: string; source: FluxDocument };

/**
 * Clusters that follow the branch which is named after the stage of another one, and which that one follows too. What
 * is called like development is the trunk of many, so that only production has no business there.
 */
export function wrongBranches(followed: readonly Followed[]): Problem[] {
  const stageOf = ({ home }: Followed) => environmentOfCluster(home.slice(home.lastIndexOf("/") + 1));
  return followed.flatMap((each): Problem[] => {
    const { branch, home, source } = each;
    const [own, named] = [stageOf(each), environmentOfCluster(branch)];
    if (own.order === null || named.certainty !== "certain" || named.environment === own.environment) return [];
    if (named.environment === "development" && own.environment !== "production") return [];
    const other = followed.find((one) => one.branch === branch && stageOf(one).environment === named.environment);
    if (!other) return [];
    const at = nodeAt(source.tree, ["spec", "ref", "branch"]) ?? source.tree;
    return [
      {
        file: source.file,
        line: positionIn(source.tree.source, at.start).line,
        rule: "sync-names-other-branch",
        message: `It stands in ${home} and makes Flux follow the branch ${branch}, as ${other.home} does: was it copied from there?`,
      },
    ];
  });
}

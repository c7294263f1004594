import { mergeTitle } from "../../domain/promotion/pull-request.ts";
import { Rejected } from "../../ports/failures.ts";
import { afterMerge, decide } from "./decide.ts";
import { type Look, legOf, settle, stillOurs } from "./look.ts";

/**
 * The intent is stored (the state is "merging"), so whoever comes here may come a second
 * time: the pull request is looked at first, and every gate once more.
 */
export async function merge(look: Look): Promise<Look> {
  const decision = await decide(look);
  if (decision.is === "settled") return decision.look;
  if (decision.is === "waits") {
    return settle(look, { type: "gates-reopened" }, { sentence: "A gate closed again before the merge" });
  }
  const leg = legOf(look);
  if (leg.pullRequest === undefined || leg.head === undefined)
    throw new Error("What is merged has a pull request and a head.");
  await stillOurs(look);
  let commit: string;
  try {
    commit = await look.deps.changes.merge(
      look.repository,
      leg.pullRequest,
      leg.head,
      mergeTitle(look.promotion, leg.pullRequest),
    );
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return settle(
      look,
      { type: "gates-reopened", refused: { sentence: error.message } },
      { sentence: `The git host refused the merge: ${error.message}` },
    );
  }
  return afterMerge(look, commit, look.deps.now(), "All gates passed; merged by Sluice");
}

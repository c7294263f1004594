import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";
import { wayOutOf } from "./refused-merge.ts";

/** What would be merged is what was planned: nobody put anything on the branch, and Git can merge it. */
export function exactForm(facts: GateFacts): Gate {
  const pull = facts.pullRequest;
  const base = { key: "exact-form", label: "Exact form", ...(pull ? { commit: pull.head } : {}) };
  if (!pull) return { ...base, phase: "wait", sentence: "Waits for the pull request." };
  if (facts.expectedHead && pull.head !== facts.expectedHead) {
    return {
      ...base,
      phase: "block",
      sentence: `Somebody pushed to the branch: its head is ${pull.head.slice(0, 8)}, the plan is ${facts.expectedHead.slice(0, 8)}. Cancel, and promote again.`,
    };
  }
  if (pull.base !== facts.baseBranch) {
    return {
      ...base,
      phase: "block",
      sentence: `Somebody had the pull request go to ${pull.base}: the plan is for ${facts.baseBranch}. Set it back, or cancel.`,
    };
  }
  if (facts.rewritten) {
    return {
      ...base,
      phase: "block",
      sentence: `Somebody rewrote ${facts.baseBranch}: what was taken off it would come back with this. Cancel, and promote again from where it is now.`,
    };
  }
  if (pull.mergeable === "conflict") {
    return {
      ...base,
      phase: "block",
      sentence: "The base branch changed the same lines. Cancel, and promote again from where it is now.",
    };
  }
  const refused = facts.mergeRefused;
  if (refused && refused.tryAgainAt > facts.now) {
    const said = refused.sentence.replace(/[.]?$/, ".");
    const sentence = ["The git host refused the merge:", said, wayOutOf(said), "It is tried again."]
      .filter(Boolean)
      .join(" ");
    return { ...base, phase: "wait", sentence, lookAgainAt: refused.tryAgainAt };
  }
  return { ...base, phase: "pass", sentence: `${pull.head.slice(0, 8)} is exactly the plan.` };
}

import { sameVersion } from "../version/same.ts";
import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";

/** The release ran healthy for its hold time in the environment before, however it got there. */
export function predecessor(facts: GateFacts): Gate {
  const base = { key: "predecessor", label: "Predecessor" };
  if (facts.kind === "rollback") {
    return { ...base, phase: "pass", sentence: "A rollback goes to an older release; it needs no predecessor." };
  }
  const before = facts.predecessors;
  if (before.length === 0)
    return { ...base, phase: "pass", sentence: "Nothing comes before this environment for this service." };
  const missing = before.find((p) => p.verifiedAt === undefined);
  if (!missing) {
    return {
      ...base,
      phase: "pass",
      sentence: `${facts.version} verified on ${before.map((p) => p.environment).join(" and ")}.`,
    };
  }
  const there = missing.runs.some((version) => sameVersion(version, facts.version));
  const { environment } = missing;
  const runs = missing.runs.length > 0 ? `, which runs ${missing.runs.join(" and ")}` : "";
  if (there)
    return {
      ...base,
      phase: "wait",
      sentence: `${facts.version} runs on ${environment}, but has not held there long enough yet.`,
    };
  // Whoever is sent to promote it there would be told that Git says so already.
  const declared = missing.declared?.some((version) => sameVersion(version, facts.version));
  const sentence = declared
    ? `${facts.version} has come to ${environment}, but does not run there: it has to get well there first.`
    : `${facts.version} is not verified on ${environment}${runs}. Promote it there first.`;
  return { ...base, phase: "wait", sentence };
}

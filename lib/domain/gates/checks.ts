import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";

/** Checks of others on the head. Where branch protection names none, every check that reported counts. */
export function checks(facts: GateFacts): Gate {
  const commit = facts.pullRequest?.head;
  const base = { key: "checks", label: "Checks", ...(commit ? { commit } : {}) };
  if (!commit) return { ...base, phase: "wait", sentence: "Waits for the pull request." };
  const required = facts.checks.filter((c) => c.required);
  const counted = required.length > 0 ? required : facts.checks;
  const word = required.length > 0 ? "required checks" : "checks";
  const on = `on ${commit.slice(0, 8)}`;
  if (counted.length === 0) return { ...base, phase: "pass", sentence: `No checks are asked for ${on}.` };
  const red = counted.filter((c) => c.state === "red");
  if (red.length > 0) {
    return {
      ...base,
      phase: "block",
      sentence: `${list(red.map((c) => c.name))} failed ${on}. Mend it on the branch's base, then try again.`,
    };
  }
  const green = counted.filter((c) => c.state === "green");
  if (green.length < counted.length) {
    const running = counted.filter((c) => c.state === "running").map((c) => c.name);
    return {
      ...base,
      phase: "wait",
      sentence: `${green.length} of ${counted.length} ${word} ${on}; waits for ${list(running)}.`,
    };
  }
  return { ...base, phase: "pass", sentence: `${green.length} of ${counted.length} ${word} ${on}.` };
}

function list(names: string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(" and ");
}

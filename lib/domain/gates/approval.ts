import { type Role, roleInWords } from "../permissions.ts";
import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";

const approvers: Role[] = ["approver", "release-manager", "admin"];

/** Logins differ by more than how they are spelled. */
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function approversInWords(count: number): string {
  const [last, ...others] = approvers.map((role) => roleInWords[role] + (count === 1 ? "" : "s")).reverse();
  return `${count === 1 ? "an " : ""}${others.reverse().join(", ")} or ${last}`;
}

/** Approvals by other people, for exactly this plan. One refusal ends the promotion and is not seen here. */
export function approval(facts: GateFacts): Gate {
  const base = { key: "approval", label: "Approval", ...(facts.expectedHead ? { commit: facts.expectedHead } : {}) };
  const counted = facts.approvals.filter(
    (a) => a.verdict === "approved" && a.planHash === facts.planHash && !same(a.login, facts.requestedBy),
  );
  const who = [...new Map(counted.map((a) => [a.login.toLowerCase(), a.login])).values()];
  if (facts.approvalsWanted === 0) {
    return { ...base, phase: "pass", sentence: `${facts.environment} asks for no approval.` };
  }
  const names = who.map((login) => `@${login}`).join(" and ");
  if (who.length >= facts.approvalsWanted) return { ...base, phase: "pass", sentence: `Approved by ${names}.` };
  const missing = facts.approvalsWanted - who.length;
  const void_ = facts.approvals.some((a) => a.verdict === "approved" && a.planHash !== facts.planHash);
  return {
    ...base,
    phase: "wait",
    actors: approvers,
    sentence: [
      names ? `${who.length} of ${facts.approvalsWanted}: ${names} approved.` : "",
      `${missing === 1 ? "One" : missing} ${names ? "more " : ""}by ${approversInWords(missing)}, not @${facts.requestedBy}.`,
      void_ ? "Earlier approvals were for another plan and do not count." : "",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

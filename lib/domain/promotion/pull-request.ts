import type { Plan, Promotion } from "./promotion.ts";

/** One branch per promotion and leg. No part is chosen at run time, so a crash after the effect finds it. */
export function branchName(promotion: { id: string; service: string; environment: string }, leg: number): string {
  const clean = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[-.]+|[-.]+$/g, "")
      .slice(0, 60) || "x";
  const suffix = leg > 0 ? `-${leg + 1}` : "";
  return `sluice/${clean(promotion.environment)}/${clean(promotion.service)}/${promotion.id.toLowerCase()}${suffix}`;
}

export function commitTitle(plan: Plan): string {
  const verb = plan.kind === "rollback" ? "Roll back" : "Promote";
  const bring = plan.kind === "rollback" ? `in ${plan.environment} to` : "to";
  return plan.kind === "rollback"
    ? `${verb} ${plan.service} ${bring} ${plan.version}`
    : `${verb} ${plan.service} ${plan.version} ${bring} ${plan.environment}`;
}

export function commitMessage(promotion: Promotion): string {
  return [
    commitTitle(promotion.plan),
    "",
    promotion.reason,
    "",
    `Sluice-Promotion: ${promotion.id}`,
    `Sluice-Requested-By: ${promotion.requestedBy}`,
  ].join("\n");
}

const trailer = /^Sluice-Promotion: (\S+)$/m;

export function promotionOf(commitMessage: string): string | undefined {
  return trailer.exec(commitMessage)?.[1];
}

/** Text that people wrote is quoted, so that it mentions nobody, closes nothing and looks like nothing of ours. */
export function pullRequestBody(promotion: Promotion, leg: number, publicUrl: string): string {
  const { plan } = promotion;
  const planned = plan.legs[leg];
  const edits = planned?.edits ?? [];
  return [
    `${plan.kind === "rollback" ? "Rolls back" : "Brings"} **${inert(plan.service)}** in **${inert(plan.environment)}** ${plan.from ? `from \`${code(plan.from)}\` ` : ""}to \`${code(plan.version)}\`${planned ? ` on ${planned.clusters.map(inert).join(" and ")}` : ""}.`,
    "",
    `Asked for by ${inert(promotion.requestedBy)}:`,
    "",
    ...promotion.reason.split("\n").map((line) => `> ${inert(line)}`),
    "",
    ...edits.map(
      (edit) =>
        `- \`${code(edit.path)}\`, line ${edit.line}: \`${code(edit.before.join(" ").trim())}\` → \`${code(edit.after.join(" ").trim())}\``,
    ),
    ...plan.notes.map((note) => `- ${inert(note)}`),
    "",
    `Gates, approvals and progress: ${publicUrl}/promotions/${promotion.id}`,
    "",
    "Sluice merges this when its gates pass. A commit added by hand voids the approvals.",
  ].join("\n");
}

function inert(text: string): string {
  return text
    .replace(/\p{Cc}/gu, " ")
    .replace(/([\\`*_{}[\]<>()#!|~])/g, "\\$1")
    .replace(/@/g, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b");
}

function code(text: string): string {
  return text.replace(/[`\r\n]/g, "'");
}

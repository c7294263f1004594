import { shorten } from "../shorten.ts";
import { hasEnded, type Plan, type PlannedEdit, type Promotion } from "./promotion.ts";

/** One branch per promotion and leg. No part is chosen at run time, so a crash after the effect finds it. */
export function branchName(promotion: { id: string; service: string; environment: string }, leg: number): string {
  const clean = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9_-]+(?![0-9])|[^a-z0-9._-]+|\.{2,}/g, "-")
      .slice(0, 60)
      .replace(/^[-.]+|[-.]+$/g, "") || "x";
  const suffix = leg > 0 ? `-${leg + 1}` : "";
  return `sluice/${clean(promotion.environment)}/${clean(promotion.service)}/${promotion.id.toLowerCase()}${suffix}`;
}

/** The branches of the tries before this one. `branch` is the current one, after `retries` retries. */
export function formerBranches(branch: string, retries: number): string[] {
  const first = branch.replace(retrySuffix, "");
  const all = [first, ...Array.from({ length: retries }, (_, i) => `${first}-r${i + 1}`)];
  const current = all.indexOf(branch);
  return all.slice(0, Math.max(0, current));
}

/** A new try has a new branch: what became of the old one is not asked. */
export function retryBranch(branch: string, retries: number): string {
  return `${branch.replace(retrySuffix, "")}-r${retries}`;
}

const retrySuffix = /-r\d+$/;

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
    ...promotion.reason.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => `> ${mute(line)}`),
    "",
    `Sluice-Promotion: ${promotion.id}`,
    `Sluice-Requested-By: ${promotion.requestedBy}`,
  ].join("\n");
}

const trailer = /^Sluice-Promotion: (\S+)$/;

/** Read from the last paragraph alone, where trailers stand; people write what is above it. */
export function promotionOf(commitMessage: string): string | undefined {
  const last =
    commitMessage
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? "";
  const found = last.split("\n").flatMap((line) => trailer.exec(line.trimEnd())?.[1] ?? []);
  return found.length === 1 ? found[0] : undefined;
}

/** The last word on a pull request that is closed without a merge. */
export function closingWords({ state }: Promotion): string {
  const why = "because" in state ? ` ${inert(state.because)}` : "";
  const what = hasEnded(state) ? `the promotion is ${state.is}.${why}` : "another try took its place.";
  return `Sluice closes this pull request: ${what}`;
}

/** Longer ones GitHub refuses ("title is too long (maximum is 256 characters)"), and a promotion with them. */
const mostTitle = 256;
const mostBody = 65_536;
/** What is left to the lines that change: the rest is bounded by what may be asked for. */
const mostEdits = 40_000;
const mostLine = 300;
const mostClusters = 3;

/** Of several legs each says which it is. */
export function pullRequestTitle({ plan, legs }: Promotion, leg: number): string {
  const clusters = legs[leg]?.clusters ?? [];
  const more = clusters.length - mostClusters;
  const some = clusters.slice(0, mostClusters).join(", ");
  const of = legs.length > 1 ? ` (${more > 0 ? `${some} and ${more} more` : some})` : "";
  return shorten(`${commitTitle(plan)}${of}`, mostTitle);
}

/** The merge's own title names the pull request, which has to be whole. */
export function mergeTitle({ plan }: Promotion, pullRequest: number): string {
  const of = ` (#${pullRequest})`;
  return `${shorten(commitTitle(plan), mostTitle - of.length)}${of}`;
}

function editLines(edits: readonly PlannedEdit[]): string[] {
  const lines: string[] = [];
  let left = mostEdits;
  for (const edit of edits) {
    const plain = (text: string[]) => code(shorten(text.join(" ").trim(), mostLine));
    const line = `- \`${code(edit.path)}\`, line ${edit.line}: \`${plain(edit.before)}\` → \`${plain(edit.after)}\``;
    left -= line.length + 1;
    if (left < 0) return [...lines, `- and ${edits.length - lines.length} more, each on the promotion's page.`];
    lines.push(line);
  }
  return lines;
}

/** Text that people wrote is quoted, so that it mentions nobody, closes nothing and looks like nothing of ours. */
export function pullRequestBody(promotion: Promotion, leg: number, publicUrl: string): string {
  const { plan } = promotion;
  const planned = plan.legs[leg];
  const edits = planned?.edits ?? [];
  const body = [
    `${plan.kind === "rollback" ? "Rolls back" : "Brings"} **${inert(plan.service)}** in **${inert(plan.environment)}** ${plan.from ? `from \`${code(plan.from)}\` ` : ""}to \`${code(plan.version)}\`${planned ? ` on ${planned.clusters.map(inert).join(" and ")}` : ""}.`,
    "",
    `Asked for by ${inert(promotion.requestedBy)}:`,
    "",
    ...promotion.reason.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => `> ${inert(line)}`),
    "",
    ...editLines(edits),
    ...plan.notes.map((note) => `- ${inert(note)}`),
    "",
    `Gates, approvals and progress: ${publicUrl}/promotions/${promotion.id}`,
    "",
    "Sluice merges this when its gates pass. A commit added by hand voids the approvals.",
  ].join("\n");
  return shorten(body, mostBody);
}

function inert(text: string): string {
  return mute(text.replace(/([\\`*_{}[\]<>()#!|~&])/g, "\\$1"));
}

/** Neither a mention, nor a reference that closes something, nor a link: a character of no width breaks each of them. */
function mute(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .replace(/@/g, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b")
    .replace(/\b(GH-)(?=\d)/gi, "$1\u200b")
    .replace(/:\/\//g, ":\u200b//")
    .replace(/\b(www)\./gi, "$1\u200b.");
}

function code(text: string): string {
  return text.replace(/[`\p{Cc}\u2028\u2029]/gu, "'");
}

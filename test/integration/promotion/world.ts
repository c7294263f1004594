import { verifyAudit } from "../../../lib/adapters/database/audit.ts";
import { rawOnClient } from "../../../lib/adapters/database/connect.ts";
import type { Actor } from "../../../lib/domain/permissions.ts";
import type { Leg, Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { makePlan } from "../../../lib/usecases/readings/make-plan.ts";
import { requestPromotion } from "../../../lib/usecases/request-promotion.ts";
import type { Exchange } from "../../../playground/github/http/exchange-log.ts";
import type { Rig } from "./rig.ts";

export type Candidate = { service: string; environment: string; version: string; legs: number };

/** Rollbacks that no other one of the list stands in the way of: each in files of its own. */
export async function candidates({ wired }: Pick<Rig, "wired">, most: number): Promise<Candidate[]> {
  const deployments = (await wired.store.read.deployments()).filter((d) => d.found.policy === "fixed");
  const pairs = new Map(deployments.map((d) => [`${d.service} ${d.environment}`, d]));
  const taken = new Set<string>();
  const found: Candidate[] = [];
  // Production first, where somebody has to approve.
  const order = [...pairs.values()].sort(
    (a, b) => Number(b.environment === "production") - Number(a.environment === "production"),
  );
  for (const { service, environment, declaredVersion } of order) {
    const versions = (await wired.store.read.releases(service)).map((release) => release.version);
    const version = versions[versions.indexOf(declaredVersion) + 1];
    if (!version || found.length >= most) continue;
    const planned = await makePlan(wired, { service, environment, version });
    if (!planned.ok) continue;
    const paths = planned.value.plan.legs.flatMap((leg) => leg.edits.map((edit) => edit.path));
    if (paths.some((path) => taken.has(path))) continue;
    for (const path of paths) taken.add(path);
    found.push({ service, environment, version, legs: planned.value.plan.legs.length });
  }
  return found;
}

export async function ask(rig: Pick<Rig, "wired">, actor: Actor, wanted: Omit<Candidate, "legs">): Promise<string> {
  const { service, environment, version } = wanted;
  const asked = await requestPromotion(rig.wired, actor, {
    service,
    environment,
    version,
    reason: "To see it through",
  });
  if (!asked.ok) throw new Error(`${service} in ${environment}: ${asked.sentence}`);
  return asked.value.id;
}

type Pull = { number: number; state: string; merged_at: string | null; head: { ref: string } };

/** What GitHub has of a leg, asked as anybody would. */
export async function pullsOf(rig: Pick<Rig, "playground" | "repository">, leg: Leg): Promise<Pull[]> {
  const [owner] = rig.repository.split("/");
  const { apiUrl, token } = rig.playground.github;
  const url = `${apiUrl}/repos/${rig.repository}/pulls?state=all&per_page=100&head=${owner}:${leg.branch}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as Pull[];
}

export async function tipOf(rig: Pick<Rig, "playground" | "repository">, branch: string): Promise<string | undefined> {
  return (await rig.playground.world.github?.seed.resolve(rig.repository, `refs/heads/${branch}`)) ?? undefined;
}

/** The writes that took effect, of everything that names this leg. */
export function effectsOf(exchanges: readonly Exchange[], leg: Leg): { did: string; times: number }[] {
  const ours = exchanges.filter((one) => {
    if (one.kind !== "rest" || ["GET", "HEAD"].includes(one.method)) return false;
    const body = JSON.stringify(one.requestBody ?? {});
    return (
      body.includes(`"${leg.branch}"`) ||
      body.includes(`refs/heads/${leg.branch}"`) ||
      one.path.endsWith(`/pulls/${leg.pullRequest}/merge`)
    );
  });
  const times = new Map<string, number>();
  for (const one of ours) {
    const did = `${one.method} ${one.path.replace(/^\/repos\/[^/]+\/[^/]+/, "").replace(/\/contents\/.*/, "/contents")}`;
    if (one.status >= 200 && one.status < 300) times.set(did, (times.get(did) ?? 0) + 1);
  }
  return [...times].map(([did, count]) => ({ did, times: count })).sort((a, b) => a.did.localeCompare(b.did));
}

/** What the audit records say was done to a promotion, in their order. */
export async function recordsOf({ wired }: Pick<Rig, "wired">, id: string): Promise<string[]> {
  const rows = await wired.store.read.auditRecords({ to: id, limit: 200 });
  return rows.sort((a, b) => a.seq - b.seq).map((row) => row.did.replace("promotion.", ""));
}

export function chain({ wired }: Pick<Rig, "wired">) {
  return verifyAudit(rawOnClient(wired.database.pool));
}

export function legsOf(promotion: Promotion): readonly Leg[] {
  return promotion.legs;
}

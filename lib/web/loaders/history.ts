import type { AuditPage, HistoryPage } from "../../contracts/deployment.ts";
import type { PromotionList } from "../../contracts/promotion.ts";
import { type Actor, may, sees } from "../../domain/permissions.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Web } from "../deps.ts";
import { intervalView } from "./deployment.ts";
import { keyFrom, keyText } from "./paging.ts";
import { summaryOf, within } from "./promotion-summary.ts";

const limit = 50;

type HistoryQuery = {
  service?: string | undefined;
  environment?: string | undefined;
  cluster?: string | undefined;
  kind?: "declared" | "running" | undefined;
  at?: number | undefined;
  cursor?: string | undefined;
};

export async function loadHistory(wired: Web, actor: Actor, query: HistoryQuery): Promise<Result<HistoryPage>> {
  const key = keyFrom(query.cursor, { from: "moment", id: "number" });
  const deployments = [...wired.fleet.deployments.values()]
    .filter((d) => sees(actor, d.environment))
    .filter(
      (d) =>
        (!query.service || d.service === query.service) &&
        (!query.environment || d.environment === query.environment) &&
        (!query.cluster || d.cluster === query.cluster),
    )
    .map((d) => d.id);
  const rows = await wired.store.read.intervals({
    deployments,
    limit: limit + 1,
    ...(query.kind ? { kind: query.kind } : {}),
    ...(query.at === undefined ? {} : { at: query.at }),
    ...(key ? { before: { from: Number(key.from), id: key.id } } : {}),
  });
  const repositories = new Map((await wired.store.read.repositories()).map((r) => [r.id, r]));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return ok({
    intervals: page.map((row) =>
      intervalView(wired, row, repositories.get(wired.fleet.deployments.get(row.deployment)?.repositoryId ?? "")),
    ),
    ...(rows.length > limit && last ? { next: keyText([String(last.from), last.id]) } : {}),
  });
}

export async function loadAudit(wired: Web, actor: Actor, cursor: string | undefined): Promise<Result<AuditPage>> {
  const permitted = may(actor, "read-audit");
  if (!permitted.ok) return permitted;
  const key = keyFrom(cursor, { seq: "number" });
  const rows = await wired.store.read.auditRecords({ limit: limit + 1, ...(key ? { before: Number(key.seq) } : {}) });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const names = await namesOf(
    wired,
    page.map((record) => record.to),
  );
  return ok({
    records: page.map(({ data, ...record }) => {
      const name = names.get(record.to) ?? tokenName(record.did, data);
      return { ...record, ...(name ? { name } : {}) };
    }),
    ...(rows.length > limit && last ? { next: keyText([String(last.seq)]) } : {}),
  });
}

/** A token is known by the name that it was given; its id says nothing to anybody. */
function tokenName(did: string, data: unknown): string | undefined {
  const name = did.startsWith("token.") ? (data as { name?: unknown } | undefined)?.name : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Promotions by their ids. What is no promotion's id has no other name. */
async function namesOf({ store }: Web, ids: string[]): Promise<Map<string, string>> {
  const ulids = [...new Set(ids)].filter((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id));
  const promotions = await Promise.all(ulids.map((id) => store.read.promotion(id)));
  return new Map(
    promotions.flatMap((p) =>
      p ? [[p.id, `${p.service} ${p.version} to ${p.environment}, #${p.number}`] as const] : [],
    ),
  );
}

type PromotionQuery = {
  state?: "active" | "ended" | "all" | undefined;
  service?: string | undefined;
  environment?: string | undefined;
  cursor?: string | undefined;
};

export async function loadPromotions(wired: Web, actor: Actor, query: PromotionQuery): Promise<Result<PromotionList>> {
  const key = keyFrom(query.cursor, { requestedAt: "moment", id: "text" });
  const rows = await wired.store.read.listPromotions({
    limit: limit + 1,
    ...(query.service ? { service: query.service } : {}),
    ...(query.environment ? { environment: query.environment } : {}),
    ...within(actor),
    ...(query.state && query.state !== "all" ? { ended: query.state === "ended" } : {}),
    ...(key ? { before: { requestedAt: Number(key.requestedAt), id: key.id } } : {}),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const { fleet } = wired;
  return ok({
    promotions: page.map((p) => summaryOf(wired, p, fleet.active.get(p.id)?.report, actor)),
    ...(rows.length > limit && last ? { next: keyText([String(last.requestedAt), last.id]) } : {}),
  });
}

export async function loadInbox(wired: Web, actor: Actor): Promise<Result<PromotionList>> {
  const waiting = wired.fleet.waitsFor(actor).sort((a, b) => a.promotion.requestedAt - b.promotion.requestedAt);
  return ok({
    promotions: waiting.map(({ promotion, report }) => summaryOf(wired, promotion, report, actor)),
  });
}

import type { GateReport } from "../domain/gates/gate.ts";
import type { Promotion } from "../domain/promotion/promotion.ts";
import type { Corrections, LayoutFound } from "../domain/repository/adopt/types.ts";

/** What pages read beyond the facts that use cases need. Lists are newest first and go on by key, never by offset. */
export interface Lists {
  /** By number, as people call it. */
  promotionByNumber(number: number): Promise<Promotion | undefined>;
  promotionByKey(idempotencyKey: string): Promise<Promotion | undefined>;
  listPromotions(filter: {
    service?: string;
    environment?: string;
    /** Only those into one of these, besides. */
    environments?: string[];
    /** Only those in flight, or only those that have ended. */
    ended?: boolean;
    before?: { requestedAt: number; id: string };
    limit: number;
  }): Promise<Promotion[]>;
  /** Of all services or these; the newest by when it was published or found. */
  newestReleases(filter: {
    services?: string[];
    before?: { at: number; service: string; version: string };
    limit: number;
  }): Promise<ListedRelease[]>;
  timeline(promotion: string): Promise<TimelineRow[]>;
  /** Every report that differed from the one before it, oldest first. */
  reports(promotion: string): Promise<{ at: number; leg: number; head?: string; report: GateReport }[]>;
  intervals(filter: {
    deployments?: string[];
    service?: string;
    environment?: string;
    kind?: "declared" | "running";
    /** Those that were open at this instant. */
    at?: number;
    before?: { from: number; id: string };
    limit: number;
  }): Promise<IntervalRow[]>;
  auditRecords(filter: { to?: string; who?: string; before?: number; limit: number }): Promise<AuditRow[]>;
  connections(kind?: ConnectionKind): Promise<ConnectionRow[]>;
  /** The last reading of a repository, less its deployments, with what people corrected. */
  reading(repository: string): Promise<{ reading?: LayoutFound; corrections: Corrections } | undefined>;
  grants(login?: string): Promise<GrantRow[]>;
  users(): Promise<UserRow[]>;
  setting<T = unknown>(key: string): Promise<T | undefined>;
  tips(repository: string): Promise<{ branch: string; commit: string; heardAt: number }[]>;
}

export type ListedRelease = {
  service: string;
  version: string;
  digest?: string;
  commit?: string;
  sourceUrl?: string;
  publishedAt?: number;
  foundAt: number;
  where: string;
  /** publishedAt, or foundAt where that is not known: what the list is sorted by. */
  at: number;
};
export type TimelineRow = { at: number; who?: string; sentence: string; url?: string; key: string };
export type IntervalRow = {
  id: string;
  deployment: string;
  service: string;
  environment: string;
  cluster: string;
  kind: "declared" | "running";
  version: string;
  digest?: string;
  from: number;
  to?: number;
  commit?: string;
  author?: string;
  promotion?: string;
};
export type AuditRow = {
  seq: number;
  at: number;
  who: string;
  did: string;
  to: string;
  because?: string;
  data: unknown;
  hash: string;
};
export type ConnectionKind = "github" | "cluster" | "registry";
export type ConnectionFinding = { ok: boolean; sentence: string; remedy?: string };
/** Never with its secret; that is asked for by name (Store.secret). */
export type ConnectionRow = {
  id: string;
  kind: ConnectionKind;
  name: string;
  config: Record<string, unknown>;
  hasSecret: boolean;
  fixed: boolean;
  findings: ConnectionFinding[];
  updatedAt: number;
};
export type GrantRow = { login: string; role: string; environment?: string; givenBy: string; givenAt: number };
export type UserRow = {
  id: string;
  login: string;
  name: string;
  image?: string;
  disabled: boolean;
  signedInAt?: number;
};

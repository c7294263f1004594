import type { ObservedKind } from "../domain/deployment/observation.ts";
import type { Definition, Status } from "../domain/deployment/types.ts";
import type { GateReport } from "../domain/gates/gate.ts";
import type { Stay } from "../domain/history/arrivals.ts";
import type { Approval, Promotion } from "../domain/promotion/promotion.ts";
import type { Corrections, DeploymentFound, ReleaseSource } from "../domain/repository/adopt/types.ts";
import type { IntervalRow, Lists } from "./store-lists.ts";
import type { HistoryState, Writes } from "./store-writes.ts";

/**
 * Postgres, as the core sees it. A transaction is the only place that writes:
 * state, audit record and follow-up jobs go in together or not at all.
 */
export interface Store {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads outside a transaction, each a consistent statement of its own. */
  read: Reads;
  /** Takes the promotion's lease for `ms`, by the database's clock, or says that somebody else has it. */
  lease(promotion: string, ms: number): Promise<{ fence: number } | undefined>;
  /** Renews the lease; false: it was lost and nothing more may be written with this fence. */
  renew(promotion: string, fence: number, ms: number): Promise<boolean>;
  release(promotion: string, fence: number): Promise<void>;
  /** A connection's credentials, opened. Never shown, never logged. */
  secret(connection: string): Promise<string | undefined>;
}

export interface Tx extends Reads, Writes {
  promotions: {
    /** SELECT … FOR UPDATE. */
    lock(id: string): Promise<Promotion | undefined>;
    /** `number` is given by the database and returned. */
    insert(promotion: Omit<Promotion, "number">, idempotencyKey?: string): Promise<Promotion>;
    /** With a fence, it throws LostLease when the fence is not the row's any more. */
    save(promotion: Promotion, fence?: number): Promise<void>;
    approve(promotion: string, approval: Approval): Promise<void>;
    /** Kept when it differs from the last one. */
    report(promotion: string, leg: number, head: string | undefined, report: GateReport, at: number): Promise<void>;
    /** Told once per key. */
    tell(
      promotion: string,
      event: { at: number; who?: string; sentence: string; url?: string; key: string },
    ): Promise<void>;
    /** One at a time per service and environment: takes a transaction lock on the pair. */
    lockPlace(service: string, environment: string): Promise<void>;
  };
  audit: {
    write(record: {
      who: string;
      did: string;
      to: string;
      at: number;
      because?: string;
      data?: unknown;
    }): Promise<void>;
  };
  jobs: {
    add(name: JobName, input: JobToAdd["input"], options?: Omit<JobToAdd, "input">): Promise<void>;
    /** However many, in one statement. */
    addAll(name: JobName, jobs: readonly JobToAdd[]): Promise<void>;
  };
  /** Tells browsers that follow along; delivered when the transaction is. */
  changed(topic: "cells" | "promotions" | "releases" | "layout", keys: string[]): Promise<void>;
}

export type JobToAdd = { input: Record<string, unknown>; at?: number; key?: string };

export type JobName =
  | "advance-promotion"
  | "tidy-promotion"
  | "read-repository"
  | "read-history"
  | "discover-releases"
  | "reconcile"
  | "check-connection"
  | "look-at-git"
  | "sweep";

export type DeploymentRow = {
  id: string;
  service: string;
  environment: string;
  cluster: string;
  repositoryId: string;
  found: DeploymentFound;
  definition: Definition;
  declaredVersion: string;
  declaredCommit?: string;
  declaredAt?: number;
};

export type EnvironmentRow = EnvironmentRules & {
  name: string;
  order: number;
  promotesFrom: string[];
  isProduction: boolean;
};

/** What people set, and no reading of a repository. */
export type EnvironmentRules = {
  approvals: number;
  holdMinutes: number;
  deadlineMinutes: number;
  oneClusterAtATime: boolean;
};

export type ServiceRow = {
  id: string;
  name: string;
  kind: string;
  team?: string;
  source?: ReleaseSource;
  sourceRepository?: string;
  releasesReadAt?: number;
  releasesTrouble?: string;
};

export type ReleaseRow = {
  service: string;
  version: string;
  digest?: string;
  commit?: string;
  sourceUrl?: string;
  publishedAt?: number;
  foundAt: number;
  where: string;
};

export type RepositoryRow = {
  id: string;
  connectionId: string;
  fullName: string;
  branch: string;
  head?: string;
  readAt?: number;
  /** Why the newest commit could not be read: what is known is of `head`. */
  unread?: string;
  adoptedAt?: number;
  corrections: Corrections;
};

export type VerificationRow = { service: string; environment: string; version: string; at: number };
export type ClusterRow = {
  id: string;
  environment: string;
  label?: string;
  repositoryId?: string;
  connectionId?: string;
};
export type HeardRow = { cluster: string; kind: string; heardAt?: number; complete: boolean; trouble?: string };

export interface Reads extends Lists {
  promotion(id: string): Promise<Promotion | undefined>;
  /** Not ended, newest first. */
  activePromotions(filter?: { service?: string; environment?: string }): Promise<Promotion[]>;
  /** Active ones whose nextLookAt has come. */
  duePromotions(now: number): Promise<string[]>;
  approvals(promotion: string): Promise<Approval[]>;
  /** Logins of people who may approve there, for asking them on the git host. */
  approvers(environment: string): Promise<string[]>;
  lastReport(promotion: string): Promise<GateReport | undefined>;
  deployments(filter?: {
    service?: string;
    environment?: string;
    cluster?: string;
    clusters?: string[];
    ids?: string[];
    repositoryId?: string;
  }): Promise<DeploymentRow[]>;
  statuses(deployments: string[]): Promise<Map<string, Status>>;
  environments(): Promise<EnvironmentRow[]>;
  clusters(): Promise<ClusterRow[]>;
  heard(clusters: string[]): Promise<HeardRow[]>;
  /** Of which kinds any observation is stored, by cluster. */
  storedKinds(clusters: string[]): Promise<Map<string, Set<ObservedKind>>>;
  services(ids?: string[]): Promise<ServiceRow[]>;
  releases(service: string): Promise<ReleaseRow[]>;
  verifications(service: string): Promise<VerificationRow[]>;
  repositories(ids?: string[]): Promise<RepositoryRow[]>;
  /** How far the log of a repository has been read. */
  history(repository: string): Promise<HistoryState | undefined>;
  /** All that is known of what a service ran, or of what was declared of it or in a repository, as far as its log has been read. */
  stays(of: { service: string; kind: IntervalRow["kind"] } | { repository: string; kind: "declared" }): Promise<Stay[]>;
  /** What a repository declares at present, by deployment. */
  openDeclared(repository: string): Promise<Map<string, { version: string; from: number }>>;
}

/** Somebody else works on this promotion now: whatever this worker still holds in its hands is void. */
export class LostLease extends Error {
  constructor(promotion: string) {
    super(`The lease on promotion ${promotion} was lost.`);
    this.name = "LostLease";
  }
}

import type { Missing } from "../domain/deployment/known.ts";
import type { ObjectRef, Observation, ObservedKind } from "../domain/deployment/observation.ts";
import type { Status } from "../domain/deployment/types.ts";
import type { Written } from "../domain/deployment/written.ts";
import type { HeardRow, VerificationRow } from "./store.ts";

/**
 * The hot path: what clusters say, in batches. What has not changed writes
 * nothing, the sign of life aside.
 */
export interface Observations {
  /** All that is known of a cluster. */
  load(cluster: string): Promise<Observation[]>;
  /** Of what a fold asked for, what is there. */
  find(cluster: string, missing: Missing): Promise<Written[]>;
  /** Writes those that really differ from what was stored. */
  upsert(batch: Written[]): Promise<void>;
  /** Those that were there. */
  remove(cluster: string, refs: ObjectRef[]): Promise<ObjectRef[]>;
  /** `present`: keys of all that there is of a kind, every one of which has been stored. Removes the others, and gives them. */
  retain(cluster: string, kind: ObservedKind, present: readonly string[]): Promise<ObjectRef[]>;
  /** Absent fields stay as they are; `trouble: null` says that there is none any more. */
  touchHeard(batch: (Pick<HeardRow, "cluster" | "kind"> & Heard)[]): Promise<void>;
  /** Statuses, intervals, verifications, jobs and the news of them, in one transaction: all of it or nothing. */
  saveFolded(batch: FoldedBatch): Promise<void>;
  /** Which folder of which Git repository (by its URL, without credentials) Flux applies where. */
  applied(): Promise<{ cluster: string; url: string; path: string }[]>;
}

type Heard = { at?: number; complete?: boolean; trouble?: string | null };

export type FoldedBatch = {
  statuses: { status: Status; lookAgainAt?: number }[];
  /** A release began to run: closes what is open for the deployment, at the same instant. A promotion under way to it is its reason. */
  opened?: RunningOpened[];
  /** Nothing runs any more. */
  closed?: { deployment: string; to: number }[];
  verifications?: VerificationRow[];
  /** Their promotions under way, in whatever environment, are looked at again. */
  services?: string[];
};

export type RunningOpened = {
  deployment: string;
  service: string;
  environment: string;
  cluster: string;
  version: string;
  digest?: string;
  from: number;
};

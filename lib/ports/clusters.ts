import type { Connection } from "../domain/cluster/connection.ts";
import type { ObjectRef, ObservedKind } from "../domain/deployment/observation.ts";
import type { Written } from "../domain/deployment/written.ts";

/**
 * What the core needs of clusters. Every call throws `Unavailable` where the cluster
 * does not answer and `Rejected` (with the HTTP status) where it says no.
 */
export type Clusters = {
  /**
   * Follows every kind on one cluster until stopped; never gives up and never throws.
   * Batches of one kind come one at a time and in order; the next waits for the sink's promise.
   */
  watch(connection: Connection, sink: Sink): Watch;
  /** One look, for the page that connects a cluster. Does not throw: what fails is a sentence. */
  check(connection: Connection): Promise<ClusterCheck>;
  /** Asks Flux to look at the object now. `requestedAt` is any string that was not used before. */
  reconcile(connection: Connection, ref: ObjectRef, requestedAt: string): Promise<void>;
  suspend(connection: Connection, ref: ObjectRef, suspended: boolean): Promise<void>;
  /** Events about an object, newest first, at most 50. */
  events(connection: Connection, ref: ObjectRef): Promise<ClusterEvent[]>;
};

export type Sink = {
  /** A batch that throws is not lost: the kind is listed again, with everything it holds. */
  batch(batch: ObservationBatch): Promise<void>;
  /** How the watch of one kind fares, told when it changes. */
  state(report: WatchReport): void;
};

export type ObservationBatch = {
  cluster: string;
  kind: ObservedKind;
  /** New or changed, each object at most once. Empty in a mere sign of life. */
  upserts: Written[];
  /** Keys (`keyOf`) of objects that a watch said are gone. After a list see `complete`. */
  deletes: string[];
  /** When the cluster was heard, epoch milliseconds. */
  heardAt: number;
  /** Set after a complete list: the keys of all there is. What is not among them is gone. */
  complete?: { present: string[] };
};

export type WatchState = "starting" | "listening" | "unreachable" | "denied" | "not-served";

export type WatchReport = { cluster: string; kind: ObservedKind; state: WatchState; sentence?: string; at: number };

export type Watch = {
  /** Lists everything again, soon; for people who press a button and for wake-up hints. */
  lookAgain(kind?: ObservedKind): void;
  stop(): Promise<void>;
};

export type ClusterCheck = {
  reachable: boolean;
  version?: string;
  /** Flux's kinds with the API version that is served. */
  kinds: { kind: ObservedKind; apiVersion?: string }[];
  /** Sentences for people: what works, what is missing and what then does not work. */
  findings: CheckFinding[];
};

export type CheckFinding = { tone: "good" | "missing" | "bad"; sentence: string };

export type ClusterEvent = {
  at: number;
  /** Normal or Warning. */
  type: string;
  reason: string;
  message: string;
  count: number;
  from?: string;
};

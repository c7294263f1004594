import { randomUUID } from "node:crypto";
import type { Connection } from "../lib/domain/cluster/connection.ts";
import type { ObservedKind } from "../lib/domain/deployment/observation.ts";
import { same } from "../lib/domain/deployment/same.ts";
import type { Watch, WatchReport } from "../lib/ports/clusters.ts";
import { Rejected } from "../lib/ports/failures.ts";
import { ClusterObserver } from "../lib/usecases/observe-deployments.ts";
import { type Layout, layoutOf } from "../lib/usecases/readings/layout.ts";
import type { Wired } from "../lib/wire.ts";

const heardMs = 1_000;
const againMs = 1_000;

type Watched = {
  connection: Connection;
  observer: ClusterObserver;
  watch: Watch;
  queue: Promise<unknown>;
  timer?: NodeJS.Timeout;
  stopped: boolean;
};

/**
 * Watches the clusters that this worker holds the lease of. Each cluster has one worker at a
 * time; when that one dies, another takes over within the lease's time and lists everything.
 */
export class Watcher {
  private readonly wired: Wired;
  private readonly holder = randomUUID();
  private readonly watched = new Map<string, Watched>();
  private readonly heard = new Map<
    string,
    { cluster: string; kind: ObservedKind; at?: number; complete?: boolean; trouble?: string | null }
  >();
  private readonly timers: NodeJS.Timeout[] = [];
  private unsubscribe = () => {};
  private turning: Promise<void> | undefined;
  /** What of the layout changed and has not been taken up yet. */
  private readonly named = new Set<string>();
  private taking: Promise<void> | undefined;
  private again: NodeJS.Timeout | undefined;

  constructor(wired: Wired) {
    this.wired = wired;
  }

  async start(): Promise<void> {
    await this.turn();
    this.timers.push(setInterval(() => void this.turn(), this.wired.leaseMs / 3));
    this.timers.push(setInterval(() => void this.writeHeard(), heardMs));
    this.unsubscribe = this.wired.live.subscribe((changes) => {
      const layouts = changes.filter((change) => change.topic === "layout");
      if (layouts.length > 0) this.layoutChanged([...new Set(layouts.flatMap((change) => change.keys))]);
    });
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([this.turning, this.taking]);
    clearTimeout(this.again);
    await Promise.all([...this.watched.keys()].map((cluster) => this.let(cluster)));
    await this.writeHeard();
    await this.wired.leases.drop(this.holder).catch(() => {});
  }

  /** Takes or renews what it may, and lets go of what it may not. One turn at a time. */
  private turn(): Promise<void> {
    this.turning ??= this.takeTurn()
      .catch((error: unknown) =>
        this.wired.log.warn({ error: String(error) }, "clusters could not be shared out; trying again"),
      )
      .finally(() => {
        this.turning = undefined;
      });
    return this.turning;
  }

  private async takeTurn(): Promise<void> {
    const clusters = (await this.wired.store.read.clusters()).map((c) => c.id);
    for (const gone of [...this.watched.keys()].filter((id) => !clusters.includes(id))) await this.let(gone);
    const taken = new Map<string, Connection>();
    for (const cluster of clusters) {
      const connection = await this.connectionOf(cluster);
      const held = connection && (await this.wired.leases.hold(`watch ${cluster}`, this.holder, this.wired.leaseMs));
      if (held && same(this.watched.get(cluster)?.connection, connection)) continue;
      await this.let(cluster);
      if (held) taken.set(cluster, connection);
    }
    if (taken.size === 0) return;
    const observers = await ClusterObserver.open(this.wired, [...taken.keys()]);
    for (const [i, [cluster, connection]] of [...taken].entries())
      this.begin(cluster, connection, observers[i] as ClusterObserver);
  }

  /** One whose credentials cannot be opened is not watched, and the others are all the same. */
  private async connectionOf(cluster: string): Promise<Connection | undefined> {
    try {
      return await this.wired.connectionOf(cluster);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      this.wired.log.warn({ cluster, error: error.message }, "a cluster cannot be watched");
      return undefined;
    }
  }

  private begin(cluster: string, connection: Connection, observer: ClusterObserver): void {
    const watched: Watched = {
      connection,
      observer,
      queue: Promise.resolve(),
      stopped: false,
      watch: { lookAgain() {}, stop: async () => {} },
    };
    this.watched.set(cluster, watched);
    watched.watch = this.wired.clusters.watch(connection, {
      batch: (batch) =>
        this.serially(watched, async () => {
          this.note({ cluster, kind: batch.kind, at: batch.heardAt, ...(batch.complete ? { complete: true } : {}) });
          await observer.take(batch);
          this.schedule(watched);
        }),
      state: (report) => this.state(report),
    });
    this.wired.log.info({ cluster }, "watching a cluster");
  }

  private async let(cluster: string): Promise<void> {
    const watched = this.watched.get(cluster);
    if (!watched) return;
    this.watched.delete(cluster);
    watched.stopped = true;
    clearTimeout(watched.timer);
    await watched.watch.stop();
    await watched.queue;
    this.wired.log.info({ cluster }, "let go of a cluster");
  }

  private layoutChanged(named: readonly string[]): void {
    for (const id of named) this.named.add(id);
    this.taking ??= this.takeLayouts();
  }

  private async takeLayouts(): Promise<void> {
    while (this.named.size > 0 && (await this.takeNamed()));
    // At once, and not when somebody hears of the end: what was named in between would be nobody's.
    this.taking = undefined;
  }

  /** What could not be read is read later: nobody names it twice. */
  private async takeNamed(): Promise<boolean> {
    const named = [...this.named];
    this.named.clear();
    try {
      await this.turn();
      // Who is taken over from here on begins with the layout as it is by then.
      const watched = new Map(this.watched);
      const layout = await layoutOf(this.wired, [...watched.keys()], named);
      for (const each of watched.values()) this.takeLayout(each, layout, named);
      return true;
    } catch (error) {
      for (const id of named) this.named.add(id);
      this.wired.log.warn({ error: String(error) }, "the layout could not be read again; trying again");
      this.again = setTimeout(() => this.layoutChanged([]), againMs);
      return false;
    }
  }

  private takeLayout(watched: Watched, layout: Layout, named: readonly string[]): void {
    void this.serially(watched, async () => {
      await watched.observer.takeLayout(layout, named);
      this.schedule(watched);
    }).catch((error: unknown) =>
      this.wired.log.warn({ error: String(error) }, "what was declared anew is looked at with the next news"),
    );
  }

  /** Kinds come one batch at a time each; the observer takes one at a time in all. */
  private serially(watched: Watched, work: () => Promise<void>): Promise<void> {
    const mine = watched.queue.then(() => (watched.stopped ? undefined : work()));
    watched.queue = mine.catch(() => {});
    return mine;
  }

  private schedule(watched: Watched): void {
    clearTimeout(watched.timer);
    const at = watched.observer.nextLookAt();
    if (at === undefined || watched.stopped) return;
    const wait = Math.min(Math.max(at - this.wired.now(), 50), 60_000);
    watched.timer = setTimeout(() => {
      void this.serially(watched, () => watched.observer.lookAgain())
        .catch((error: unknown) =>
          this.wired.log.warn({ error: String(error) }, "a look at the time failed; trying again"),
        )
        .finally(() => this.schedule(watched));
    }, wait);
  }

  private state(report: WatchReport): void {
    const { cluster, kind, state, sentence } = report;
    if (state === "starting" || state === "not-served") return;
    this.note({ cluster, kind, trouble: state === "listening" ? null : (sentence ?? state) });
  }

  private note(row: {
    cluster: string;
    kind: ObservedKind;
    at?: number;
    complete?: boolean;
    trouble?: string | null;
  }): void {
    const key = `${row.cluster} ${row.kind}`;
    this.heard.set(key, { ...this.heard.get(key), ...row });
  }

  /** Signs of life are gathered: thousands of events cost a few rows a second. */
  private async writeHeard(): Promise<void> {
    if (this.heard.size === 0) return;
    const rows = [...this.heard.values()];
    this.heard.clear();
    await this.wired.observations.touchHeard(rows).catch((error: unknown) => {
      // What was noted meanwhile is newer.
      const newer = [...this.heard.values()];
      for (const row of [...rows, ...newer]) this.note(row);
      this.wired.log.warn({ error: String(error) }, "signs of life could not be written; trying again");
    });
  }
}

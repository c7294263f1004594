import type { ObservedKind } from "../../domain/deployment/observation.ts";
import type { Written } from "../../domain/deployment/written.ts";
import type { Sink, WatchReport, WatchState } from "../../ports/clusters.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { ClusterClient } from "./client.ts";
import type { Discovery, Endpoint } from "./discovery.ts";
import { listAll } from "./list.ts";
import { Memory } from "./memory.ts";
import type { Pages } from "./page.ts";
import { backOff, pause } from "./pause.ts";
import type { Slots } from "./slots.ts";
import { watchOnce } from "./watch.ts";

/** All in milliseconds. */
export type Timing = {
  /** Bookmarks come about once a minute: a watch that is silent for longer is taken for dead. */
  silence: number;
  /** A sign of life without news is passed on this often. */
  heard: number;
  /** How long the server keeps one watch open, scattered over as much again by half. */
  watch: number;
  firstRetry: number;
  mostRetry: number;
  /** After a "no" (401, 403). */
  deniedRetry: number;
  /** While a kind is not served: at first, and at most. */
  firstAbsentRetry: number;
  absentRetry: number;
};

export const timing: Timing = {
  silence: 75_000,
  heard: 10_000,
  watch: 330_000,
  firstRetry: 500,
  mostRetry: 30_000,
  deniedRetry: 30_000,
  firstAbsentRetry: 3_000,
  absentRetry: 600_000,
};

export type ReflectorOptions = {
  kind: ObservedKind;
  client: ClusterClient;
  discovery: Discovery;
  sink: Sink;
  pages: Pages;
  slots: Slots;
  timing: Timing;
  now: () => number;
  random: () => number;
  signal: AbortSignal;
  /** Lines and objects that could not be read. */
  malformed?: (kind: ObservedKind) => void;
};

/**
 * Follows one kind on one cluster: list, then watch from where the list ended, for
 * ever. It ends only when it is told to. Every failure has the same fate: say so,
 * wait a little longer each time, go on. What was not heard is never taken for gone:
 * deletions come from the watch, or from a list that was read to its end.
 */
export class Reflector {
  private readonly o: ReflectorOptions;
  private readonly memory = new Memory();
  private from: string | undefined;
  private failures = 0;
  private absences = 0;
  private wake = new AbortController();
  private relist = false;
  private told: WatchState | undefined;
  private toldSentence: string | undefined;
  private heardAt = 0;
  private believesEmpty = false;

  constructor(options: ReflectorOptions) {
    this.o = options;
  }

  lookAgain(): void {
    this.relist = true;
    this.wake.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.o;
    this.report("starting");
    while (!signal.aborted) {
      const interrupt = AbortSignal.any([signal, this.wake.signal]);
      try {
        const wait = await this.turn(interrupt);
        if (wait > 0) await pause(wait, interrupt);
      } catch (error) {
        if (!signal.aborted && !this.wake.signal.aborted) await pause(this.failed(error), interrupt);
      }
      if (this.wake.signal.aborted) this.wake = new AbortController();
    }
  }

  /** One list if there has to be one, one watch. Resolves to how long to wait before the next. */
  private async turn(signal: AbortSignal): Promise<number> {
    const { kind, client, discovery, o } = { ...this.o, o: this.o };
    const endpoint = await discovery.find(kind);
    if (!endpoint) {
      this.report("not-served", `${client.connection.name} does not serve ${kind}.`);
      discovery.forget();
      // An API server that starts does not serve what is defined in it for the first seconds.
      this.absences += 1;
      return backOff(this.absences, o.timing.firstAbsentRetry, o.timing.absentRetry, o.random);
    }
    this.absences = 0;
    if (this.from === undefined || this.relist) {
      this.relist = false;
      this.from = undefined;
      this.from = await this.readAll(endpoint, signal);
    }
    const began = o.now();
    const end = await watchOnce({
      client,
      kind,
      path: endpoint.path,
      from: this.from,
      timeoutMs: o.timing.watch * (1 + o.random() / 2),
      silenceMs: o.timing.silence,
      signal,
      alive: () => this.alive(),
      changes: (changes) => this.take(changes),
      malformed: () => o.malformed?.(kind),
    });
    this.from = end.next === "relist" ? undefined : end.resourceVersion;
    // A watch that ends at once, again and again, is a failure that does not look like one.
    if (end.heard || o.now() - began > 5000) this.failures = end.next === "relist" ? Math.min(this.failures, 1) : 0;
    else this.failures += 1;
    if (end.next === "relist") this.failures += 1;
    return this.failures > 0 ? backOff(this.failures, o.timing.firstRetry, o.timing.mostRetry, o.random) : 0;
  }

  private async readAll(endpoint: Endpoint, signal: AbortSignal): Promise<string> {
    const { client, kind, pages, slots, sink, malformed } = this.o;
    const read = () =>
      listAll({
        client,
        endpoint,
        kind,
        memory: this.memory,
        pages,
        slots,
        signal,
        page: (upserts) => this.deliver(upserts, []),
        misfit: () => malformed?.(kind),
      });
    let listed = await read();
    // An empty answer where something was, or might have been, is asked for twice before it is believed.
    if (listed.present.size === 0 && !this.believesEmpty) {
      await pause(this.o.timing.firstRetry, signal);
      signal.throwIfAborted();
      listed = await read();
    }
    this.believesEmpty = listed.present.size === 0;
    this.memory.retain(listed.present);
    const at = this.hear();
    await this.guarded(() =>
      sink.batch({
        cluster: client.connection.id,
        kind,
        upserts: [],
        deletes: [],
        heardAt: at,
        complete: { present: [...listed.present] },
      }),
    );
    this.report("listening");
    return listed.resourceVersion;
  }

  private async take(changes: Map<string, Written | null>): Promise<void> {
    const upserts: Written[] = [];
    const deletes: string[] = [];
    for (const [key, written] of changes) {
      if (written === null) {
        if (this.memory.forget(key)) deletes.push(key);
      } else if (this.memory.take(key, written)) upserts.push(written);
    }
    if (upserts.length > 0 || deletes.length > 0) await this.deliver(upserts, deletes);
    else await this.alive();
  }

  private async deliver(upserts: Written[], deletes: string[]): Promise<void> {
    const { client, kind, sink } = this.o;
    const at = this.hear();
    await this.guarded(() => sink.batch({ cluster: client.connection.id, kind, upserts, deletes, heardAt: at }));
  }

  private async alive(): Promise<void> {
    this.report("listening");
    if (Math.abs(this.o.now() - this.heardAt) >= this.o.timing.heard) await this.deliver([], []);
  }

  private hear(): number {
    this.heardAt = this.o.now();
    return this.heardAt;
  }

  /** What the sink did not take is not known to have arrived: forget all, so that the next list brings it again. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.memory.clear();
      this.from = undefined;
      throw new SinkFailed("The observations were not taken.", { cause });
    }
  }

  private failed(error: unknown): number {
    const { timing: t, random, discovery } = this.o;
    this.failures += 1;
    const wait = backOff(this.failures, t.firstRetry, t.mostRetry, random);
    if (error instanceof SinkFailed) return wait;
    if (error instanceof Rejected) {
      if (error.status === 410) {
        this.from = undefined;
        return wait;
      }
      if (error.status === 404) {
        discovery.forget();
        this.from = undefined;
        return wait;
      }
      this.report("denied", error.message);
      return Math.max(wait, t.deniedRetry / 2 + (random() * t.deniedRetry) / 2);
    }
    const sentence = error instanceof Unavailable ? error.message : "Something unexpected went wrong.";
    this.report("unreachable", sentence);
    return Math.max(wait, error instanceof Unavailable ? Math.min(error.retryAfterMs ?? 0, 60_000) : 0);
  }

  private report(state: WatchState, sentence?: string): void {
    if (this.told === state && this.toldSentence === sentence) return;
    this.told = state;
    this.toldSentence = sentence;
    const { client, kind, sink, now } = this.o;
    const report: WatchReport = { cluster: client.connection.id, kind, state, at: now() };
    if (sentence) report.sentence = sentence;
    sink.state(report);
  }
}

class SinkFailed extends Error {}

import type { Worker } from "node:worker_threads";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { KeptParts } from "./kept-parts.ts";
import type { Failure, Order, Said, Step } from "./reading-threads.ts";
import { Damaged } from "./said.ts";

export type Limits = {
  /** Between two answers. */
  seconds: number;
  megabytes: number;
};

/** Each holds a repository and what was made of it. */
const MOST_THREADS = 4;

type Heard = { value: unknown; done: boolean } | { failure: Failure };
type Pending = { what: string; resolve: (heard: Heard) => void; reject: (error: Error) => void };
type Thread = { worker: Worker; received: KeptParts; pending?: Pending };

/**
 * Threads by name. Whoever gives an order to one has it to himself until the order ends; others of that name wait, and so
 * does everybody while as many are at work as may be. The one that was idle for longest makes room for another.
 */
export class Threads {
  private readonly threads = new Map<string, Thread>();
  private readonly busy = new Set<string>();
  private readonly waiting: { name: string; go: () => void }[] = [];
  private readonly start: () => Worker;
  private readonly limits: Limits;
  private closed = false;

  constructor(start: () => Worker, limits: Limits) {
    this.start = start;
    this.limits = limits;
  }

  /** The answers to an order, each made when it is asked for. */
  async *steps<T>(name: string, what: string, order: Order): AsyncGenerator<T> {
    await this.take(name);
    let ended = false;
    try {
      for (let said: Said = { order }; ; said = { next: true }) {
        const step = await this.step(name, what, said).catch((error: unknown) => {
          ended = true;
          throw error;
        });
        if ("failure" in step) {
          ended = true;
          throw errorOf(step.failure);
        }
        if (step.done) {
          ended = true;
          return;
        }
        yield step.value as T;
      }
    } finally {
      if (!ended) this.threads.get(name)?.worker.postMessage({ ends: true } satisfies Said);
      this.release(name);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const all = [...this.threads];
    for (const [name, thread] of all) this.lose(name, thread, new Unavailable("Sluice stops; nothing more is read."));
    await Promise.all(all.map(([, { worker }]) => worker.terminate()));
  }

  private step(name: string, what: string, said: Said): Promise<Heard> {
    const thread = this.thread(name);
    return new Promise<Heard>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.lose(name, thread, new TooMuch(what, `it took longer than ${this.limits.seconds} seconds`, "SECONDS"));
        void thread.worker.terminate();
      }, this.limits.seconds * 1000);
      const settled = <V>(settle: (value: V) => void) => {
        return (value: V) => {
          clearTimeout(timer);
          delete thread.pending;
          settle(value);
        };
      };
      thread.pending = { what, resolve: settled(resolve), reject: settled(reject) };
      thread.worker.postMessage(said);
    });
  }

  private thread(name: string): Thread {
    const known = this.threads.get(name);
    if (known) return known;
    if (this.closed) throw new Unavailable("Sluice stops; nothing more is read.");
    const thread: Thread = { worker: this.start(), received: new KeptParts() };
    const { worker } = thread;
    worker.unref();
    worker.on("message", (step: Step) => {
      // Also where nobody waits any more: whatever is sent next rests on it.
      const heard = "failure" in step ? step : { value: thread.received.unpack(step.packed), done: step.done };
      thread.pending?.resolve(heard);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => this.lose(name, thread, this.lostBy(error, thread)));
    worker.on("exit", () => this.lose(name, thread, new Unavailable("A reading was ended; trying again.")));
    this.threads.set(name, thread);
    return thread;
  }

  private lostBy(error: NodeJS.ErrnoException, { pending }: Thread): Error {
    if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
    return new TooMuch(
      pending?.what ?? "a repository",
      `it needs more than ${this.limits.megabytes} MB of memory`,
      "MEGABYTES",
    );
  }

  private lose(name: string, thread: Thread, error: Error): void {
    if (this.threads.get(name) === thread) this.threads.delete(name);
    thread.pending?.reject(error);
  }

  private async take(name: string): Promise<void> {
    if (!this.isFree(name)) await new Promise<void>((go) => this.waiting.push({ name, go }));
    else this.busy.add(name);
    // Used last, so ended last.
    const thread = this.threads.get(name);
    this.threads.delete(name);
    if (thread) this.threads.set(name, thread);
    else this.makeRoom();
  }

  private isFree(name: string): boolean {
    return !this.busy.has(name) && this.busy.size < MOST_THREADS;
  }

  private release(name: string): void {
    this.busy.delete(name);
    for (const each of this.waiting.splice(0)) {
      if (this.isFree(each.name)) {
        this.busy.add(each.name);
        each.go();
      } else this.waiting.push(each);
    }
  }

  private makeRoom(): void {
    for (const [name, thread] of this.threads) {
      if (this.threads.size < MOST_THREADS) return;
      if (this.busy.has(name)) continue;
      this.threads.delete(name);
      void thread.worker.terminate();
    }
  }
}

/** The same again would take as much again: of memory always, of time on a machine that is as busy. */
export class TooMuch extends Rejected {
  readonly of: "SECONDS" | "MEGABYTES";
  constructor(what: string, happened: string, setting: TooMuch["of"]) {
    super(
      `The reading of ${what} was ended: ${happened}. Nothing was taken from it, and what was read before stays. Look for files that are no manifests or that repeat themselves, or allow more with SLUICE_READING_${setting}.`,
    );
    this.name = "TooMuch";
    this.of = setting;
  }
}

function errorOf({ is, sentence, status }: Failure): Error {
  if (is === "rejected") return new Rejected(sentence, status === undefined ? {} : { status });
  if (is === "damaged") return new Damaged(sentence);
  return is === "unavailable" ? new Unavailable(sentence) : new Error(sentence);
}

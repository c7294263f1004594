import { parentPort } from "node:worker_threads";
import { repositoryOf } from "../../domain/repository/files.ts";
import { toldBack, toldForward } from "../../domain/repository/history/told.ts";
import { Asked } from "../../domain/repository/questions.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { Checkout } from "./checkout.ts";
import { KeptParts } from "./kept-parts.ts";
import { readDifference, readTree } from "./log.ts";
import { BlobCache, Blobs } from "./objects.ts";
import type { Failure, Order, Said, Step } from "./reading-threads.ts";
import { Damaged } from "./said.ts";
import { walkBack, walkForward } from "./walk.ts";

/** One mirror is read here, one order after the other: what was made of the commit before is kept where nothing changed. */
const cache = new BlobCache();
const sent = new KeptParts();
let held: { dir: string; commit: string; blobs: Blobs; checkout: Checkout; asked: Asked } | undefined;
let running: AsyncGenerator<unknown> | undefined;

parentPort?.on("message", async (said: Said) => {
  if ("ends" in said) {
    // Another order may come before this one has put away what it used.
    const ended = running;
    running = undefined;
    await ended?.return(undefined);
    return;
  }
  if ("order" in said) running = answers(said.order);
  try {
    const { value, done = true } = (await running?.next()) ?? {};
    parentPort?.postMessage({ packed: sent.pack(value), done } satisfies Step);
  } catch (error) {
    parentPort?.postMessage({ failure: failureOf(error) } satisfies Step);
  }
});

async function* answers(order: Order): AsyncGenerator<unknown> {
  const { dir, commit } = order;
  switch (order.is) {
    case "ask":
      yield (await askedAt(dir, commit)).answer(order.question);
      return;
    case "back":
      yield* toldBack(walkBack(dir, commit, cache), order.options);
      return;
    case "forward":
      yield* toldForward(walkForward(dir, { tip: commit, after: order.options.after }, cache), order.options);
  }
}

async function askedAt(dir: string, commit: string): Promise<Asked> {
  if (held?.dir === dir && held.commit === commit) return held.asked;
  const before = held?.dir === dir ? held : undefined;
  held = undefined;
  const difference = before && (await readDifference(dir, before.commit, commit));
  const { blobs, checkout } = difference ? before : begun(dir);
  try {
    await checkout.move(
      difference ? difference.map(({ path, after }) => ({ path, to: after })) : await readTree(dir, commit),
    );
  } finally {
    blobs.stop();
  }
  const known = before?.asked.repository;
  const asked = new Asked(known?.files === checkout.files ? known : repositoryOf(checkout.files, known, checkout.step));
  held = { dir, commit, blobs, checkout, asked };
  return asked;
}

function begun(dir: string): { blobs: Blobs; checkout: Checkout } {
  const blobs = new Blobs(dir, cache);
  return { blobs, checkout: new Checkout(blobs) };
}

/** The kinds of errors do not outlive the way between threads. */
function failureOf(error: unknown): Failure {
  if (error instanceof Rejected)
    return { is: "rejected", sentence: error.message, ...(error.status ? { status: error.status } : {}) };
  if (error instanceof Damaged) return { is: "damaged", sentence: error.message };
  if (error instanceof Unavailable) return { is: "unavailable", sentence: error.message };
  return { is: "bug", sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

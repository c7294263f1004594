import { z } from "zod";
import { system } from "../lib/domain/permissions.ts";
import type { Jobs } from "../lib/ports/jobs.ts";
import type { JobName } from "../lib/ports/store.ts";
import { advancePromotion } from "../lib/usecases/advance-promotion.ts";
import { checkConnection } from "../lib/usecases/check-connection.ts";
import { discoverReleases } from "../lib/usecases/discover-releases.ts";
import { lookAtGit } from "../lib/usecases/look-at-git.ts";
import { readHistory } from "../lib/usecases/read-history.ts";
import { readRepository } from "../lib/usecases/read-repository.ts";
import { reconcileLeg } from "../lib/usecases/reconcile-leg.ts";
import { sweep } from "../lib/usecases/sweep.ts";
import { tidyPromotion } from "../lib/usecases/tidy-promotion.ts";
import type { Wired } from "../lib/wire.ts";

const promotion = z.object({ promotion: z.string() });
const leg = promotion.extend({ leg: z.number() });
const repository = z.object({ repository: z.string() });
const connection = z.object({ connection: z.string() });
const service = z.object({ service: z.string() });

/** Job → use case. What is tried again, and how, is the queue's: Unavailable is, Rejected is not. */
const table: Record<
  JobName,
  { run: (wired: Wired, input: unknown, signal: AbortSignal) => Promise<void>; concurrency: number }
> = {
  "advance-promotion": { run: (wired, input) => advancePromotion(wired, promotion.parse(input)), concurrency: 4 },
  "tidy-promotion": { run: (wired, input) => tidyPromotion(wired, promotion.parse(input)), concurrency: 2 },
  reconcile: { run: (wired, input) => reconcileLeg(wired, leg.parse(input)), concurrency: 4 },
  "read-repository": { run: (wired, input) => readRepository(wired, repository.parse(input)), concurrency: 2 },
  "read-history": {
    run: (wired, input, signal) => readHistory(wired, repository.parse(input), signal),
    concurrency: 1,
  },
  "discover-releases": { run: (wired, input) => discoverReleases(wired, service.parse(input)), concurrency: 2 },
  "check-connection": {
    run: async (wired, input) => void (await checkConnection(wired, system, connection.parse(input))),
    concurrency: 2,
  },
  "look-at-git": { run: (wired) => lookAtGit(wired), concurrency: 1 },
  sweep: { run: (wired) => sweep(wired), concurrency: 1 },
};

export async function takeJobs(wired: Wired, jobs: Jobs): Promise<void> {
  for (const [name, { run, concurrency }] of Object.entries(table)) {
    await jobs.work(name as JobName, (input, signal) => run(wired, input, signal), { concurrency });
  }
}

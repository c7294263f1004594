import { system } from "../lib/domain/permissions.ts";
import { adopt } from "../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../lib/domain/repository/files.ts";
import type { Deps } from "../lib/ports/deps.ts";
import { leaveRepository } from "../lib/usecases/leave-repository.ts";
import { readRepository } from "../lib/usecases/read-repository.ts";
import { fluxRepository, type Layout, moved } from "./kit/flux-repository.ts";
import { median } from "./kit/pairs.ts";
import { type Product, startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const sizes = [2000, 10_000];
const pushes = 12;

type Written = { bytes: number; log: number; ms: number; cpuMs: number };

/** What is written to Postgres when one file changes, beside everything that the repository says. */
export async function writing(): Promise<Row[]> {
  const product = await startProduct("writing");
  const rows: Row[] = [];
  for (const size of sizes) {
    const [whole, ...each] = await written(product, size, "listed");
    const middle = (of: (one: Written) => number) => median(each.map(of));
    const bytes = middle((one) => one.bytes);
    rows.push({
      bench: "writing",
      number: `what a push of one file to ${size} files sends to Postgres`,
      measured: `${kilobytes(bytes)}, ${ms(middle((one) => one.ms))}`,
      control: `${kilobytes(whole?.bytes ?? 0)}, ${ms(whole?.ms ?? 0)} for everything`,
      ratio: (bytes / (whole?.bytes ?? 1)).toFixed(3),
      toReach: "≤ 0.1",
      ok: bytes <= (whole?.bytes ?? 0) / 10,
      note: `By the clock, from the adoption that is known to the end of the transaction, Postgres waiting for its disk; the median of ${pushes} pushes. Processor time of this process: ${ms(middle((one) => one.cpuMs))}; Postgres wrote ${kilobytes(middle((one) => one.log))} to its log.`,
    });
  }
  return rows;
}

async function written(product: Product, size: number, layout: Layout): Promise<Written[]> {
  const branch = { connectionId: "bench", fullName: `acme/fleet-${size}`, branch: "main", corrections: {} };
  const id = await product.store.transaction((tx) => tx.layout.saveRepository({ ...branch, adoptedAt: Date.now() }));
  let repository = repositoryOf(fluxRepository(size, layout));
  const measured: Written[] = [];
  for (let i = 0; i <= pushes; i++) {
    if (i > 0) {
      const { path, text } = moved(repository.files, i % 20, i, `7.${i}.0`);
      repository = repositoryOf(new Map(repository.files).set(path, text), repository);
    }
    const adoption = adopt(repository);
    const deps = {
      store: product.store,
      readings: { ask: async () => ({ adoption, files: repository.files.size }) },
      mirror: {
        tip: async () => `commit-${i}`,
        lastChanges: async (_: unknown, __: unknown, places: unknown[]) =>
          places.map(() => ({ commit: `commit-${i}`, at: 1_700_000_000_000 + i })),
      },
      now: Date.now,
      newEnvironmentRules: { holdMinutes: 10, deadlineMinutes: 60 },
    } as unknown as Deps;
    measured.push(await spentOn(product, () => readRepository(deps, { repository: id })));
  }
  // The next one has services and clusters of the same names, and is not to be told apart from this one.
  const left = { repository: id, reason: "The next size", adoptedAnyway: [] };
  await leaveRepository({ store: product.store, now: Date.now } as unknown as Deps, system, left);
  return measured;
}

async function spentOn(product: Product, work: () => Promise<void>): Promise<Written> {
  const lsn = async () => (await product.query<{ at: string }>("SELECT pg_current_wal_lsn() - '0/0' AS at"))[0]?.at;
  const [sent, log, cpu, began] = [product.sent(), Number(await lsn()), process.cpuUsage(), performance.now()];
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return { bytes: product.sent() - sent, log: Number(await lsn()) - log, ms, cpuMs: (user + system) / 1000 };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

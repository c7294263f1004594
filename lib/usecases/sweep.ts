import { isWithin } from "../domain/lately.ts";
import type { Deps } from "../ports/deps.ts";

const lookAtReleasesMs = 120_000;
const servicesAtOnce = 100;
/** Rights are given and taken outside of Sluice: an hour later the page says so by itself. */
const checkConnectionsMs = 3_600_000;

/**
 * What no message may be needed for: promotions whose moment has come, releases that may have appeared, connections
 * whose rights may be others. It only asks for looks; whoever looks decides.
 */
export async function sweep(deps: Deps): Promise<void> {
  const now = deps.now();
  const { read } = deps.store;
  const [due, services, connections] = await Promise.all([
    read.duePromotions(now),
    read.services(),
    read.connections(),
  ]);
  const old = services.filter((s) => !isWithin(s.releasesReadAt, lookAtReleasesMs, now));
  const unchecked = connections.filter((c) => c.kind !== "registry" && !isWithin(c.updatedAt, checkConnectionsMs, now));
  const looks = due.map((promotion) => ({ input: { promotion }, key: promotion }));
  if (looks.length > 0) await deps.store.transaction((tx) => tx.jobs.addAll("advance-promotion", looks));
  if (old.length + unchecked.length === 0) return;
  const releases = inTurn(old).map(({ id }) => ({ input: { service: id }, key: `releases-${id}` }));
  const checks = unchecked.map(({ id }) => ({ input: { connection: id }, key: `check-${id}` }));
  await deps.store.transaction(async (tx) => {
    await tx.jobs.addAll("discover-releases", releases);
    await tx.jobs.addAll("check-connection", checks);
  });
}

let turn = 0;

/** Of thousands that wait no more than can be begun meanwhile, each in its turn: asking for all takes longer than a sweep. */
function inTurn<T>(all: readonly T[]): T[] {
  if (all.length <= servicesAtOnce) return [...all];
  const from = turn % all.length;
  turn = from + servicesAtOnce;
  return [...all, ...all].slice(from, from + servicesAtOnce);
}

import { createHash } from "node:crypto";
import { lookup } from "node:dns/promises";
import path from "node:path";
import { monotonicFactory } from "ulid";
import { databaseClock } from "./adapters/database/clock.ts";
import type { Database } from "./adapters/database/connect.ts";
import { connect } from "./adapters/database/connect.ts";
import { createVault, readKeys } from "./adapters/database/credentials.ts";
import type { JobSender } from "./adapters/database/job-sender.ts";
import { createJobSender } from "./adapters/database/job-sender.ts";
import { createLeases } from "./adapters/database/leases.ts";
import { createLive, type Listening } from "./adapters/database/live.ts";
import { createObservations } from "./adapters/database/observations.ts";
import { people } from "./adapters/database/people.ts";
import { createStore } from "./adapters/database/store.ts";
import { fluxClusters } from "./adapters/flux/clusters.ts";
import type { Pages } from "./adapters/flux/page.ts";
import { mirrorFolders } from "./adapters/git/folders.ts";
import { gitMirror } from "./adapters/git/mirror.ts";
import { gitReadings } from "./adapters/git/reading-threads.ts";
import { keepTidy } from "./adapters/git/tidy.ts";
import { gitHubChanges } from "./adapters/github/changes.ts";
import { gitHubChecks } from "./adapters/github/checks.ts";
import { gitHub } from "./adapters/github/client.ts";
import { gitHubHosts } from "./adapters/github/hosts.ts";
import { gitHubPeople } from "./adapters/github/people.ts";
import { gitHubLinks, gitHubReleases } from "./adapters/github/releases.ts";
import { readWebhook, signedBy } from "./adapters/github/webhook.ts";
import { ociRegistry } from "./adapters/oci/registry.ts";
import { type Env, env, names } from "./env.ts";
import { createLog } from "./log.ts";
import type { Deps } from "./ports/deps.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { Leases } from "./ports/leases.ts";
import type { People } from "./ports/people.ts";
import type { Store } from "./ports/store.ts";
import { openings } from "./wire-connections.ts";
import { guardedNetwork } from "./wire-network.ts";
import { patience } from "./wire-patience.ts";

/** Everything that a process is made of. This file alone knows both sides: the ports and who supplies them. */
export type Wired = Deps & {
  env: Env;
  /** Repositories that the environment has every start adopt, as `owner/name` or `owner/name@branch`. */
  adoptedAnyway: readonly string[];
  directory: People;
  live: Listening;
  /** For what has to be built on the database itself: the queue, next-auth. */
  database: Database;
  sender: JobSender;
  leases: Leases;
  /** The worker's side of the queue. */
  takeJobs(): Promise<Jobs>;
  webhooks: { signedBy: typeof signedBy; read: typeof readWebhook };
  store: Store;
  close(): Promise<void>;
};

/** `pages` is given by whoever watches many clusters and can have threads. */
export async function wire(name: "web" | "worker" | "command", pages?: Pages): Promise<Wired> {
  const settings = env();
  if (!settings.DATABASE_URL)
    throw new Error("DATABASE_URL is not set. `npm start` sets it for the processes that it starts.");
  const log = createLog(name, { level: settings.SLUICE_LOG });
  const database = await connect(settings.DATABASE_URL, { name, log });
  const clock = await databaseClock(database.pool, log);
  const vault = createVault(readKeys(settings));
  const sender = await createJobSender(database, log);
  const store = createStore(database, { vault, jobs: sender });
  const live = createLive(database, log);
  const allowedHosts = names(settings.SLUICE_ALLOW_HOSTS);
  const network = guardedNetwork(allowedHosts);
  const hosts = patience();
  const toHosts = (trusted: boolean) => hosts.fetch(network.fetch(trusted));
  const open = openings(store, { ...network, fetch: toHosts });
  await open.readAddresses();
  const github = gitHub(open.gitHub, log, toHosts);
  const ulid = monotonicFactory();
  const mirrors = path.join(settings.SLUICE_DATA, "mirrors");
  const folders = mirrorFolders(mirrors, open.gitRemote, hosts.ask);
  const readings = gitReadings(folders, {
    seconds: settings.SLUICE_READING_SECONDS,
    megabytes: settings.SLUICE_READING_MEGABYTES,
  });
  const tidying = keepTidy(mirrors, (mirror, error) =>
    log.info({ mirror, error: String(error) }, "a mirror could not be tidied now"),
  );
  return {
    env: settings,
    adoptedAnyway: names(settings.SLUICE_ADOPT),
    store,
    observations: createObservations(database, sender),
    directory: people(database),
    live,
    database,
    sender,
    leases: createLeases(database.pool),
    // Loaded by the worker alone: the web only adds jobs.
    takeJobs: async () => (await import("./adapters/database/jobs.ts")).createJobs(database, sender, log),
    webhooks: { signedBy, read: readWebhook },
    changes: gitHubChanges(github),
    checks: gitHubChecks(github),
    people: gitHubPeople(github),
    sources: gitHubReleases(github),
    links: gitHubLinks(open.webUrl),
    mirror: gitMirror(folders),
    readings,
    registry: ociRegistry(open.registry, network.fetch),
    hosts: gitHubHosts(open.gitHubNow, log, network.fetch),
    clusters: fluxClusters({
      client: { connector: network.connector },
      now: clock.now,
      ...(pages ? { pages } : {}),
    }),
    connectionOf: open.cluster,
    now: clock.now,
    newId: () => ulid(clock.now()),
    hash: (text) => createHash("sha256").update(text).digest("hex"),
    staleAfterMs: settings.SLUICE_STALE_SECONDS * 1000,
    leaseMs: settings.SLUICE_LEASE_SECONDS * 1000,
    publicUrl: settings.SLUICE_URL ?? `http://localhost:${settings.PORT}`,
    resolve: (host) =>
      lookup(host.replace(/^\[|\]$/g, ""), { all: true }).then(
        (found) => found.map((each) => each.address),
        () => [],
      ),
    allowedHosts,
    newEnvironmentRules: {
      holdMinutes: settings.SLUICE_HOLD_MINUTES,
      deadlineMinutes: settings.SLUICE_DEADLINE_MINUTES,
    },
    log,
    async close() {
      tidying.stop();
      clock.stop();
      await live.close();
      await readings.close();
      await network.close();
      await database.close();
    },
  };
}

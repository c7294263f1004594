import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { generate } from "../../bin/generate.mjs";
import { build, isBuilt } from "../../bin/steps/build.ts";
import { openDataFolder } from "../../bin/steps/data-folder.ts";
import { root } from "../../bin/steps/install.mjs";
import { childEnv, claimPort } from "../../bin/steps/serving.ts";
import { connect } from "../../lib/adapters/database/connect.ts";
import { createVault, readKeys } from "../../lib/adapters/database/credentials.ts";
import { startEmbedded } from "../../lib/adapters/database/embedded.ts";
import { createJobSender } from "../../lib/adapters/database/job-sender.ts";
import { migrate } from "../../lib/adapters/database/migrate.ts";
import { createObservations } from "../../lib/adapters/database/observations.ts";
import { createStore } from "../../lib/adapters/database/store.ts";
import { readEnv } from "../../lib/env.ts";
import { createLog } from "../../lib/log.ts";
import type { Observations } from "../../lib/ports/observations.ts";
import type { Store } from "../../lib/ports/store.ts";
import { atTheEnd } from "./ending.ts";
import { type Child, startChild, tail, until } from "./process.ts";

/** The product whole, each part a process of its own, around a Postgres that writes to the disk as in earnest. */
export type Product = {
  store: Store;
  observations: Observations;
  /** Bytes that the store has sent to Postgres so far. */
  sent(): number;
  /** As the owner of the tables. */
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  startWorker(): Promise<Child>;
  startWeb(): Promise<Child & { url: string }>;
  logs: string;
};

export function temporary(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `sluice-bench-${name}-`));
  atTheEnd(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function startProduct(name: string): Promise<Product> {
  generate();
  const folder = temporary(name);
  openDataFolder(folder);
  const server = await startEmbedded({ dataFolder: folder });
  atTheEnd(async () => {
    await server.stop({ force: true });
    for (const note of server.notes) {
      const elsewhere = /\/var\/lib\/sluice-\w+|\/tmp\/sluice-\w+/.exec(note)?.[0];
      if (elsewhere) rmSync(elsewhere, { recursive: true, force: true });
    }
  });
  await migrate(server.ownerUrl);
  const log = createLog("bench", { level: "silent" });
  const database = await connect(server.appUrl, { name: "bench", log });
  const sockets: { bytesWritten: number }[] = [];
  database.pool.on("connect", (client) => {
    sockets.push((client as unknown as { connection: { stream: { bytesWritten: number } } }).connection.stream);
  });
  const jobs = await createJobSender(database, log);
  const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 1 });
  owner.on("error", () => {});
  atTheEnd(() => Promise.all([database.close(), owner.end()]));
  const port = await claimPort(0);
  const url = `http://localhost:${port}`;
  const settings = readEnv({ SLUICE_DATA: folder });
  const env = childEnv(settings, server.appUrl, url, { SLUICE_LOG: "info", SLUICE_ALLOW_HOSTS: "127.0.0.1" });
  return {
    store: createStore(database, { vault: createVault(readKeys(settings)), jobs }),
    observations: createObservations(database, jobs),
    sent: () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    query: async (sql, values) => (await owner.query(sql, values)).rows,
    logs: folder,
    async startWorker() {
      const log = path.join(folder, "worker.log");
      const child = startChild(["--expose-gc", path.join(root, "worker/main.ts")], { env, log });
      // The log may hold what another worker said before.
      const says = (line: string) => line.includes(`"pid":${child.pid}`) && line.includes("worker is ready");
      await ready(child, "the worker runs", () => tail(log, 10_000).split("\n").some(says));
      return child;
    },
    async startWeb() {
      if (!isBuilt()) await build();
      const next = path.join(root, "node_modules/next/dist/bin/next");
      const log = path.join(folder, "web.log");
      const child = startChild([next, "start", "-p", String(port), "-H", "127.0.0.1"], { env, log });
      await ready(child, "the web server serves", () =>
        fetch(`http://127.0.0.1:${port}/api/health`).then(
          (response) => response.ok,
          () => false,
        ),
      );
      return { ...child, url };
    },
  };
}

async function ready(child: Child, what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  await until(what, () => {
    if (child.process.exitCode !== null) throw new Error(`${what}: it ended.\n${tail(child.log)}`);
    return look();
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${tail(child.log)}`);
  });
}

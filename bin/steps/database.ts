import { startEmbedded } from "../../lib/adapters/database/embedded.ts";
import { isAlive } from "../../lib/adapters/database/embedded-process.ts";
import { type Migrated, migrate } from "../../lib/adapters/database/migrate.ts";
import type { Env } from "../../lib/env.ts";

export type Opened = {
  appUrl: string;
  ownerUrl: string;
  migrated: Migrated;
  notes: string[];
  /** True when it is ours and was stopped; false when it is somebody else's or others are connected. */
  stop(): Promise<boolean>;
};

/** The database that the environment names, or our own, started if it does not run; brought up to date. */
export async function openDatabase(env: Env): Promise<Opened> {
  if (env.DATABASE_URL) {
    const ownerUrl = env.SLUICE_MIGRATE_URL ?? env.DATABASE_URL;
    return {
      appUrl: env.DATABASE_URL,
      ownerUrl,
      migrated: await migrate(ownerUrl),
      notes: [],
      stop: async () => false,
    };
  }
  const server = await startEmbedded({ dataFolder: env.SLUICE_DATA });
  try {
    const migrated = await migrate(server.ownerUrl);
    const release = keepAlive(env.SLUICE_DATA, server.pid);
    const stop = () => release().then(() => server.stop());
    return { ...server, migrated, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A server of our own that is killed is started again by nobody else. Returns how to let it be. */
function keepAlive(dataFolder: string, pid: number): () => Promise<void> {
  let alive = pid;
  let reviving: Promise<void> | undefined;
  const look = () => {
    if (reviving || isAlive(alive)) return;
    reviving = startEmbedded({ dataFolder })
      .then(
        (server) => {
          alive = server.pid;
        },
        // A full disk, say: it is tried again in a moment.
        () => undefined,
      )
      .finally(() => {
        reviving = undefined;
      });
  };
  const timer = setInterval(look, 2_000);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await reviving;
  };
}

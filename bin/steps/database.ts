import { findEmbedded, startEmbedded } from "../../lib/adapters/database/embedded.ts";
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
    return { ...server, migrated, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** For commands that need a database that is there: nothing is started. */
export async function existingDatabase(env: Env): Promise<{ appUrl: string; ownerUrl: string } | undefined> {
  if (env.DATABASE_URL) return { appUrl: env.DATABASE_URL, ownerUrl: env.SLUICE_MIGRATE_URL ?? env.DATABASE_URL };
  return findEmbedded(env.SLUICE_DATA);
}

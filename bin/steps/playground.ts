import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import type { Env } from "../../lib/env.ts";
import { root } from "./install.mjs";
import { type Process, startProcess, tailOf } from "./processes.ts";
import { Sentence } from "./sentence.ts";

/** What the playground says of itself (playground.json): the settings that reach it, and who may sign in there. */
const told = z.object({
  env: z.record(z.string(), z.string()),
  accounts: z
    .array(
      z.object({
        login: z.string(),
        name: z.string().optional(),
        role: z.string(),
        environment: z.string().optional(),
      }),
    )
    .default([]),
});
export type Playground = z.infer<typeof told>;

/** Variables that name an outside world. */
const naming = ["GITHUB_TOKEN", "GITHUB_APP_ID", "GITHUB_CLIENT_ID", "SLUICE_KUBECONFIG"] as const;

/**
 * Why no playground is wanted, in words; undefined where one is. It is for whoever has named no outside world, in the
 * environment or in the browser. A database that was begun with it keeps it: its people and repositories are of
 * nowhere else, and what somebody connects besides takes nothing away.
 */
export async function whyNone(
  env: Env,
  options: { isUnwanted: boolean; ownerUrl: string },
): Promise<string | undefined> {
  const name = naming.find((name) => env[name]);
  const said = options.isUnwanted ? "--no-playground says so" : name && `${name} is set`;
  const { isPlaygrounds, isConnected } = await look(options.ownerUrl);
  if (said && isPlaygrounds) {
    const anew = env.DATABASE_URL
      ? "name another database in DATABASE_URL"
      : `begin anew: npm start -- --fresh${options.isUnwanted ? " --no-playground" : ""} (or set SLUICE_DATA to another folder)`;
    throw new Sentence(
      `The data here is the playground's, and there would be none: ${said}. Nothing was changed. Leave that out to go on with it, or ${anew}.`,
    );
  }
  if (isPlaygrounds) return undefined;
  return said ?? (isConnected ? "something is connected already" : undefined);
}

/** Whose the database is: the playground's people have their roles from `start` itself. */
async function look(ownerUrl: string): Promise<{ isPlaygrounds: boolean; isConnected: boolean }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT 1 FROM "grant" WHERE "givenBy" = 'sluice') AS "isPlaygrounds",
              EXISTS (SELECT 1 FROM connection WHERE NOT fixed) AS "isConnected"`,
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

type Starting = {
  process: Process;
  /** What it said of itself the last time: its ports and secrets stay, so web need not wait for it. */
  before: Playground | undefined;
  ready: Promise<Playground>;
};

export function startPlayground(
  dataFolder: string,
  options: { logs: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Starting {
  const folder = path.join(dataFolder, "playground");
  const file = path.join(folder, "playground.json");
  const before = existsSync(file) ? readTold(file) : undefined;
  let isReady = false;
  const playground = startProcess("playground", {
    args: [path.join(root, "playground/main.ts"), "--data-dir", folder],
    env: options.env,
    logs: options.logs,
    // Once it was ready it is started again when it dies; before that, its death is the end of the start.
    onCrash: () => isReady,
  });
  const ready = untilReady(playground, file, options.signal).then((told) => {
    isReady = true;
    return told;
  });
  return { process: playground, before, ready };
}

async function untilReady(playground: Process, file: string, signal: AbortSignal): Promise<Playground> {
  const end = Date.now() + 180_000;
  while (!(existsSync(file) && /\bready\b/i.test(tailOf(playground.log, 1000)))) {
    signal.throwIfAborted();
    if (!playground.isRunning()) throw new Sentence(`The playground did not start.\n${tailOf(playground.log)}`);
    if (Date.now() > end) {
      throw new Sentence(`The playground was not ready within three minutes (its log: ${playground.log}).`);
    }
    await sleep(20);
  }
  return readTold(file);
}

function readTold(file: string): Playground {
  return told.parse(JSON.parse(readFileSync(file, "utf8")));
}

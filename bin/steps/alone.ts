import path from "node:path";
import { readEnv } from "../../lib/env.ts";
import { generate } from "../generate.mjs";
import { build, isBuilt } from "./build.ts";
import { openDataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { root } from "./install.mjs";
import type { Process } from "./processes.ts";
import { tailOf } from "./processes.ts";
import { Sentence } from "./sentence.ts";
import { childEnv, claimPort } from "./serving.ts";

type Place = { port: number; url: string; env: NodeJS.ProcessEnv; logs: string };

/** One process and what it needs, until a signal or its end. */
export async function serveAlone(
  options: { port?: string; pages: boolean },
  start: (place: Place) => Promise<Process>,
): Promise<number> {
  process.chdir(root);
  const env = readEnv({ ...process.env, ...(options.port ? { PORT: options.port } : {}) });
  const port = options.pages ? await claimPort(env.PORT) : env.PORT;
  generate();
  if (options.pages && !isBuilt()) {
    console.log("Building the pages …");
    await build();
  }
  openDataFolder(env.SLUICE_DATA);
  const logs = path.resolve(env.SLUICE_DATA, "logs");
  const asked = new Promise<"asked">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve("asked"));
  });
  const database = await openDatabase(env);
  const url = env.SLUICE_URL ?? `http://localhost:${port}`;
  let running: Process | undefined;
  try {
    running = await start({ port, url, env: childEnv(env, database.appUrl, url), logs });
    const end = await Promise.race([asked, running.ended]);
    if (end !== "asked") throw new Sentence(`It ended by itself.\n${tailOf(running.log)}`);
    return 0;
  } finally {
    await running?.stop(15_000);
    await database.stop();
  }
}

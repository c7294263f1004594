import path from "node:path";
import { generate } from "../generate.mjs";
import { build, isBuilt } from "./build.ts";
import { openDataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { root } from "./install.mjs";
import type { Process } from "./processes.ts";
import { tailOf } from "./processes.ts";
import { Sentence } from "./sentence.ts";
import { childEnv, claimPort, readSettings, urlAt } from "./serving.ts";
import { asksToStop } from "./stopping.ts";

type Place = { port: number; url: string; env: NodeJS.ProcessEnv; logs: string };

/** One process and what it needs, until a signal or its end. `ready` settles with what to say then. With a host it serves pages. */
export async function serveAlone(
  options: { port?: string; host?: string },
  start: (place: Place) => { process: Process; ready: Promise<string> },
): Promise<number> {
  process.chdir(root);
  const env = readSettings(options.port);
  const port = options.host ? await claimPort(env.PORT, options.host) : env.PORT;
  generate();
  if (options.host && !isBuilt()) {
    console.log("Building the pages …");
    await build();
  }
  openDataFolder(env.SLUICE_DATA);
  const logs = path.resolve(env.SLUICE_DATA, "logs");
  let running: Process | undefined;
  const asked = asksToStop(() => void running?.stop(0)).promise.then(() => "asked" as const);
  const database = await openDatabase(env);
  const url = env.SLUICE_URL ?? urlAt(options.host ?? "127.0.0.1", port);
  try {
    const begun = start({ port, url, env: childEnv(env, database.appUrl, url), logs });
    running = begun.process;
    // Whoever is asked to stop before that does not wait for it.
    begun.ready.catch(() => undefined);
    const first = await Promise.race([asked, begun.ready]);
    if (first !== "asked") console.log(first);
    const end = await Promise.race([asked, running.ended]);
    if (end !== "asked") throw new Sentence(`It ended by itself.\n${tailOf(running.log)}`);
    return 0;
  } finally {
    await running?.stop(15_000);
    await database.stop();
  }
}

import { existsSync } from "node:fs";
import path from "node:path";
import { findPlaces } from "../../lib/adapters/database/embedded-places.ts";
import { stopServer } from "../../lib/adapters/database/embedded-process.ts";
import type { Env } from "../../lib/env.ts";
import { generate } from "../generate.mjs";
import { build, isBuilt } from "../steps/build.ts";
import { openDataFolder, removeDataFolder, takeDataFolder } from "../steps/data-folder.ts";
import { type Opened, openDatabase } from "../steps/database.ts";
import { readFlags } from "../steps/flags.ts";
import { root } from "../steps/install.mjs";
import { type Playground, startPlayground, whyNone } from "../steps/playground.ts";
import type { Process } from "../steps/processes.ts";
import { Sentence } from "../steps/sentence.ts";
import { childEnv, claimPort, readSettings, startWeb, startWorker, untilHealthy, urlAt } from "../steps/serving.ts";
import { giveGrants, setUpLink } from "../steps/sign-in.ts";
import { asksToStop } from "../steps/stopping.ts";

export const usage = `npm start -- [flags]

  --port 3000        where Sluice serves (on this machine; --host 0.0.0.0 for all)
  --fresh            removes Sluice's own data folder first
  --no-playground    no outside world in a box, also where nothing is configured
  --dev              pages are built as they are asked for`;

type Flags = { port?: string; host: string; fresh: boolean; "no-playground": boolean; dev: boolean };
const options = {
  port: { type: "string", short: "p" },
  host: { type: "string", default: "127.0.0.1" },
  fresh: { type: "boolean", default: false },
  "no-playground": { type: "boolean", default: false },
  dev: { type: "boolean", default: false },
} as const;
type Running = { release?: () => void; database?: Opened; playground?: Process; worker?: Process; web?: Process };

/** Everything that is missing, then web and worker, until a signal. Gives the exit code. */
export async function run(args: string[]): Promise<number> {
  const flags: Flags = readFlags(args, options, usage);
  // The data folder is beside the code, wherever this was called from.
  process.chdir(root);
  const began = Date.now();
  const running: Running = {};
  const asked = asksToStop(() => {
    for (const one of [running.web, running.worker, running.playground]) void one?.stop(0);
  });
  const env = readSettings(flags.port);
  const port = await claimPort(env.PORT, flags.host);
  const folder = path.resolve(env.SLUICE_DATA);
  if (flags.fresh) await startAfresh(env.DATABASE_URL, folder);
  openDataFolder(folder);
  running.release = takeDataFolder(folder);
  const begun = begin(running, { ...flags, port, folder, env, began, signal: asked.signal });
  try {
    await Promise.race([begun, asked.promise]);
    await asked.promise;
    return 0;
  } finally {
    // What is just being started is let come up, or it would be left behind.
    await begun.catch(() => undefined);
    await stopAll(running);
  }
}

type Settings = Omit<Flags, "port"> & {
  port: number;
  folder: string;
  env: Env;
  began: number;
  signal: AbortSignal;
};

async function begin(running: Running, settings: Settings): Promise<void> {
  const { env, folder, port } = settings;
  const url = env.SLUICE_URL ?? urlAt(settings.host, port);
  const logs = path.join(folder, "logs");
  // Pages are built while the database and the playground come up.
  const [code, world] = await Promise.allSettled([prepareCode(settings), openWorld(running, settings, logs, url)]);
  if (code.status === "rejected") throw code.reason;
  if (world.status === "rejected") throw world.reason;
  settings.signal.throwIfAborted();

  const { database } = world.value;
  const serve = (playground: Playground | undefined) => {
    const told = childEnv(env, database.appUrl, url, playground?.env);
    running.web = startWeb(port, settings.host, told, logs, { dev: settings.dev });
    return told;
  };
  const began = Date.now();
  let told = serve(world.value.before);
  const playground = await world.value.playground;
  if (JSON.stringify(playground?.env) !== JSON.stringify(world.value.before?.env)) {
    await running.web?.stop(5_000);
    told = serve(playground);
  }
  if (running.web) await untilHealthy(settings.host, port, running.web, settings.signal);
  // After the first page can be served: until then the two would take the processor from each other.
  running.worker = startWorker(told, logs);
  line("web and worker", began);
  console.log(`\nSluice is ready: ${url}   (${seconds(settings.began)})\n`);
  console.log(await howToSignIn(database, playground, url));
  const kept = env.DATABASE_URL ? "" : `Your data stays in ${path.relative(process.cwd(), folder) || folder}. `;
  console.log(`\nCtrl-C stops it. ${kept}Logs: ${path.relative(process.cwd(), logs)}`);
}

async function prepareCode({ dev, signal }: Settings): Promise<void> {
  let began = Date.now();
  if (generate()) line("database client generated", began);
  if (dev) return;
  began = Date.now();
  if (isBuilt()) return line("pages built already", began);
  console.log("  … building the pages (half a minute)");
  await build(signal);
  line("pages built", began);
}

type World = { database: Opened; playground?: Promise<Playground>; before?: Playground };

/** The database, and the playground if it is wanted. The latter is waited for here only when nothing is known of it yet. */
async function openWorld(
  running: Running,
  { env, folder, signal, ...flags }: Settings,
  logs: string,
  url: string,
): Promise<World> {
  let began = Date.now();
  const database = await openDatabase(env);
  running.database = database;
  for (const note of database.notes) console.log(`    ${note}`);
  const news = database.migrated.applied.length;
  line(`database ready${news > 0 ? ` (${news} ${news === 1 ? "migration" : "migrations"} applied)` : ""}`, began);
  const none = await whyNone(env, { isUnwanted: flags["no-playground"], ownerUrl: database.ownerUrl });
  if (none) {
    if (!flags["no-playground"]) console.log(`    no playground: ${none}`);
    return { database };
  }

  began = Date.now();
  const starting = startPlayground(folder, { logs, env: { ...process.env, SLUICE_URL: url }, signal });
  running.playground = starting.process;
  const playground = starting.ready.then(async (told) => {
    await giveGrants(database.ownerUrl, told.accounts);
    line("playground: a GitHub, a registry and clusters with Flux", began);
    return told;
  });
  // It may fail while the pages are still being built; whoever waits for it hears of that then.
  playground.catch(() => undefined);
  return { database, playground, before: starting.before ?? (await playground) };
}

async function howToSignIn(database: Opened, playground: Playground | undefined, url: string): Promise<string> {
  if (playground && playground.accounts.length > 0) {
    const width = Math.max(...playground.accounts.map(({ login }) => login.length));
    const people = playground.accounts.map(
      ({ login, role }) => `  ${login.padEnd(width)}  ${role.replaceAll("-", " ")}`,
    );
    return `Sign in with GitHub: in the playground it asks no password. Accounts:\n${people.join("\n")}`;
  }
  const link = await setUpLink(database.ownerUrl, url);
  return link
    ? `Nobody is admin yet. This link makes you the admin, once, within the hour:\n  ${link}`
    : "Sign in with GitHub.";
}

async function startAfresh(databaseUrl: string | undefined, folder: string): Promise<void> {
  if (databaseUrl)
    throw new Sentence(
      "--fresh removes Sluice's own data folder only; the database in DATABASE_URL is not its own. Nothing was removed.",
    );
  // A Sluice that runs from it keeps it; a server that a killed one left behind is stopped first.
  if (existsSync(folder)) takeDataFolder(folder)();
  const places = await findPlaces(folder);
  await stopServer(places.data);
  removeDataFolder(folder);
}

/** In their order: who asks goes before who is asked. */
async function stopAll({ web, worker, playground, database, release }: Running): Promise<void> {
  const open = [web, worker, playground].some((one) => one?.isRunning());
  if (open) console.log("\nStopping …");
  await web?.stop(5_000);
  await worker?.stop(15_000);
  await playground?.stop(5_000);
  await database?.stop();
  release?.();
  if (open) console.log("Stopped.");
}

function line(what: string, began: number): void {
  const time = Date.now() - began;
  console.log(`  ✓ ${what}${time >= 100 ? `  ${seconds(began)}` : ""}`);
}

function seconds(began: number): string {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

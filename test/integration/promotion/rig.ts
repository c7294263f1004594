import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { type Actor, type Role, system } from "../../../lib/domain/permissions.ts";
import { hasEnded, type Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { discoverReleases } from "../../../lib/usecases/discover-releases.ts";
import { takeConnections } from "../../../lib/usecases/take-connections.ts";
import type { Wired } from "../../../lib/wire.ts";
import { type Playground, type PlaygroundOptions, startPlayground } from "../../../playground/main.ts";

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const node = join(root, "node_modules/.bin/node");

let rigs = 0;

/** A worker as it runs in earnest: a process of its own. */
export type Worker = {
  pid: number;
  log: string;
  kill(): Promise<void>;
  /** As a laptop that is closed, or a machine that is moved: SIGSTOP, and SIGCONT. */
  sleep(): void;
  wake(): void;
  alive(): boolean;
};

export type Rig = {
  folder: string;
  ownerUrl: string;
  playground: Playground;
  /** The same wiring that the web server has, in this process. */
  wired: Wired;
  /** "acme/fleet" */
  repository: string;
  startWorker(more?: Record<string, string>): Worker;
  close(): Promise<void>;
};

export type RigOptions = { ownerUrl: string; env?: Record<string, string>; playground?: Partial<PlaygroundOptions> };

/** The whole product around a playground, without its pages: Postgres, the outside world, and workers on demand. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-promotion-"));
  const playground = await startPlayground({ dataDir: join(folder, "playground"), podMs: 50, ...options.playground });
  const env = {
    ...playground.env,
    DATABASE_URL: options.ownerUrl,
    SLUICE_DATA: join(folder, "data"),
    SLUICE_KEY: randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    SLUICE_SECRET: randomBytes(32).toString("base64"),
    SLUICE_URL: "http://sluice.example.com",
    SLUICE_LEASE_SECONDS: "2",
    SLUICE_HOLD_MINUTES: "0",
    SLUICE_LOG: "info",
    ...options.env,
  };
  // The wiring reads the environment of its process, once: whoever tries again needs the wiring anew.
  Object.assign(process.env, env, { SLUICE_LOG: "silent" });
  if (rigs++ > 0) vi.resetModules();
  const { wire } = await import("../../../lib/wire.ts");
  const wired = await wire("command");
  const workers: Worker[] = [];
  return {
    folder,
    ownerUrl: options.ownerUrl,
    playground,
    wired,
    repository: playground.env.SLUICE_ADOPT ?? "",
    startWorker(more = {}) {
      const worker = spawnWorker(join(folder, `worker-${workers.length + 1}.log`), { ...process.env, ...env, ...more });
      workers.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await wired.close();
      await playground.close();
      if (!process.env.SLUICE_TEST_KEEP) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spawnWorker(log: string, env: NodeJS.ProcessEnv): Worker {
  const child: ChildProcess = spawn(node, [join(root, "worker/main.ts")], {
    cwd: root,
    env: { ...env, NODE_ENV: "production", NODE_COMPILE_CACHE: join(root, "node_modules/.cache/sluice-compiled") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = createWriteStream(log);
  child.stdout?.pipe(out, { end: false });
  child.stderr?.pipe(out, { end: false });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  return {
    pid: child.pid ?? 0,
    log,
    alive: () => child.exitCode === null && child.signalCode === null,
    sleep: () => child.kill("SIGSTOP"),
    wake: () => child.kill("SIGCONT"),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits for a fact of the world, and says which one never came to be. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 180,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`It never came to be: ${what}`);
    await sleep(50);
  }
}

/** The fleet is adopted and its releases are found; where there are clusters, every deployment is seen on them. */
export async function untilAdopted({ wired, playground }: Rig): Promise<void> {
  const { read } = wired.store;
  await until("the fleet is adopted", async () => (await read.repositories()).some((r) => r.adoptedAt !== undefined));
  await until("releases are found", async () => {
    const services = await read.services();
    return services.length > 0 && services.every((s) => !s.source || s.releasesReadAt !== undefined);
  });
  if (playground.clusters.length === 0) return;
  await until("every deployment is seen", async () => {
    const ids = (await read.deployments()).map((d) => d.id);
    const statuses = await read.statuses(ids);
    return ids.every((id) => statuses.get(id)?.health === "healthy");
  });
}

/** What a worker does of itself when it starts, done here and now. */
export async function adoptHere({ wired, playground, repository }: Rig): Promise<void> {
  const { env } = playground;
  await takeConnections(wired, {
    github: { webUrl: env.GITHUB_WEB_URL ?? "", apiUrl: env.GITHUB_API_URL, token: env.GITHUB_TOKEN },
    insecureRegistries: [env.SLUICE_INSECURE_REGISTRIES ?? ""],
  });
  const [host] = await wired.store.read.connections("github");
  const adopted = await adoptRepository(wired, system, {
    connectionId: host?.id ?? "",
    fullName: repository,
    branch: "main",
    corrections: {},
  });
  if (!adopted.ok) throw new Error(adopted.sentence);
  for (const { id } of await wired.store.read.services()) await discoverReleases(wired, { service: id });
}

export function person(login: string, role: Role): Actor {
  return { id: login, login, name: login, grants: [{ role }] };
}

/** People who say something are rows of their own. */
export async function enrol({ wired }: Pick<Rig, "wired">, people: readonly Actor[]): Promise<void> {
  for (const { id, login, name } of people) {
    await wired.database.prisma.user.upsert({ where: { id }, create: { id, login, name }, update: {} });
  }
}

export function promotionOf(rig: Pick<Rig, "wired">, id: string): Promise<Promotion> {
  return rig.wired.store.read.promotion(id).then((found) => {
    if (!found) throw new Error(`There is no promotion ${id}.`);
    return found;
  });
}

export function untilEnded(rig: Pick<Rig, "wired">, id: string, seconds = 120): Promise<Promotion> {
  return until(
    `promotion ${id} ends`,
    async () => {
      const found = await promotionOf(rig, id);
      return hasEnded(found.state) && found;
    },
    seconds,
  );
}

export function tailOf(worker: Worker, lines = 15): string {
  return readFileSync(worker.log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

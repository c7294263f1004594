import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where real data and a real Kubernetes are, beside the project. */
export const shared = process.env.SLUICE_SHARED ?? resolve(fileURLToPath(new URL("../../shared", import.meta.url)));

export type RealKubernetes = { kubeconfig: string; close(): Promise<void> } | { skipped: string };

/** Why no real Kubernetes can be started here; undefined when it can. */
export function whyNoRealKubernetes(): string | undefined {
  if (process.env.SLUICE_KUBECONFIG) return undefined;
  if (!existsSync(join(shared, "kubernetes", "kube"))) {
    return `Not run on a real Kubernetes: there is none at ${shared}/kubernetes (set SLUICE_SHARED, or SLUICE_KUBECONFIG to a running one).`;
  }
  if (spawnSync("go", ["version"]).status !== 0) return "Not run on a real Kubernetes: it needs Go to be built.";
  return undefined;
}

const firstBuildMs = 15 * 60_000;

/**
 * A real Kubernetes with Flux's CRDs: the running one of SLUICE_KUBECONFIG (its path), else one that is started on a free
 * port and ended by `close`. The first start on a machine builds it.
 */
export async function startRealKubernetes(): Promise<RealKubernetes> {
  const skipped = whyNoRealKubernetes();
  if (skipped) return { skipped };
  const running = process.env.SLUICE_KUBECONFIG;
  if (running) return { kubeconfig: readFileSync(running, "utf8"), close: async () => undefined };
  const dir = await mkdtemp(join(tmpdir(), "sluice-kube-"));
  const crds = join(shared, "data", "crds", "flux-v2.9.4");
  const port = String(await freePorts());
  const kube = spawn(join(shared, "kubernetes", "kube"), ["up", "--dir", dir, "--port", port, "--crds", crds], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await ready(kube);
  } catch (error) {
    await end(kube, dir);
    return { skipped: `Not run on a real Kubernetes: ${error instanceof Error ? error.message : String(error)}` };
  }
  return { kubeconfig: readFileSync(join(dir, "kubeconfig"), "utf8"), close: () => end(kube, dir) };
}

function ready(kube: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("it was not ready after fifteen minutes.")), firstBuildMs);
  let said = "";
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
    if (said.includes("Kubernetes is ready:")) resolve();
  };
  kube.stdout?.on("data", hear);
  kube.stderr?.on("data", hear);
  kube.on("error", reject);
  kube.on("exit", (code) => reject(new Error(`it ended with code ${code}: ${said.trim().split("\n").at(-1) ?? ""}`)));
  return promise.finally(() => clearTimeout(timer));
}

async function end(kube: ChildProcess, dir: string): Promise<void> {
  if (kube.exitCode === null && kube.pid) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => kube.kill("SIGKILL"), 25_000);
    kube.once("exit", () => resolve());
    kube.kill("SIGTERM");
    await promise;
    clearTimeout(timer);
  }
  await rm(dir, { recursive: true, force: true });
}

/** A port with four free ones after it: the server, etcd's two, and two controllers. */
async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const each = await Promise.all([0, 1, 2, 3, 4].map((more) => isFree(first + more)));
    if (each.every(Boolean)) return first;
  }
  throw new Error("no five free ports in a row");
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once("error", () => resolve(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  return promise;
}

import { existsSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { givenKeys } from "../../lib/adapters/database/credentials.ts";
import { type Env, readEnv } from "../../lib/env.ts";
import { keptSecret } from "./data-folder.ts";
import { root } from "./install.mjs";
import { type Process, startProcess, tailOf } from "./processes.ts";
import { Sentence } from "./sentence.ts";

/** The environment, and a port that a flag says. The keys in it are read as well: a wrong one is refused before anything starts. */
export function readSettings(port?: string): Env {
  const env = readEnv({ ...process.env, ...(port ? { PORT: port } : {}) });
  givenKeys(env);
  return env;
}

/** Ends with a sentence when something listens there; 0 becomes a free one. */
export async function claimPort(port: number, host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
        return reject(new Sentence(`This machine has no address ${host}. Nothing was started.`));
      const because =
        error.code === "EACCES"
          ? `Port ${port} may only be used by root.`
          : `Port ${port} is in use by another program${port === 3000 ? " (or by a Sluice that runs already: http://localhost:3000)" : ""}.`;
      reject(
        new Sentence(
          `${because} Nothing was started. Choose another: npm start -- --port ${port < 65_000 ? port + 1 : 3000}`,
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

/** Where this machine itself reaches what listens on `host`. */
function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return net.isIPv6(host) ? `[${host}]` : host;
}

/** Where people on this machine do. */
export function urlAt(host: string, port: number): string {
  const address = addressOf(host);
  return `http://${address === "127.0.0.1" || address === "[::1]" ? "localhost" : address}:${port}`;
}

/** What web and worker are told beyond the environment they inherit. */
export function childEnv(env: Env, appUrl: string, url: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const data = path.resolve(env.SLUICE_DATA);
  // What somebody set by hand counts more than what the playground proposes.
  const said = Object.entries(process.env).filter(([name, value]) => name.startsWith("SLUICE_") && value);
  return {
    ...process.env,
    ...more,
    ...Object.fromEntries(said),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: appUrl,
    SLUICE_DATA: data,
    SLUICE_URL: url,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: env.NEXTAUTH_SECRET ?? keptSecret(data, "secret"),
    SLUICE_SECRET: env.SLUICE_SECRET ?? keptSecret(data, "secret"),
  };
}

export function startWeb(
  port: number,
  host: string,
  env: NodeJS.ProcessEnv,
  logs: string,
  options: { dev?: boolean } = {},
): Process {
  const next = path.join(root, "node_modules/next/dist/bin/next");
  return startProcess("web", {
    args: [next, options.dev ? "dev" : "start", "-p", String(port), "-H", host],
    env: options.dev ? { ...env, NODE_ENV: "development" } : env,
    logs,
    onCrash: () => true,
  });
}

export function startWorker(env: NodeJS.ProcessEnv, logs: string): Process | undefined {
  const main = path.join(root, "worker/main.ts");
  return existsSync(main) ? startProcess("worker", { args: [main], env, logs, onCrash: () => true }) : undefined;
}

/** Until the page server says that it can serve. */
export async function untilHealthy(host: string, port: number, web: Process, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const status = await fetch(`http://${addressOf(host)}:${port}/api/health`, {
      signal: AbortSignal.timeout(5000),
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (status >= 200 && status < 300) return;
    signal?.throwIfAborted();
    if (Date.now() > end)
      throw new Sentence(`The web server was not ready within a minute (its log: ${web.log}).\n${tailOf(web.log)}`);
    if (!web.isRunning()) throw new Sentence(`The web server did not start.\n${tailOf(web.log)}`);
    await sleep(25);
  }
}

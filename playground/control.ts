import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { applyObjects } from "./fleet/bootstrap.ts";
import { connect } from "./flux/api.ts";
import { accessOf } from "./flux/kubeconfig.ts";
import type { Flux } from "./flux/main.ts";
import type { KubeObject } from "./flux/objects.ts";
import type { Fault } from "./github/http/faults.ts";
import type { GitHub } from "./github/main.ts";
import type { Cluster } from "./kubernetes/main.ts";
import type { Ci } from "./life/ci.ts";
import { makeRelease, type ReleaseOrder } from "./life/releasing.ts";
import type { Registry } from "./registry/main.ts";

/**
 * What tests and people do to the playground as nobody could to the real world, over HTTP below
 * `/_playground`. It also passes webhooks on to Sluice, so that their addresses outlive a Sluice
 * that comes up on another port.
 */
export type World = {
  github?: GitHub;
  registry?: Registry;
  ci?: Ci;
  clusters: Map<string, { cluster: Cluster; flux: Flux }>;
  sluice: { url?: string };
  description(): unknown;
};

type Body = Record<string, unknown>;
type Handler = (world: World, body: Body, args: string[]) => unknown;

const routes: [string, RegExp, Handler][] = [
  ["GET", /^\/_playground$/, (world) => world.description()],
  ["PUT", /^\/_playground\/sluice$/, (world, body) => void Object.assign(world.sluice, { url: body.url })],
  ["POST", /^\/_playground\/releases$/, release],
  [
    "POST",
    /^\/_playground\/github\/faults$/,
    (world, body) => ({ id: need(world.github, "GitHub").faults.add(body as Fault) }),
  ],
  ["GET", /^\/_playground\/github\/faults$/, (world) => need(world.github, "GitHub").faults.list()],
  ["DELETE", /^\/_playground\/github\/faults$/, (world) => need(world.github, "GitHub").faults.clear()],
  [
    "POST",
    /^\/_playground\/registry\/faults$/,
    (world, body) => void Object.assign(need(world.registry, "registry").faults, body),
  ],
  [
    "POST",
    /^\/_playground\/clusters\/([^/]+)\/silence$/,
    (world, body, [name]) => clusterOf(world, name).cluster.silence(body.on !== false),
  ],
  [
    "POST",
    /^\/_playground\/clusters\/([^/]+)\/compact$/,
    (world, _, [name]) => clusterOf(world, name).cluster.compact(),
  ],
  [
    "POST",
    /^\/_playground\/clusters\/([^/]+)\/flux$/,
    (world, body, [name]) => clusterOf(world, name).flux.pause(body.paused !== false),
  ],
  ["POST", /^\/_playground\/clusters\/([^/]+)\/apply$/, apply],
  ["POST", /^\/_playground\/clusters\/([^/]+)\/patch$/, patch],
];

function release({ github, registry, ci }: World, body: Body): Promise<unknown> {
  const parts = { github: need(github, "GitHub").seed, registry: need(registry, "registry"), ci: need(ci, "CI") };
  return makeRelease(parts, body as ReleaseOrder);
}

/** Objects by hand, as whoever `manager` says. */
async function apply(world: World, body: Body, [name]: string[]): Promise<void> {
  const objects = (Array.isArray(body.objects) ? body.objects : [body.object]) as KubeObject[];
  await applyObjects(clusterOf(world, name).cluster.kubeconfig(), objects, String(body.manager ?? "kubectl"));
}

/** A merge patch by hand: `{path: "/apis/apps/v1/namespaces/…", patch: {…}}`. */
async function patch(world: World, body: Body, [name]: string[]): Promise<void> {
  const api = connect(accessOf(clusterOf(world, name).cluster.kubeconfig()));
  try {
    await api.merge(`${String(body.path)}?fieldManager=${String(body.manager ?? "kubectl-edit")}`, body.patch);
  } finally {
    api.close();
  }
}

function need<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`This playground has no ${name}.`);
  return part;
}

function clusterOf(world: World, name = ""): { cluster: Cluster; flux: Flux } {
  return need(world.clusters.get(name), `cluster called ${name}`);
}

export function startControl(world: World, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(world, request, response).catch((error: unknown) =>
      send(response, 400, { message: (error as Error).message }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const url = `http://localhost:${typeof address === "object" && address ? address.port : port}`;
      resolve({ url, close: () => close(server) });
    });
  });
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?")[0]?.replace(/\/$/, "") ?? "";
  const raw = await bodyOf(request);
  if (path.startsWith("/_playground/hooks/")) return passOn(world, path, request, raw, response);
  for (const [method, pattern, handler] of routes) {
    const found = pattern.exec(path);
    if (request.method !== method || !found) continue;
    const body = raw.length === 0 ? {} : (JSON.parse(raw.toString("utf8")) as Body);
    const result = await handler(world, body, found.slice(1));
    return send(response, 200, result ?? {});
  }
  send(response, 404, { message: `Nothing is at ${request.method} ${path}.` });
}

/** To `/api/hooks/…` of Sluice, byte for byte, since the body is signed. */
async function passOn(world: World, path: string, request: IncomingMessage, raw: Buffer, response: ServerResponse) {
  if (!world.sluice.url) return send(response, 202, { message: "No Sluice is known." });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string" && !["host", "connection", "content-length"].includes(name)) headers.set(name, value);
  }
  const url = `${world.sluice.url}/api/hooks/${path.slice("/_playground/hooks/".length)}`;
  const answered = await fetch(url, {
    method: "POST",
    headers,
    body: new Uint8Array(raw),
    signal: AbortSignal.timeout(10_000),
  });
  send(response, answered.status, { message: (await answered.text()).slice(0, 500) });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

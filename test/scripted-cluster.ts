import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connection } from "../lib/domain/cluster/connection.ts";
import { keyOf, type Observation } from "../lib/domain/deployment/observation.ts";
import { read } from "../lib/domain/deployment/written.ts";
import type { ObservationBatch, Sink, WatchReport } from "../lib/ports/clusters.ts";

/** Answers one request; a list or a watch of Kustomizations. */
export type Answer = (response: ServerResponse, request: Asked) => void;
export type Asked = { path: string; query: URLSearchParams; isWatch: boolean };

/**
 * A Kubernetes API that serves Kustomizations and says exactly what a test tells it
 * to: the answers to lists and to watches are taken in turn, and the last one stays.
 */
export class ScriptedCluster {
  readonly lists: Answer[] = [];
  readonly watches: Answer[] = [];
  readonly asked: Asked[] = [];
  served = true;
  private readonly server = createServer((request, response) => this.answer(request, response));
  private open = new Set<ServerResponse>();

  async start(): Promise<Connection> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    return { id: "one", name: "one", server: `http://127.0.0.1:${port}`, credential: { by: "token", token: "t" } };
  }

  async close(): Promise<void> {
    for (const response of this.open) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get watched(): Asked[] {
    return this.asked.filter((a) => a.isWatch);
  }

  get listed(): Asked[] {
    return this.asked.filter((a) => !a.isWatch);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.open.add(response);
    response.on("close", () => this.open.delete(response));
    const url = new URL(request.url ?? "/", "http://cluster");
    const found = this.discovery(url.pathname);
    if (found) json(response, found.code, found.body);
    else this.objects(url, response);
  }

  private discovery(path: string): { code: number; body: object } | undefined {
    const group = "kustomize.toolkit.fluxcd.io";
    if (path === `/apis/${group}`) {
      return this.served
        ? { code: 200, body: { kind: "APIGroup", versions: [{ groupVersion: `${group}/v1`, version: "v1" }] } }
        : { code: 404, body: status(404, "NotFound", "the server could not find the requested resource") };
    }
    if (path !== `/apis/${group}/v1`) return undefined;
    return {
      code: 200,
      body: { kind: "APIResourceList", resources: [{ name: "kustomizations", kind: "Kustomization" }] },
    };
  }

  private objects(url: URL, response: ServerResponse): void {
    const asked = { path: url.pathname, query: url.searchParams, isWatch: url.searchParams.get("watch") === "true" };
    this.asked.push(asked);
    const script = asked.isWatch ? this.watches : this.lists;
    const next = script.length > 1 ? script.shift() : script[0];
    if (next) next(response, asked);
    else if (asked.isWatch) quiet()(response, asked);
    else listOf([], "1")(response, asked);
  }
}

export function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function status(code: number, reason: string, message: string): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message };
}

export function refusing(code: number, reason: string, message: string): Answer {
  return (response) => json(response, code, status(code, reason, message));
}

export function listOf(items: object[], resourceVersion: string, next?: string): Answer {
  return (response) =>
    json(response, 200, {
      kind: "KustomizationList",
      metadata: { resourceVersion, ...(next ? { continue: next } : {}) },
      items,
    });
}

/** A watch that says these lines at once and then stays open. */
export function says(...lines: (object | string | Buffer)[]): Answer {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    for (const line of lines) {
      response.write(Buffer.isBuffer(line) ? line : typeof line === "string" ? line : `${JSON.stringify(line)}\n`);
    }
  };
}

export function quiet(): Answer {
  return says();
}

/** As `says`, and then the server ends the watch. */
export function saysAndEnds(...lines: object[]): Answer {
  return (response, asked) => {
    says(...lines)(response, asked);
    response.end();
  };
}

export function thing(name: string, resourceVersion: string, more: { path?: string } = {}): object {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: {
      name,
      namespace: "apps",
      uid: `uid-${name}`,
      resourceVersion,
      generation: 1,
      creationTimestamp: "2026-11-21T12:00:00Z",
    },
    spec: { path: more.path ?? "./apps", sourceRef: { kind: "GitRepository", name: "fleet" } },
    status: { observedGeneration: 1, conditions: [] },
  };
}

export function event(type: "ADDED" | "MODIFIED" | "DELETED", object: object): object {
  return { type, object };
}

export function bookmark(resourceVersion: string): object {
  return { type: "BOOKMARK", object: { kind: "Kustomization", metadata: { resourceVersion } } };
}

export function errorEvent(code: number, reason: string, message: string): object {
  return { type: "ERROR", object: status(code, reason, message) };
}

/** What arrived, and what the core would now believe. */
export class RecordingSink implements Sink {
  readonly batches: ObservationBatch[] = [];
  readonly states: WatchReport[] = [];
  readonly believed = new Map<string, Observation>();
  failing = 0;

  async batch(batch: ObservationBatch): Promise<void> {
    if (this.failing > 0) {
      this.failing -= 1;
      throw new Error("the database is full");
    }
    this.batches.push(batch);
    for (const upsert of batch.upserts) this.believed.set(keyOf(upsert), read(upsert));
    for (const key of batch.deletes) this.believed.delete(key);
    if (!batch.complete) return;
    const present = new Set(batch.complete.present);
    for (const [key, { kind }] of this.believed)
      if (kind === batch.kind && !present.has(key)) this.believed.delete(key);
  }

  state(report: WatchReport): void {
    this.states.push(report);
  }

  get names(): string[] {
    return [...this.believed.values()].map((o) => o.name).sort();
  }

  get upserts(): string[] {
    return this.batches.flatMap((b) => b.upserts.map((u) => `${u.name}@${u.version}`));
  }

  get completes(): number {
    return this.batches.filter((b) => b.complete).length;
  }
}

import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { createInterface } from "node:readline";
import { parse } from "yaml";

/** The suite's own client: bytes in and out, so that nothing between it and the server smooths a difference. */

// biome-ignore lint/suspicious/noExplicitAny: answers of a foreign server, read field by field in assertions
export type Json = any;

export interface Call {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  contentType?: string;
  accept?: string;
  /** A bearer token in place of the admin's credentials; empty for nobody. */
  token?: string;
}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Json;
}

export interface WatchEvent {
  type: string;
  object: Json;
}

export class Client {
  readonly server: string;
  readonly #admin: RequestOptions;
  readonly #ca: string;
  readonly #agent: Agent;

  constructor(kubeconfig: string) {
    const { clusters, users } = parse(kubeconfig);
    const { cluster } = clusters[0];
    const { user } = users[0];
    this.server = cluster.server;
    this.#ca = pem(cluster["certificate-authority-data"]);
    const certificate = user["client-certificate-data"];
    this.#admin = certificate
      ? { cert: pem(certificate), key: pem(user["client-key-data"]) }
      : { headers: { authorization: `Bearer ${user.token}` } };
    this.#agent = new Agent({ keepAlive: true });
  }

  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const response = await this.#send(method, path, call);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    return { status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) };
  }

  get(path: string, call?: Call): Promise<Answer> {
    return this.call("GET", path, call);
  }

  post(path: string, body: unknown, call?: Call): Promise<Answer> {
    return this.call("POST", path, { ...call, body });
  }

  put(path: string, body: unknown, call?: Call): Promise<Answer> {
    return this.call("PUT", path, { ...call, body });
  }

  merge(path: string, body: unknown, call?: Call): Promise<Answer> {
    return this.call("PATCH", path, { contentType: "application/merge-patch+json", ...call, body });
  }

  apply(path: string, body: unknown, call?: Call): Promise<Answer> {
    return this.call("PATCH", path, { contentType: "application/apply-patch+yaml", ...call, body });
  }

  delete(path: string, body?: unknown, call?: Call): Promise<Answer> {
    return this.call("DELETE", path, { ...call, body });
  }

  /** Opens a watch; `path` with its query. */
  async watch(path: string, call: Call = {}): Promise<Watching> {
    const joined = `${path}${path.includes("?") ? "&" : "?"}watch=1`;
    return new Watching(await this.#send("GET", joined, call));
  }

  /** Asks again until the answer satisfies; fails after half a minute. */
  async until(path: string, satisfied: (body: Json) => boolean, call?: Call): Promise<Json> {
    const deadline = Date.now() + 40_000;
    for (;;) {
      const { body } = await this.get(path, call);
      if (satisfied(body)) return body;
      if (Date.now() > deadline) throw new Error(`${path} never came to it: ${JSON.stringify(body).slice(0, 2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #send(method: string, path: string, { body, raw, contentType, accept, token }: Call): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const identity: RequestOptions = token === undefined ? this.#admin : { headers: bearer(token) };
    const sent = request(`${this.server}${path}`, {
      ...identity,
      method,
      ca: this.#ca,
      agent: token === undefined ? this.#agent : new Agent({ keepAlive: false }),
      headers: {
        "user-agent": "contract/1",
        accept: accept ?? "application/json",
        ...(text === undefined
          ? {}
          : { "content-type": contentType ?? "application/json", "content-length": Buffer.byteLength(text) }),
        ...(identity.headers as Record<string, string>),
      },
    });
    sent.setTimeout(450_000, () => sent.destroy(new Error(`${method} ${path} is silent`)));
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(text);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function bearer(token: string): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

function pem(data: string): string {
  return Buffer.from(data, "base64").toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export class Watching {
  readonly status: number;
  readonly #response: IncomingMessage;
  readonly #lines: AsyncIterator<string>;

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    response.on("error", () => undefined);
    this.#lines = createInterface({ input: response })[Symbol.asyncIterator]();
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<WatchEvent | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : JSON.parse(value);
  }

  /** Reads until an event satisfies, and gives all that were read. */
  async until(satisfied: (event: WatchEvent) => boolean): Promise<WatchEvent[]> {
    const seen: WatchEvent[] = [];
    for (;;) {
      const event = await this.next();
      if (!event) throw new Error(`the watch ended after ${JSON.stringify(seen.map(({ type }) => type))}`);
      seen.push(event);
      if (satisfied(event)) return seen;
    }
  }

  /** All events until the stream ends. */
  async rest(): Promise<WatchEvent[]> {
    const seen: WatchEvent[] = [];
    for (let event = await this.next(); event; event = await this.next()) seen.push(event);
    return seen;
  }

  close(): void {
    this.#response.destroy();
  }
}

import { readFile } from "node:fs/promises";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { Connection } from "../../domain/cluster/connection.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { map, text } from "./raw.ts";
import { sentenceForError, sentenceForStatus } from "./trouble.ts";

/** Told of every call when it is answered or has failed: the one log line and metric. */
export type CallNote = { cluster: string; method: string; path: string; status: number; ms: number };

type BuildOptions = NonNullable<Parameters<typeof buildConnector>[0]>;

export type ClientOptions = {
  note?: (call: CallNote) => void;
  connectMs?: number;
  headersMs?: number;
  bodyMs?: number;
  /** How connections are made; where absent, to wherever the address leads. */
  connector?: (trusted: boolean, options: BuildOptions) => ReturnType<typeof buildConnector>;
  /** Where a pod finds its account; for tests. */
  accountFolder?: string;
};

export type Answer = {
  status: number;
  body: Dispatcher.BodyMixin & AsyncIterable<Buffer> & { destroy(error?: Error): void };
};

type Request = {
  method?: "GET" | "POST" | "PATCH";
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
  /** A watch is silent for as long as nothing happens: the reflector has its own idle timer. */
  endless?: boolean;
};

/**
 * One cluster's connection pool. Clusters share nothing, so that one that hangs
 * cannot starve another. HTTP/1.1 on purpose: over HTTP/2 all watches of a cluster
 * would share one TCP connection and stall together. Redirects are not followed: a
 * token must not be carried elsewhere.
 */
export class ClusterClient {
  readonly connection: Connection;
  private readonly agent: Agent;
  private readonly options: ClientOptions;
  private readonly origin: string;
  private readonly base: string;
  private account: { token: string; readAt: number } | undefined;

  constructor(connection: Connection, options: ClientOptions = {}) {
    this.connection = connection;
    this.options = options;
    const url = new URL(connection.server);
    this.origin = url.origin;
    this.base = url.pathname.replace(/\/$/, "");
    const { credential } = connection;
    this.agent = new Agent({
      allowH2: false,
      connections: 48,
      pipelining: 1,
      keepAliveTimeout: 20_000,
      connect: (options.connector ?? direct)(connection.trusted ?? false, {
        allowH2: false,
        timeout: options.connectMs ?? 10_000,
        keepAlive: true,
        keepAliveInitialDelay: 15_000,
        rejectUnauthorized: true,
        ...(connection.ca ? { ca: connection.ca } : {}),
        ...(credential.by === "certificate" ? { cert: credential.certificate, key: credential.key } : {}),
      }),
    });
  }

  /** A 2xx answer with its body unread; everything else throws `Unavailable` or `Rejected`. */
  async open(path: string, request: Request = {}): Promise<Answer> {
    const method = request.method ?? "GET";
    const began = performance.now();
    const headers: Record<string, string> = { accept: "application/json", "user-agent": "sluice" };
    const token = await this.token();
    if (token) headers.authorization = `Bearer ${token}`;
    if (request.body !== undefined) headers["content-type"] = request.contentType ?? "application/json";
    let answer: Dispatcher.ResponseData;
    try {
      answer = await this.agent.request({
        origin: this.origin,
        path: this.base + path,
        method,
        headers,
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: request.signal ?? null,
        headersTimeout: this.options.headersMs ?? 30_000,
        bodyTimeout: request.endless ? 0 : (this.options.bodyMs ?? 60_000),
      });
    } catch (cause) {
      this.note(method, path, 0, began);
      if (request.signal?.aborted) throw cause;
      throw new Unavailable(sentenceForError(this.connection, cause), { cause });
    }
    this.note(method, path, answer.statusCode, began);
    if (answer.statusCode >= 200 && answer.statusCode < 300)
      return { status: answer.statusCode, body: answer.body as Answer["body"] };
    throw await this.refusal(answer);
  }

  /** A whole JSON answer, at most `limit` bytes long. */
  async json(path: string, request: Request & { limit?: number } = {}): Promise<unknown> {
    const answer = await this.open(path, request);
    const bytes = await this.read(answer, request.limit ?? 16 * 1024 * 1024);
    try {
      return JSON.parse(bytes.toString("utf8"));
    } catch (cause) {
      throw new Unavailable(`${this.connection.name} sent an answer that is no JSON.`, { cause });
    }
  }

  async read(answer: Answer, limit: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer.body) {
        size += chunk.length;
        if (size > limit) {
          answer.body.destroy();
          throw new TooBig(`${this.connection.name} sent more than ${limit} bytes.`);
        }
        parts.push(chunk);
      }
    } catch (cause) {
      if (cause instanceof TooBig) throw cause;
      throw new Unavailable(sentenceForError(this.connection, cause), { cause });
    }
    return Buffer.concat(parts, size);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private note(method: string, path: string, status: number, began: number): void {
    const { note } = this.options;
    note?.({
      cluster: this.connection.id,
      method,
      path: path.replace(/\?.*/, ""),
      status,
      ms: performance.now() - began,
    });
  }

  private async refusal(answer: Dispatcher.ResponseData): Promise<Error> {
    const { statusCode: status, headers } = answer;
    let said: string | undefined;
    try {
      const bytes = await this.read({ status, body: answer.body as Answer["body"] }, 64 * 1024);
      said = text(map(JSON.parse(bytes.toString("utf8"))).message);
    } catch {
      // What came with the refusal does not matter when it cannot be read.
    }
    const sentence = sentenceForStatus(this.connection, status, said);
    if (status === 429 || status >= 500) {
      const seconds = Number(headers["retry-after"]);
      return new Unavailable(sentence, seconds > 0 ? { retryAfterMs: Math.min(seconds, 300) * 1000 } : {});
    }
    return new Rejected(sentence, { status });
  }

  /** A pod's token is replaced about every hour: it is read again after a minute. */
  private async token(): Promise<string | undefined> {
    const { credential } = this.connection;
    if (credential.by === "token") return credential.token;
    if (credential.by !== "service-account") return undefined;
    if (this.account && performance.now() - this.account.readAt < 60_000) return this.account.token;
    const folder = this.options.accountFolder ?? "/var/run/secrets/kubernetes.io/serviceaccount";
    try {
      const token = (await readFile(`${folder}/token`, "utf8")).trim();
      this.account = { token, readAt: performance.now() };
      return token;
    } catch (cause) {
      throw new Unavailable("The token of the pod's own account cannot be read.", { cause });
    }
  }
}

const direct: NonNullable<ClientOptions["connector"]> = (_, options) => buildConnector(options);

export class TooBig extends Error {}

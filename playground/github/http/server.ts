import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { GitHubSeed } from "../seed.ts";
import { answerPage } from "../web/pages.ts";
import type { World } from "../world/world.ts";
import { answerControl } from "./control.ts";
import { ExchangeLog, shownBody } from "./exchange-log.ts";
import { type Fault, Faults } from "./faults.ts";
import { answerGit, isGit } from "./git.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Incoming, Reply } from "./reply.ts";
import { answerRest, toReply } from "./rest.ts";

const apiRoot = "/api/v3";

/** The one door: REST under /api/v3, git under its repositories, pages elsewhere, and the playground's own switches. */
export class Door {
  readonly faults = new Faults();
  readonly log = new ExchangeLog();
  readonly server: Server;
  private readonly limit: RateLimit;
  private readonly world: World;
  private readonly seed: GitHubSeed;

  constructor(world: World, seed: GitHubSeed) {
    this.world = world;
    this.seed = seed;
    this.limit = new RateLimit(world);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        console.error("playground/github: a request failed", error);
        response.destroy();
      });
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = await read(request);
    if (incoming.path.startsWith("/_playground/")) {
      return write(response, incoming, await answerControl(this.world, this.seed, this, incoming));
    }
    const path =
      incoming.path.startsWith(`${apiRoot}/`) || incoming.path === apiRoot
        ? incoming.path.slice(apiRoot.length) || "/"
        : incoming.path;
    const fault = this.faults.hit(incoming.method, path);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.hold?.at === "before") await fault.hold.until();
    if (fault?.reset === "before") {
      this.note(incoming, { reply: { status: 0 }, template: null, actor: null });
      return void request.socket.destroy();
    }
    const stopped = fault?.before !== undefined;
    const answered = stopped
      ? { reply: failed(fault, fault.before as number), template: null, actor: null }
      : await this.answer(incoming, path);
    const reply = fault?.after === undefined ? overlaid(answered.reply, fault) : failed(fault, fault.after);
    this.note(incoming, { ...answered, reply: fault?.reset ? { status: 0 } : reply });
    if (fault?.hold?.at === "after") await fault.hold.until();
    if (fault?.reset) return void request.socket.destroy();
    await write(response, incoming, reply);
  }

  private async answer(
    incoming: Incoming,
    path: string,
  ): Promise<{ reply: Reply; template: string | null; actor: string | null }> {
    if (path !== incoming.path) return answerRest(this.world, incoming, path, this.limit);
    try {
      if (isGit(incoming)) return { ...(await answerGit(this.world, incoming)), template: null };
      return { ...(await answerPage(this.world, incoming)), template: null };
    } catch (error) {
      return { reply: toReply(error), template: null, actor: null };
    }
  }

  private note(incoming: Incoming, answered: { reply: Reply; template: string | null; actor: string | null }): void {
    const rest = incoming.path.startsWith(apiRoot);
    const { reply, template, actor } = answered;
    this.log.add({
      at: new Date().toISOString(),
      kind: rest ? "rest" : isGit(incoming) ? "git" : "page",
      method: incoming.method,
      path: rest ? incoming.path.slice(apiRoot.length) : incoming.path,
      query: incoming.query.toString(),
      template,
      status: reply.status,
      actor,
      ...(rest
        ? {
            requestBody: shownBody(incoming.body.toString()),
            responseBody: reply.body,
            responseHeaders: reply.headers ?? {},
          }
        : {}),
    });
  }
}

function overlaid(reply: Reply, fault: Fault | null): Reply {
  if (!fault?.overlay || reply.body === null || typeof reply.body !== "object") return reply;
  return { ...reply, body: { ...reply.body, ...fault.overlay } };
}

function failed(fault: Fault, status: number): Reply {
  const headers = { "x-github-request-id": "FA17:0001", ...fault.headers };
  if (typeof fault.body === "string")
    return { status, raw: fault.body, headers: { "content-type": "text/html", ...headers } };
  const body = fault.body ?? {
    message: status >= 500 ? "Server Error" : "Refused on purpose",
    documentation_url: "https://docs.github.com/rest",
  };
  return { status, body, headers };
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const url = new URL(request.url ?? "/", "http://local");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
  };
}

async function write(response: ServerResponse, incoming: Incoming, reply: Reply): Promise<void> {
  const empty = reply.status === 204 || reply.status === 304;
  const content = reply.raw ?? (reply.body === undefined ? "" : JSON.stringify(reply.body));
  const type = reply.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  const bytes = Buffer.from(content as string);
  const length: Record<string, string> = empty ? {} : { "content-length": String(bytes.length) };
  response.writeHead(reply.status, { ...type, ...reply.headers, ...length });
  response.end(incoming.method === "HEAD" || empty ? undefined : bytes);
}

import { createHash, randomUUID } from "node:crypto";
import { routes } from "../rest/routes.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { checkAccess } from "./access.ts";
import { type Actor, identify } from "./actor.ts";
import { Call } from "./call.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Incoming, Reply } from "./reply.ts";
import { Router } from "./router.ts";

const router = new Router(routes);

export type Answered = { reply: Reply; template: string | null; actor: string | null };

/** A call of the REST API. `path` comes without the /api/v3 before it. */
export async function answerRest(world: World, incoming: Incoming, path: string, limit: RateLimit): Promise<Answered> {
  const matched = router.match(incoming.method === "HEAD" ? "GET" : incoming.method, path);
  const template = matched && matched !== "other-method" ? matched.route.template : null;
  let actor: Actor | null = null;
  let headers: Record<string, string> = {};
  let reply: Reply;
  try {
    actor = identify(world, incoming.headers.authorization);
    headers = limit.take(actor.id, path === "/rate_limit");
    if (!matched || matched === "other-method") throw notFound();
    reply = conditional(incoming, await handle(world, incoming, matched, actor, headers));
  } catch (error) {
    reply = toReply(error);
  }
  reply.headers = { ...commonHeaders(actor), ...headers, ...reply.headers };
  return { reply, template, actor: actor && "login" in actor ? actor.login : (actor?.id ?? null) };
}

type Matched = Exclude<ReturnType<Router["match"]>, "other-method" | null>;

async function handle(
  world: World,
  incoming: Incoming,
  matched: Matched,
  actor: Actor,
  counted: Record<string, string>,
): Promise<Reply> {
  const { route, params } = matched;
  let repo: Repository | null = null;
  if (route.template.includes("{owner}/{repo}")) {
    repo = world.repository(params.owner ?? "", params.repo ?? "") ?? null;
    if (!repo) throw notFound();
  }
  checkAccess(world, actor, route.access, repo, route.least);
  const call = new Call(world, incoming, params, actor, repo);
  Object.assign(call.headers, counted);
  const run = async (): Promise<Reply> => route.handle(call);
  const reply = await (repo && route.method !== "GET" ? world.exclusively(repo, run) : run());
  return { ...reply, headers: { ...call.headers, ...reply.headers } };
}

/** An answer that the caller has already is not sent again. */
function conditional(incoming: Incoming, reply: Reply): Reply {
  if (incoming.method !== "GET" || reply.status !== 200) return reply;
  const content = reply.raw ?? JSON.stringify(reply.body);
  const etag = `W/"${createHash("sha256").update(content).digest("hex")}"`;
  if (incoming.headers["if-none-match"] === etag) return { status: 304, raw: "", headers: { etag } };
  return { ...reply, headers: { etag, ...reply.headers } };
}

export function toReply(error: unknown): Reply {
  if (!(error instanceof Problem)) {
    console.error("playground/github: an answer failed", error);
    return {
      status: 500,
      body: { message: "Server Error", documentation_url: "https://docs.github.com/rest", status: "500" },
    };
  }
  const body = {
    message: error.message,
    ...(error.errors ? { errors: error.errors } : {}),
    documentation_url: "https://docs.github.com/rest",
    status: String(error.status),
  };
  return { status: error.status, body, headers: error.headers };
}

function commonHeaders(actor: Actor | null): Record<string, string> {
  const id = randomUUID().replaceAll("-", "").toUpperCase();
  const headers: Record<string, string> = {
    "x-github-request-id": `${id.slice(0, 4)}:${id.slice(4, 10)}:${id.slice(10, 16)}`,
    "x-github-media-type": "github.v3; format=json",
    "x-github-enterprise-version": "3.19.0",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=60, s-maxage=60",
    vary: "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With",
  };
  if (actor?.is === "user" && (actor.token.kind === "personal" || actor.token.kind === "oauth")) {
    headers["x-oauth-scopes"] = actor.token.scopes.join(", ");
  }
  return headers;
}

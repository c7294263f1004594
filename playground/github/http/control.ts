import { z } from "zod";
import type { GitHubSeed } from "../seed.ts";
import { Problem } from "../world/problem.ts";
import type { World } from "../world/world.ts";
import type { ExchangeLog } from "./exchange-log.ts";
import type { Faults } from "./faults.ts";
import type { Incoming, Reply } from "./reply.ts";
import { toReply } from "./rest.ts";

const fault = z.object({
  match: z.string(),
  before: z.number().optional(),
  after: z.number().optional(),
  reset: z.enum(["before", "after"]).optional(),
  delayMs: z.number().optional(),
  times: z.number().optional(),
  skip: z.number().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  overlay: z.record(z.string(), z.unknown()).optional(),
});

const date = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();
const pull = { repo: z.string(), number: z.number(), by: z.string() };

/** What a test or a visitor may do as somebody else. One shape for each act. */
const acts = {
  user: z.object({
    login: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    token: z.string().optional(),
  }),
  approve: z.object({ ...pull, body: z.string().optional() }),
  "request-changes": z.object({ ...pull, body: z.string() }),
  merge: z.object({ ...pull, method: z.enum(["merge", "squash", "rebase"]).optional() }),
  close: z.object(pull),
  commit: z.object({
    repo: z.string(),
    branch: z.string(),
    files: z.record(z.string(), z.string().nullable()),
    message: z.string(),
    author: z.string(),
    at: date,
  }),
  status: z.object({
    repo: z.string(),
    sha: z.string(),
    state: z.enum(["error", "failure", "pending", "success"]),
    context: z.string(),
    description: z.string().optional(),
    by: z.string().optional(),
  }),
};

/** The playground's own switches under /_playground: not part of GitHub, and not counted or failed. */
export async function answerControl(
  world: World,
  seed: GitHubSeed,
  door: { faults: Faults; log: ExchangeLog },
  incoming: Incoming,
): Promise<Reply> {
  const what = incoming.path.slice("/_playground/".length);
  try {
    if (what === "faults") return controlFaults(door.faults, incoming);
    if (what === "requests") return controlRequests(door.log, incoming);
    if (what === "deliveries") return { status: 200, body: world.deliveries.all() };
    if (what === "users") return { status: 200, body: world.users.all() };
    if (what.startsWith("as/") && incoming.method === "POST")
      return await actAs(seed, what.slice("as/".length), json(incoming));
    return { status: 404, body: { message: `The playground has no switch ${what}.` } };
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
    if (error instanceof Error && !(error instanceof Problem)) return { status: 400, body: { message: error.message } };
    return toReply(error);
  }
}

function controlFaults(faults: Faults, incoming: Incoming): Reply {
  if (incoming.method === "GET") return { status: 200, body: faults.list() };
  if (incoming.method === "DELETE") {
    const id = incoming.query.get("id");
    if (id) faults.remove(id);
    else faults.clear();
    return { status: 204 };
  }
  return { status: 201, body: { id: faults.add(fault.parse(json(incoming))) } };
}

function controlRequests(log: ExchangeLog, incoming: Incoming): Reply {
  if (incoming.method === "DELETE") {
    log.clear();
    return { status: 204 };
  }
  const since = Number(incoming.query.get("since") ?? 0);
  const list = incoming.query.has("writes") ? log.writes(since) : log.list(since);
  if (incoming.query.has("bodies")) return { status: 200, body: list };
  const bare = list.map(({ requestBody: _, responseBody: __, responseHeaders: ___, ...exchange }) => exchange);
  return { status: 200, body: bare };
}

async function actAs(seed: GitHubSeed, act: string, body: unknown): Promise<Reply> {
  switch (act) {
    case "user":
      return { status: 201, body: await seed.createUser(acts.user.parse(body)) };
    case "approve":
    case "request-changes": {
      const input = acts[act].parse(body);
      const state = act === "approve" ? "APPROVED" : "CHANGES_REQUESTED";
      return { status: 201, body: await seed.review(input.repo, input.number, { ...input, state }) };
    }
    case "merge": {
      const input = acts.merge.parse(body);
      return { status: 200, body: await seed.merge(input.repo, input.number, input) };
    }
    case "close": {
      const input = acts.close.parse(body);
      await seed.close(input.repo, input.number, input);
      return { status: 204 };
    }
    case "commit": {
      const { repo, ...input } = acts.commit.parse(body);
      return { status: 201, body: await seed.commit(repo, input) };
    }
    case "status": {
      const { repo, ...input } = acts.status.parse(body);
      return { status: 201, body: await seed.status(repo, input) };
    }
    default:
      return { status: 404, body: { message: `The playground cannot ${act} for somebody.` } };
  }
}

function json(incoming: Incoming): unknown {
  return JSON.parse(incoming.body.toString() || "{}");
}

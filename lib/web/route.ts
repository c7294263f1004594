import "server-only";
import { z } from "zod";
import type { Endpoint, EndpointName } from "../contracts/api.ts";
import { endpoints } from "../contracts/api.ts";
import type { Refusal, Result } from "../domain/result.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import { type Caller, callerOf } from "./actor.ts";
import type { Web } from "./deps.ts";
import { web } from "./deps.ts";
import { issueWords } from "./issue-words.ts";
import { queryOf } from "./query.ts";

type In<E, K extends string> = E extends Record<K, z.ZodType> ? z.infer<E[K]> : undefined;

export type Call<N extends EndpointName> = {
  web: Web;
  actor: Caller;
  request: Request;
  params: Record<string, string>;
  query: In<(typeof endpoints)[N], "query">;
  body: In<(typeof endpoints)[N], "body">;
};

type Answer<N extends EndpointName> = z.infer<(typeof endpoints)[N]["response"]>;
type Work<N extends EndpointName> = (call: Call<N>) => Promise<Result<Answer<N>>>;
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

const maxBody = 1024 * 1024;
const said = { error: issueWords };

/** HTTP → one call → HTTP. Who, what and how large are settled here; a refusal is shown as it is written. */
export function route<N extends EndpointName>(name: N, work: Work<N>) {
  return (request: Request, context: Context) =>
    answering(request, async (all) => {
      const caller = await callerOf(all, request);
      if (!caller.ok) return refusal(caller);
      const endpoint: Endpoint = endpoints[name];
      const asked = queryOf(endpoint.query, new URL(request.url).searchParams);
      if (!asked.ok) return refusal(asked);
      const query = endpoint.query?.parse(asked.value, said);
      const body = endpoint.body ? endpoint.body.parse(await jsonBody(request), said) : undefined;
      const params = decoded(await context.params);
      if (holdsNul([query, params])) throw new BadBody(400, noName);
      const result = await work({ web: all, actor: caller.value, request, params, query, body } as Call<N>);
      return result.ok ? json(200, result.value) : refusal(result);
    });
}

/** A command that has nothing to say but that it was done. */
export async function done(work: Promise<Result<true>>): Promise<Result<{ done: true }>> {
  const result = await work;
  return result.ok ? { ok: true, value: { done: true } } : result;
}

/** For routes that are no endpoint of the API (streams, webhooks): the same fates of errors. */
export async function answering(request: Request, work: (all: Web) => Promise<Response>): Promise<Response> {
  let all: Web | undefined;
  try {
    all = await web();
    return await work(all);
  } catch (error) {
    return failed(error, request, all);
  }
}

function failed(error: unknown, request: Request, all: Web | undefined): Response {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const message = (issue?.message ?? "The request is not valid").replace(/[.]?$/, ".");
    const field = issue?.path.join(".");
    return problem(400, "invalid", `${field ? `${field}: ` : ""}${message} Nothing was changed.`);
  }
  if (error instanceof BadBody) return problem(error.status, "invalid", error.message);
  if (error instanceof Unavailable) {
    const response = problem(503, "unavailable", `${error.message} Nothing was changed; try again in a moment.`);
    response.headers.set("retry-after", String(Math.ceil((error.retryAfterMs ?? 5000) / 1000)));
    return response;
  }
  if (error instanceof Rejected) return problem(502, "rejected", `${error.message} Nothing was changed.`);
  const code = crypto.randomUUID().slice(0, 8);
  const fields = {
    code,
    path: new URL(request.url).pathname,
    error: error instanceof Error ? error.stack : String(error),
  };
  if (all) all.log.error(fields, "a request failed");
  else console.error(JSON.stringify({ level: 50, msg: "a request failed", ...fields }));
  return problem(
    500,
    "unexpected",
    `Something went wrong in Sluice (${code}). It is not known whether anything was changed; look before you try again.`,
  );
}

const statuses: Record<string, number> = {
  "signed-out": 401,
  "not-allowed": 403,
  "own-request": 403,
  "foreign-origin": 403,
  "not-found": 404,
  "plan-changed": 409,
  "in-flight": 409,
  "key-reused": 422,
  invalid: 400,
};

export function refusal(refused: Refusal): Response {
  return problem(statuses[refused.reason] ?? 422, refused.reason, refused.sentence);
}

export function problem(status: number, code: string, sentence: string): Response {
  return json(status, { error: { code, sentence } });
}

function json(status: number, value: unknown): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

class BadBody extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

async function jsonBody(request: Request): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new BadBody(415, "Send JSON, with the content type application/json. Nothing was changed.");
  }
  const text = await textBody(request, maxBody);
  if (text === undefined) throw new BadBody(413, "The request is larger than 1 MiB. Nothing was changed.");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadBody(400, "The request is not valid JSON. Nothing was changed.");
  }
  if (holdsNul(body)) throw new BadBody(400, noName);
  return body;
}

const noName = "The request holds a NUL character, which no name and no text has. Nothing was changed.";

/** Postgres keeps none, so nothing of ours has one. In JSON it is always escaped. */
function holdsNul(value: unknown): boolean {
  let found = false;
  try {
    if (/\\u0000/.test(JSON.stringify(value) ?? ""))
      JSON.stringify(value, (key, each) => {
        found ||= key.includes("\0") || (typeof each === "string" && each.includes("\0"));
        return each;
      });
  } catch (error) {
    // What is read level by level is written by calls within calls, and ten thousand levels are too many for those.
    if (error instanceof RangeError) throw new BadBody(400, "The request is nested too deeply. Nothing was changed.");
    throw error;
  }
  return found;
}

/** Undefined: it is larger than that, and was not read to its end. */
export async function textBody(request: Request, limit: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function decoded(params: Record<string, string | string[] | undefined> = {}): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) {
    if (typeof value !== "string") continue;
    try {
      plain[key] = decodeURIComponent(value);
    } catch {
      plain[key] = value;
    }
  }
  return plain;
}

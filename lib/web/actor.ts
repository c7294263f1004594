import "server-only";
import { createHash } from "node:crypto";
import type { Actor } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Web } from "./deps.ts";

export type Caller = Actor & { image?: string; by: "session" | "token" };

export const sessionCookie = "sluice.session";
export const secureSessionCookie = "__Host-sluice.session";

/** The one gate: who is calling, by session cookie or bearer token. Every route, page and stream comes through here. */
export async function callerOf(wired: Web, request: Request): Promise<Result<Caller>> {
  const { directory, now } = wired;
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer (sluice_[A-Za-z0-9_-]{20,100})$/.exec(authorization)?.[1];
    const owner = token ? await directory.byToken(hashOf(token), now()) : undefined;
    return owner ? ok({ ...owner, by: "token" }) : refuse("signed-out", "This token is not valid (any more).");
  }
  const session = cookie(request, secureSessionCookie) ?? cookie(request, sessionCookie);
  const owner = session && session.length <= 200 ? await directory.bySession(session, now()) : undefined;
  if (!owner) return refuse("signed-out", "You are signed out. Sign in and try again.");
  const permitted =
    request.method === "GET" || request.method === "HEAD" ? ok(true) : sameOrigin(request, wired.publicUrl);
  return permitted.ok ? ok({ ...owner, by: "session" }) : permitted;
}

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function cookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (part.slice(0, at).trim() === name) return decoded(part.slice(at + 1).trim());
  }
  return undefined;
}

/** What is not encoded as cookies are is no session of ours. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A cookie comes along with whatever a foreign page sends; so who holds one has to come from our own pages. */
function sameOrigin(request: Request, publicUrl: string): Result<true> {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const own =
    origin !== null &&
    (origin === new URL(publicUrl).origin ||
      origin === `${new URL(request.url).protocol}//${request.headers.get("host")}`);
  if (own && (site === null || site === "same-origin")) return ok(true);
  return refuse("foreign-origin", "This request did not come from Sluice's own pages. Nothing was done.");
}

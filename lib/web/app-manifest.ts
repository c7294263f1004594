import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { appManifest } from "../domain/app-manifest.ts";
import type { Actor } from "../domain/permissions.ts";
import type { AppRequest } from "../usecases/begin-app.ts";
import type { Web } from "./deps.ts";
import { problem } from "./route.ts";

const minutes = 60;
const carried = z.object({ at: z.number(), webUrl: z.url(), apiUrl: z.url(), organization: z.string().optional() });

/** Our page that posts the manifest. The state comes back with GitHub's answer and says who asked for what, and when. */
export function wayToGitHub(web: Web, actor: Actor, request: AppRequest): string {
  const text = Buffer.from(JSON.stringify({ at: web.now(), ...request })).toString("base64url");
  return `/api/connect/github/new?state=${text}.${signature(web, actor, text).toString("base64url")}`;
}

/** What this person asked for within the hour; undefined where the state is not ours, or not theirs. */
export function requestOf(web: Web, actor: Actor, state: string): AppRequest | undefined {
  const [text = "", signed = ""] = state.split(".");
  const expected = signature(web, actor, text);
  const said = Buffer.from(signed, "base64url");
  if (said.length !== expected.length || !timingSafeEqual(said, expected)) return undefined;
  const { at, ...request } = carried.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  return web.now() - at > minutes * 60_000 ? undefined : (request as AppRequest);
}

export function foreignState(): Response {
  return problem(
    403,
    "foreign-state",
    "This answer does not belong to a request of yours, or it came too late. Nothing was connected; begin again.",
  );
}

/** GitHub takes a manifest only by a form, so this is one; it sends itself, and has a button where scripts are off. */
export function manifestPage(web: Web, actor: Actor, state: string): Response {
  const asked = requestOf(web, actor, state);
  if (!asked) return foreignState();
  const place = asked.organization ? `/organizations/${asked.organization}` : "";
  const action = `${asked.webUrl}${place}/settings/apps/new?state=${encodeURIComponent(state)}`;
  const nonce = randomBytes(16).toString("base64");
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>To GitHub</title>
<form method="post" action="${escaped(action)}"><input type="hidden" name="manifest" value="${escaped(JSON.stringify(appManifest(web.publicUrl)))}">
<button>Go on to ${escaped(new URL(asked.webUrl).host)}</button></form><script nonce="${nonce}">document.forms[0].submit()</script></html>`;
  const origin = new URL(asked.webUrl).origin;
  return new Response(body, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; form-action ${origin}; frame-ancestors 'none'; base-uri 'none'`,
    },
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

function signature(web: Web, actor: Actor, text: string): Buffer {
  const secret = web.env.NEXTAUTH_SECRET ?? web.env.SLUICE_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set, so nothing can be signed.");
  return createHmac("sha256", secret).update(`app manifest ${actor.id} ${text}`).digest();
}

import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { appManifest } from "../domain/app-manifest.ts";
import type { Actor } from "../domain/permissions.ts";
import type { Web } from "./deps.ts";

const minutes = 30;

/** Where the browser posts the manifest. The state comes back with GitHub's answer and says who asked, and when. */
export function manifestFor(web: Web, actor: Actor): { action: string; body: string } {
  const host = web.env.GITHUB_WEB_URL ?? "https://github.com";
  return {
    action: `${host}/settings/apps/new?state=${encodeURIComponent(state(web, actor.id, web.now()))}`,
    body: JSON.stringify(appManifest(web.publicUrl)),
  };
}

export function isOurState(web: Web, actor: Actor, given: string): boolean {
  const at = Number(given.split(".")[0]);
  if (!Number.isSafeInteger(at) || web.now() - at > minutes * 60_000 || at > web.now()) return false;
  const expected = Buffer.from(state(web, actor.id, at));
  const said = Buffer.from(given);
  return said.length === expected.length && timingSafeEqual(said, expected);
}

function state(web: Web, actor: string, at: number): string {
  const secret = web.env.NEXTAUTH_SECRET ?? web.env.SLUICE_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set, so nothing can be signed.");
  return `${at}.${createHmac("sha256", secret).update(`app manifest ${actor} ${at}`).digest("base64url")}`;
}

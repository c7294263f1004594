import { createHash, randomBytes } from "node:crypto";
import { clientOf } from "../http/actor.ts";
import { type Incoming, type Reply, redirect } from "../http/reply.ts";
import type { App, OAuthApp } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { html } from "./html.ts";
import { page } from "./layout.ts";
import { chooseAccount, sessionCookie } from "./session.ts";

const codeMinutes = 10;

/** GET shows who one may be; POST is the choice, which goes back to the application with a code. */
export function authorize(world: World, incoming: Incoming): Reply {
  const form = incoming.method === "POST" ? new URLSearchParams(incoming.body.toString()) : incoming.query;
  const asked = Object.fromEntries([...form].filter(([name]) => name !== "login"));
  const client = clientOf(world, asked.client_id ?? "");
  if (!client) return refusal("There is no application with this client_id.", 404);
  const target = redirectTarget(client, asked.redirect_uri);
  if (!target) return refusal("The redirect_uri is not associated with this application.", 400);
  if (incoming.method !== "POST") {
    const intro = html`<p><b>${client.name}</b> wants to know who you are.</p>
<p class="soft">You will be sent back to ${new URL(target).origin}. It asks for: ${asked.scope || "your public profile"}.</p>`;
    return chooseAccount(world, `Authorize ${client.name}`, "/login/oauth/authorize", asked, intro);
  }
  const user = world.user(form.get("login") ?? "");
  if (user?.type !== "User") return refusal("There is no such account here.", 400);
  const code = newOAuthCode(world, client, user.login, asked);
  const back = new URL(target);
  back.searchParams.set("code", code);
  if (asked.state !== undefined) back.searchParams.set("state", asked.state);
  return { ...redirect(back.toString(), sessionCookie(user.login)), status: 303 };
}

export function newOAuthCode(
  world: World,
  client: OAuthApp | App,
  login: string,
  asked: Record<string, string>,
): string {
  const code = randomBytes(10).toString("hex");
  const challenge = asked.code_challenge;
  world.codes.put(code, {
    kind: "oauth",
    login,
    clientId: client.clientId,
    redirectUri: asked.redirect_uri ?? null,
    scopes: (asked.scope ?? "").split(/[\s,]+/).filter((scope) => scope !== ""),
    challenge: challenge
      ? { value: challenge, method: asked.code_challenge_method === "S256" ? "S256" : "plain" }
      : null,
    app: null,
    pem: null,
    expiresAt: world.now(new Date(world.clock().getTime() + codeMinutes * 60_000)),
  });
  return code;
}

/** A registered address, or one below it, as GitHub allows. An application without any accepts what it is given. */
function redirectTarget(client: OAuthApp | App, asked: string | undefined): string | null {
  const [first] = client.callbackUrls;
  if (!asked) return first ?? null;
  try {
    const wanted = new URL(asked);
    if (!/^https?:$/.test(wanted.protocol)) return null;
    const fits = (registered: string): boolean => {
      const known = new URL(registered);
      return (
        known.origin === wanted.origin && `${wanted.pathname}/`.startsWith(`${known.pathname.replace(/\/$/, "")}/`)
      );
    };
    return client.callbackUrls.length === 0 || client.callbackUrls.some(fits) ? asked : null;
  } catch {
    return null;
  }
}

function refusal(sentence: string, status: number): Reply {
  return page(
    "Not authorized",
    null,
    html`<div class="narrow"><h1>Not authorized</h1><p>${sentence}</p></div>`,
    status,
  );
}

/** POST /login/oauth/access_token. Like GitHub, an error is told with status 200. */
export function accessToken(world: World, incoming: Incoming): Reply {
  const input = inputOf(incoming);
  const result = exchange(world, input, incoming);
  const accept = incoming.headers.accept ?? "";
  if (accept.includes("json")) return { status: 200, body: result };
  const flat = new URLSearchParams(Object.entries(result).map(([name, value]) => [name, String(value)]));
  return {
    status: 200,
    raw: flat.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  };
}

type Answer = Record<string, string | number>;

function exchange(world: World, input: Record<string, string>, incoming: Incoming): Answer {
  const [name, secret] = basicOf(incoming);
  const client = clientOf(world, input.client_id ?? name ?? "");
  if (!client || client.clientSecret !== (input.client_secret ?? secret)) {
    return failure("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
  }
  if (input.grant_type === "refresh_token") return refresh(world, client, input.refresh_token ?? "");
  const code = world.codes.get(input.code ?? "");
  if (code?.kind !== "oauth" || code.clientId !== client.clientId || code.expiresAt <= world.now()) return badCode();
  // A code is good for one try, whatever comes of it.
  world.codes.delete(input.code ?? "");
  if (input.redirect_uri && code.redirectUri && input.redirect_uri !== code.redirectUri) {
    return failure(
      "redirect_uri_mismatch",
      "The redirect_uri MUST match the registered callback URL for this application.",
    );
  }
  if (code.challenge) {
    const verifier = input.code_verifier ?? "";
    const hashed =
      code.challenge.method === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier;
    if (hashed !== code.challenge.value) return badCode();
  }
  return grant(world, client, code.login, code.scopes);
}

function grant(world: World, client: OAuthApp | App, login: string, scopes: string[]): Answer {
  const blank = { installation: null, permissions: null, repositories: null };
  if (!("slug" in client)) {
    const token = { kind: "oauth", login, scopes, app: null, expiresAt: null, ...blank } as const;
    return { access_token: world.newToken(token), scope: scopes.join(","), token_type: "bearer" };
  }
  const after = (seconds: number): string => world.now(new Date(world.clock().getTime() + seconds * 1000));
  const made = { login, scopes: [], app: client.id, ...blank };
  const hours = 8 * 3600;
  const months = 15_897_600;
  return {
    access_token: world.newToken({ ...made, kind: "app-user", expiresAt: after(hours) }),
    expires_in: hours,
    refresh_token: world.newToken({ ...made, kind: "refresh", expiresAt: after(months) }),
    refresh_token_expires_in: months,
    scope: "",
    token_type: "bearer",
  };
}

function refresh(world: World, client: OAuthApp | App, value: string): Answer {
  const token = world.token(value);
  if (token?.kind !== "refresh" || !("slug" in client) || token.app !== client.id) {
    return failure("bad_refresh_token", "The refresh token passed is incorrect or expired.");
  }
  world.revokeToken(value);
  return grant(world, client, token.login, []);
}

function badCode(): Answer {
  return failure("bad_verification_code", "The code passed is incorrect or expired.");
}

function failure(error: string, description: string): Answer {
  const uri = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";
  return { error, error_description: description, error_uri: uri };
}

function inputOf(incoming: Incoming): Record<string, string> {
  const text = incoming.body.toString();
  if (incoming.headers["content-type"]?.includes("json")) {
    const body: unknown = JSON.parse(text || "{}");
    return body && typeof body === "object"
      ? Object.fromEntries(Object.entries(body).map(([k, v]) => [k, String(v)]))
      : {};
  }
  return Object.fromEntries([...incoming.query, ...new URLSearchParams(text)]);
}

function basicOf(incoming: Incoming): [string?, string?] {
  const found = /^basic (.+)$/i.exec(incoming.headers.authorization ?? "");
  if (!found) return [];
  const [name = "", secret = ""] = Buffer.from(found[1] as string, "base64")
    .toString()
    .split(/:(.*)/s);
  return [decodeURIComponent(name), decodeURIComponent(secret)];
}

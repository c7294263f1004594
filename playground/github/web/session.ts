import { createHmac, timingSafeEqual } from "node:crypto";
import { type Incoming, type Reply, redirect } from "../http/reply.ts";
import type { User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";

const cookieName = "playground_user";
// Nobody needs to prove who they are here; the seal only keeps a mistyped cookie from being an account.
const seal = "playground";

export function viewerOf(world: World, incoming: Incoming): User | null {
  const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`).exec(incoming.headers.cookie ?? "")?.[1];
  const [login = "", mac = ""] = decodeURIComponent(cookie ?? "").split("|");
  const expected = sign(login);
  if (mac.length !== expected.length || !timingSafeEqual(Buffer.from(mac), Buffer.from(expected))) return null;
  return world.user(login) ?? null;
}

export function sessionCookie(login: string | null): Record<string, string> {
  if (login === null) return { "set-cookie": `${cookieName}=; Path=/; Max-Age=0` };
  return {
    "set-cookie": `${cookieName}=${encodeURIComponent(`${login}|${sign(login)}`)}; Path=/; HttpOnly; SameSite=Lax`,
  };
}

function sign(login: string): string {
  return createHmac("sha256", seal).update(login).digest("hex");
}

/** One button for each account; choosing one posts `login` with everything in `carried`. */
export function chooseAccount(
  world: World,
  title: string,
  action: string,
  carried: Record<string, string>,
  intro: Html,
): Reply {
  const people = world.users.filter(
    (user) => user.type === "User" && user.login !== "github" && user.login !== "ghost",
  );
  const hidden = Object.entries(carried).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const buttons = people.map(
    (
      user,
    ) => html`<form class="account" method="post" action="${action}">${hidden}<input type="hidden" name="login" value="${user.login}">
<button type="submit"><img src="/avatars/u/${user.id}" width="32" height="32" alt=""><span><b>${user.name ?? user.login}</b><br><span class="soft">${user.login}</span></span></button></form>`,
  );
  const body = html`<div class="narrow"><h1>${title}</h1>${intro}<div class="box">${buttons}</div>
${people.length === 0 ? html`<p>This playground has no people yet.</p>` : ""}</div>`;
  return page(title, null, body);
}

export function answerLogin(world: World, incoming: Incoming): Reply {
  const form = new URLSearchParams(incoming.body.toString());
  const target = incoming.query.get("return_to") ?? form.get("return_to") ?? "/";
  // Only a path of our own.
  const back = /^\/(?!\/)/.test(target) ? target : "/";
  if (incoming.method === "POST") {
    const user = world.user(form.get("login") ?? "");
    return user ? { ...redirect(back, sessionCookie(user.login)), status: 303 } : redirect("/login");
  }
  return chooseAccount(world, "Sign in", "/login", { return_to: back }, html`<p class="soft">Choose who you are.</p>`);
}

export function answerLogout(): Reply {
  return redirect("/", sessionCookie(null));
}

/**
 * next-auth's own flow, without its client: a token against forgery, then a
 * POST that answers with where to go. Navigating there from script instead of
 * submitting a form keeps `form-action` closed to the git host.
 */
export async function signIn(callbackUrl: string): Promise<void> {
  const next = await post("/api/auth/signin/github", callbackUrl);
  // Where there is no GitHub to ask, or no cookie against forgery, next-auth leads back to where one is, without a word.
  if (new URL(next, window.location.href).pathname === "/api/auth/signin") {
    const providers = (await read(await fetch("/api/auth/providers"))) as object;
    throw new Error(Object.keys(providers).length > 0 ? NO_COOKIE : NOBODY_YET);
  }
  window.location.assign(next);
}

const NO_COOKIE =
  "This browser keeps no cookie of Sluice, and the sign-in needs one. Nothing was changed; allow cookies here and try again.";
const NOBODY_YET =
  "Nobody can sign in yet: no GitHub is connected by which people sign in. Whoever runs Sluice gets a link that makes the first admin by: sluice set-up";

export async function signOut(): Promise<void> {
  const next = await post("/api/auth/signout", "/sign-in").catch(() => "/sign-in");
  window.location.assign(next);
}

async function post(path: string, callbackUrl: string): Promise<string> {
  const { csrfToken } = (await read(await fetch("/api/auth/csrf"))) as { csrfToken: string };
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, callbackUrl, json: "true" }),
  });
  const { url } = (await read(response)) as { url: string };
  return url;
}

async function read(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error("Sluice is not answering. Nothing was changed; try again in a moment.");
  return response.json();
}

/** Only a path of this site: never an address that somebody put into a link. */
export function ownPath(path: string | undefined): string {
  if (!path?.startsWith("/") || /^\/[/\\]/.test(path)) return "/board";
  return path;
}

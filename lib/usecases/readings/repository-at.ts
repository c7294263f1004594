import type { Deps } from "../../ports/deps.ts";

/** The repository that a URL names on one of the connected git hosts. */
export async function repositoryAt(
  deps: Pick<Deps, "store">,
  url: string,
): Promise<{ connectionId: string; fullName: string } | undefined> {
  const match = /^(?:https?:\/\/|ssh:\/\/git@|git@)([^/:]+(?::\d+)?)[/:](.+?)(?:\.git)?\/?$/.exec(url);
  if (!match) return undefined;
  const [, host = "", path = ""] = match;
  const connections = await deps.store.read.connections("github");
  const home = connections.find((c) => typeof c.config.webUrl === "string" && new URL(c.config.webUrl).host === host);
  return home && /^[^/]+\/[^/]+$/.test(path) ? { connectionId: home.id, fullName: path } : undefined;
}

/** Git hosts keep a name as it was written, and find it however it is. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

import type { Deps } from "../../ports/deps.ts";

type Hosted = { connectionId: string; fullName: string };

/** Which repository a URL names on one of the git hosts that are connected now. */
export async function hosted(deps: Pick<Deps, "store">): Promise<(url: string) => Hosted | undefined> {
  const homes = new Map<string, string>();
  for (const { id, config } of (await deps.store.read.connections("github")).reverse())
    if (typeof config.webUrl === "string") homes.set(new URL(config.webUrl).host, id);
  return (url) => {
    const match = /^(?:https?:\/\/|ssh:\/\/git@|git@)([^/:]+(?::\d+)?)[/:](.+?)(?:\.git)?\/?$/.exec(url);
    const [, host = "", fullName = ""] = match ?? [];
    const connectionId = homes.get(host);
    return connectionId !== undefined && /^[^/]+\/[^/]+$/.test(fullName) ? { connectionId, fullName } : undefined;
  };
}

/** Git hosts keep a name as it was written, and find it however it is. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

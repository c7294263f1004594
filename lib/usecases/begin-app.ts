import { apiUrlOf, webAddress } from "../domain/network.ts";
import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { mayReach, setByEnvironment } from "./connecting/keep.ts";

export type AppRequest = { webUrl: string; apiUrl: string; organization?: string };

/** Whether a GitHub App may be registered there for Sluice, before anybody is sent to it. Changes nothing. */
export async function beginApp(
  deps: Deps,
  actor: Actor,
  input: { webUrl: string; organization?: string | undefined },
): Promise<Result<AppRequest>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const address = webAddress(input.webUrl);
  if (!address.ok) return address;
  const allowed = await mayReach(deps, address.value.hostname);
  if (!allowed.ok) return allowed;
  if (input.organization && !/^[A-Za-z0-9_-]{1,100}$/.test(input.organization))
    return refuse("invalid", `“${input.organization}” is not the name of an organization on GitHub.`);
  const known = (await deps.store.read.connections("github")).find((each) => each.name === address.value.host);
  if (known?.fixed) return setByEnvironment(known);
  return ok({
    webUrl: address.value.href.replace(/\/+$/, ""),
    apiUrl: apiUrlOf(address.value),
    ...(input.organization ? { organization: input.organization } : {}),
  });
}

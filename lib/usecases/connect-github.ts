import { apiUrlOf, webAddress } from "../domain/network.ts";
import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { type Connected, keep, mayReach } from "./connecting/keep.ts";

/** A GitHub by token: looked at first, and kept only when it works. */
export async function connectGitHub(
  deps: Deps,
  actor: Actor,
  input: { name?: string | undefined; webUrl: string; token: string },
): Promise<Result<Connected>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const address = webAddress(input.webUrl);
  if (!address.ok) return address;
  const allowed = await mayReach(deps, address.value.hostname);
  if (!allowed.ok) return allowed;
  const webUrl = address.value.href.replace(/\/+$/, "");
  const apiUrl = apiUrlOf(address.value);
  const findings = await deps.hosts.check({ webUrl, apiUrl, token: input.token });
  if (findings.some((f) => !f.ok)) return ok({ findings });
  const name = input.name ?? address.value.host;
  const id = await keep(deps, actor, {
    kind: "github",
    name,
    config: { webUrl, apiUrl, ...(await signInOf(deps, name)).config },
    secret: JSON.stringify({ token: input.token, ...(await signInOf(deps, name)).secret }),
    findings,
  });
  return id.ok ? ok({ id: id.value, findings }) : id;
}

/** A new token is no reason why nobody should be able to sign in any more. */
async function signInOf(deps: Deps, name: string): Promise<{ config: object; secret: object }> {
  const known = (await deps.store.read.connections("github")).find((each) => each.name === name);
  const { clientId } = known?.config ?? {};
  if (!known || clientId === undefined) return { config: {}, secret: {} };
  const { clientSecret } = JSON.parse((await deps.store.secret(known.id)) ?? "{}") as { clientSecret?: string };
  return { config: { clientId }, secret: { clientSecret } };
}

import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import { keep, mayReach } from "./connecting/keep.ts";

/** A GitHub App that was just registered from our manifest: its code is turned into credentials, which are kept. */
export async function connectApp(
  deps: Deps,
  actor: Actor,
  input: { code: string; webUrl: string; apiUrl: string },
): Promise<Result<{ install: string }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(input.code))
    return refuse("invalid", "GitHub sent no code. Nothing was connected; begin again.");
  const web = new URL(input.webUrl);
  const allowed = await mayReach(deps, web.hostname);
  if (!allowed.ok) return allowed;
  const { appId, clientId, slug, url, ...secret } = await deps.hosts.registered(input.apiUrl, input.code);
  const findings = [
    {
      ok: false,
      sentence: `The App ${slug} is registered, and installed nowhere yet.`,
      remedy: `Install it on the repository that Flux follows: ${url}/installations/new`,
    },
  ];
  const kept = await keep(deps, actor, {
    kind: "github",
    name: web.host,
    config: { webUrl: input.webUrl, apiUrl: input.apiUrl, appId, clientId, slug },
    secret: JSON.stringify(secret),
    findings,
  });
  return kept.ok ? ok({ install: `${url}/installations/new` }) : kept;
}

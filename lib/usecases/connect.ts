import { parseKubeconfig } from "../domain/cluster/kubeconfig.ts";
import { apiUrlOf, reachable, webAddress } from "../domain/network.ts";
import { type Actor, may } from "../domain/permissions.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import type { ConnectionFinding } from "../ports/store-lists.ts";
import { linkCluster } from "./connecting/link-cluster.ts";

export type Connected = { id?: string; findings: ConnectionFinding[] };

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
  const id = await keep(deps, actor, {
    kind: "github",
    name: input.name ?? address.value.host,
    config: { webUrl, apiUrl },
    secret: JSON.stringify({ token: input.token }),
    findings,
  });
  return ok({ id, findings });
}

/** A GitHub App that was just registered from our manifest: its code is turned into credentials, which are kept. */
export async function connectApp(
  deps: Deps,
  actor: Actor,
  input: { code: string; webUrl: string; apiUrl?: string | undefined },
): Promise<Result<{ install: string }>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(input.code))
    return refuse("invalid", "GitHub sent no code. Nothing was connected; begin again.");
  const web = new URL(input.webUrl);
  const apiUrl = input.apiUrl ?? apiUrlOf(web);
  const app = await deps.hosts.registered(apiUrl, input.code);
  const { appId, clientId, slug, url, ...secret } = app;
  const config = { webUrl: input.webUrl, apiUrl, appId, clientId, slug };
  const findings = [
    { ok: true, sentence: `The App ${slug} is registered. Install it on the repositories that Flux follows.` },
  ];
  await keep(deps, actor, { kind: "github", name: web.host, config, secret: JSON.stringify(secret), findings });
  return ok({ install: `${url}/installations/new` });
}

/** A cluster by kubeconfig. What the file would run, or read from our disk, is refused by name. */
export async function connectCluster(
  deps: Deps,
  actor: Actor,
  input: { name: string; kubeconfig: string; context?: string | undefined },
): Promise<Result<Connected>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const parsed = parseKubeconfig({
    text: input.kubeconfig,
    id: input.name,
    name: input.name,
    ...(input.context ? { context: input.context } : {}),
  });
  if (!parsed.ok) return parsed;
  const connection = parsed.value;
  const allowed = await mayReach(deps, new URL(connection.server).hostname);
  if (!allowed.ok) return allowed;
  const check = await deps.clusters.check(connection);
  const findings = check.findings.map((f) => ({ ok: f.tone === "good", sentence: f.sentence }));
  if (!check.reachable) return ok({ findings });
  const { credential, ca, id: _, ...config } = connection;
  const id = await keep(deps, actor, {
    kind: "cluster",
    name: input.name,
    config,
    secret: JSON.stringify({ credential, ca }),
    findings,
  });
  await deps.store.transaction((tx) => linkCluster(tx, input.name, id));
  return ok({ id, findings });
}

export async function disconnect(deps: Deps, actor: Actor, input: { connection: string }): Promise<Result<true>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const known = (await deps.store.read.connections()).find((c) => c.id === input.connection);
  if (!known) return refuse("not-found", "There is no such connection.");
  if (known.fixed) return refuse("fixed", `${known.name} is set by the environment of the process; take it out there.`);
  await deps.store.transaction(async (tx) => {
    await tx.connecting.remove(known.id);
    await tx.audit.write({
      who: actor.login,
      did: "connection.removed",
      to: known.name,
      at: deps.now(),
      data: { kind: known.kind },
    });
    await tx.changed("layout", [known.id]);
  });
  return ok(true);
}

type Keep = {
  kind: "github" | "cluster";
  name: string;
  config: Record<string, unknown>;
  secret: string;
  findings: ConnectionFinding[];
};

async function keep(deps: Deps, actor: Actor, row: Keep): Promise<string> {
  return deps.store.transaction(async (tx) => {
    const known = (await tx.connections(row.kind)).find((c) => c.name === row.name);
    const id = await tx.connecting.save({ ...row, fixed: known?.fixed ?? false });
    await tx.audit.write({
      who: actor.login,
      did: "connection.saved",
      to: row.name,
      at: deps.now(),
      data: { kind: row.kind },
    });
    await tx.changed("layout", [id]);
    return id;
  });
}

async function mayReach(deps: Deps, host: string): Promise<Result<true>> {
  if (deps.allowedHosts.includes(host)) return ok(true);
  const addresses = await deps.resolve(host);
  if (addresses.length === 0) return refuse("no-such-host", `There is no host ${host}.`);
  for (const address of addresses) {
    const allowed = reachable(address, deps.allowedHosts);
    if (!allowed.ok) return allowed;
  }
  return ok(true);
}

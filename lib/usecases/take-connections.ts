import type { ConnectionsFile } from "../contracts/connections-file.ts";
import { parseKubeconfig } from "../domain/cluster/kubeconfig.ts";
import { system } from "../domain/permissions.ts";
import type { Deps } from "../ports/deps.ts";
import { linkCluster } from "./connect.ts";

/** What the operator's file names is connected, fixed, at every start; grants and rules only where there are none yet, for people may have changed them. */
export async function takeConnections(deps: Deps, file: ConnectionsFile): Promise<void> {
  const before = (await deps.store.read.grants()).length;
  await deps.store.transaction(async (tx) => {
    for (const host of file.github) {
      const { name, webUrl, apiUrl, clientId, appId, installationId, ...secret } = host;
      const config = {
        webUrl,
        apiUrl,
        ...(clientId ? { clientId } : {}),
        ...(appId ? { appId } : {}),
        ...(installationId ? { installationId } : {}),
      };
      await tx.connecting.save({ kind: "github", name, config, fixed: true, secret: JSON.stringify(secret) });
    }
    for (const { host, insecure, username, password } of file.registries) {
      await tx.connecting.save({
        kind: "registry",
        name: host,
        config: { insecure, ...(username ? { username } : {}) },
        fixed: true,
        secret: password ? JSON.stringify({ password }) : null,
      });
    }
    for (const { name, kubeconfig } of file.clusters) {
      const parsed = parseKubeconfig(kubeconfig, { id: name });
      if (!parsed.ok) {
        deps.log.error({ cluster: name, sentence: parsed.sentence }, "a cluster of the connections file was left out");
        continue;
      }
      const { credential, ca, ...config } = parsed.value;
      const id = await tx.connecting.save({
        kind: "cluster",
        name,
        config: { ...config, name },
        fixed: true,
        secret: JSON.stringify({ credential, ca }),
      });
      await linkCluster(tx, name, id);
    }
    if (before > 0) return;
    for (const login of new Set(file.grants.map((g) => g.login.toLowerCase()))) {
      const grants = file.grants
        .filter((g) => g.login.toLowerCase() === login)
        .map(({ role, environment }) => ({ role, ...(environment ? { environment } : {}) }));
      await tx.people.replaceGrants(login, grants, system.login, deps.now());
    }
  });
}

/** Rules are the operator's first word, not his last: they are set once, when the environment is first known. */
export async function takeRules(deps: Deps, rules: ConnectionsFile["rules"]): Promise<void> {
  if (rules.length === 0) return;
  await deps.store.transaction(async (tx) => {
    const done = (await tx.setting<string[]>("rules-taken")) ?? [];
    const fresh = (await tx.environments()).filter(
      (e) => !done.includes(e.name) && rules.some((r) => r.environment === e.name),
    );
    if (fresh.length === 0) return;
    await tx.layout.saveEnvironments(
      fresh.map((e) => ({ ...e, ...withoutUndefined(rules.find((r) => r.environment === e.name) ?? {}) })),
    );
    await tx.settings.set("rules-taken", [...done, ...fresh.map((e) => e.name)]);
  });
}

function withoutUndefined(rule: Partial<ConnectionsFile["rules"][number]>) {
  const { environment, ...set } = rule;
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

import type { Connection } from "../domain/cluster/connection.ts";
import { connectionsOf, inClusterConnection } from "../domain/cluster/kubeconfig.ts";
import { apiUrlOf } from "../domain/network.ts";
import type { Result } from "../domain/result.ts";
import type { Deps } from "../ports/deps.ts";
import type { Tx } from "../ports/store.ts";

/** What the process's environment names. The same as typing it into the browser, except that it is fixed there. */
export type FromEnvironment = {
  github?: {
    webUrl: string;
    apiUrl?: string;
    token?: string;
    appId?: number;
    privateKey?: string;
    clientId?: string;
    clientSecret?: string;
    webhookSecret?: string;
  };
  kubeconfig?: string;
  /** The cluster that we run in: its name and what the pod's environment says of it. */
  inCluster?: { name: string; host?: string; port?: string; ca?: string };
  insecureRegistries: string[];
};

/**
 * Connects what the environment names, at every start; unchanged, it writes the same again. What it names no more stays
 * connected, and is for the browser to change: nobody else could.
 */
export async function takeConnections(deps: Deps, from: FromEnvironment): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const before = (await tx.connections()).filter((row) => row.fixed);
    for (const { kind, name, config } of before) await tx.connecting.save({ kind, name, config, fixed: false });
    if (from.github) await takeGitHub(tx, from.github);
    for (const host of from.insecureRegistries) {
      await tx.connecting.save({ kind: "registry", name: host, config: { insecure: true }, fixed: true });
    }
    if (from.kubeconfig) await takeClusters(deps, tx, from.kubeconfig);
    if (from.inCluster) await takeOwnCluster(deps, tx, from.inCluster);
  });
}

async function takeGitHub(tx: Tx, github: NonNullable<FromEnvironment["github"]>): Promise<void> {
  const { webUrl, apiUrl, clientId, appId, ...secret } = github;
  const id = await tx.connecting.save({
    kind: "github",
    name: new URL(webUrl).host,
    config: {
      webUrl,
      apiUrl: apiUrl ?? apiUrlOf(new URL(webUrl)),
      ...(clientId ? { clientId } : {}),
      ...(appId ? { appId } : {}),
    },
    fixed: true,
    secret: JSON.stringify(secret),
  });
  await askForCheck(tx, id);
}

async function takeClusters(deps: Deps, tx: Tx, text: string): Promise<void> {
  const found = connectionsOf(text);
  if (!found.ok) {
    deps.log.error({ sentence: found.sentence }, "the clusters of the environment were left out");
    return;
  }
  for (const { name, connection } of found.value) await take(deps, tx, name, connection);
}

async function takeOwnCluster(deps: Deps, tx: Tx, own: NonNullable<FromEnvironment["inCluster"]>): Promise<void> {
  await take(deps, tx, own.name, inClusterConnection({ id: own.name, ...own }));
}

async function take(deps: Deps, tx: Tx, name: string, parsed: Result<Connection>): Promise<void> {
  if (!parsed.ok) {
    deps.log.error({ cluster: name, sentence: parsed.sentence }, "a cluster of the environment was left out");
    return;
  }
  const { credential, ca, id: _, ...config } = parsed.value;
  const secret = JSON.stringify({ credential, ca });
  const id = await tx.connecting.save({ kind: "cluster", name, config, fixed: true, secret });
  await tx.layout.linkCluster(name, id);
  await askForCheck(tx, id);
}

/** What works and what is missing is found as it is for those that somebody connects in the browser. */
async function askForCheck(tx: Tx, id: string): Promise<void> {
  await tx.jobs.add("check-connection", { connection: id }, { key: `check-${id}` });
}

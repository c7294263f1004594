import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { isMissing } from "../api.ts";
import { existing } from "../applying.ts";
import type { Cluster } from "../cluster.ts";
import type { HelmRelease, KubeObject, Snapshot } from "../objects.ts";

/**
 * What Helm keeps of each revision in a Secret of its own, so that a rollback after a restart
 * still knows what to go back to. Ours holds the manifest only.
 */
export type Stored = { objects: readonly KubeObject[] };

const KEPT = 5;

const secretPath = (namespace: string, name: string, version: number): string =>
  `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.${name}.v${version}`;

export async function store(cluster: Cluster, snapshot: Snapshot, objects: readonly KubeObject[]): Promise<void> {
  const { name, namespace, version } = snapshot;
  const release = gzipSync(JSON.stringify({ objects } satisfies Stored)).toString("base64");
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "helm.sh/release.v1",
    metadata: {
      name: `sh.helm.release.v1.${name}.v${version}`,
      namespace,
      labels: { name, owner: "helm", status: snapshot.status, version: String(version) },
    },
    data: { release },
  };
  await cluster.api.apply(`${secretPath(namespace, name, version)}?fieldManager=helm-controller&force=true`, secret);
  if (version > KEPT) await drop(cluster, secretPath(namespace, name, version - KEPT));
}

export async function read(cluster: Cluster, snapshot: Snapshot): Promise<Stored | undefined> {
  const secret = await existing(cluster, secretPath(snapshot.namespace, snapshot.name, snapshot.version));
  const release = secret?.data?.release;
  return release ? (JSON.parse(gunzipSync(Buffer.from(release, "base64")).toString("utf8")) as Stored) : undefined;
}

export async function forget(cluster: Cluster, history: readonly Snapshot[]): Promise<void> {
  const newest = Math.max(0, ...history.map((s) => s.version));
  const [any] = history;
  for (let version = newest; any && version > newest - KEPT && version > 0; version -= 1) {
    await drop(cluster, secretPath(any.namespace, any.name, version));
  }
}

async function drop(cluster: Cluster, path: string): Promise<void> {
  await cluster.api.remove(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** One digest for each revision of a release, whatever it holds. */
export function releaseDigest(release: HelmRelease, version: number, status: string, config: string): string {
  const text = [release.metadata.uid, version, status, config].join("\0");
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

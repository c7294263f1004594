import { createHash } from "node:crypto";
import { clone, type Dict, dict, type KubeObject, list } from "../objects.ts";
import { ownedBy } from "./kit.ts";

export function isReady(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  return list(pod.status?.conditions).some(
    (condition) => dict(condition).type === "Ready" && dict(condition).status === "True",
  );
}

/** When a ready pod became so, in milliseconds since 1970. */
export function readySince(pod: KubeObject): number {
  const ready = list(pod.status?.conditions)
    .map(dict)
    .find((condition) => condition.type === "Ready");
  return Date.parse(String(ready?.lastTransitionTime ?? "")) || 0;
}

export function isActive(pod: KubeObject): boolean {
  const phase = pod.status?.phase;
  return !pod.metadata.deletionTimestamp && phase !== "Succeeded" && phase !== "Failed";
}

/** A pod of a workload's template; without a name it gets a generated one. */
export function podOf(
  owner: KubeObject,
  template: Dict,
  more: { name?: string; labels?: Record<string, string>; spec?: Dict } = {},
): KubeObject {
  const { labels, annotations } = dict(template.metadata);
  const metadata = {
    name: more.name ?? "",
    ...(more.name ? {} : { generateName: `${owner.metadata.name}-` }),
    namespace: owner.metadata.namespace,
    labels: { ...(labels as Record<string, string>), ...more.labels },
    ...(annotations ? { annotations: annotations as Record<string, string> } : {}),
    ownerReferences: ownedBy(owner),
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata as KubeObject["metadata"],
    spec: { ...clone(dict(template.spec)), ...more.spec },
  };
}

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** The hash of a pod template, in the alphabet that Kubernetes names ReplicaSets with. */
export function templateHash(template: unknown): string {
  const number = createHash("sha1").update(JSON.stringify(template)).digest().readUInt32BE(0);
  return [...String(number)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join("");
}

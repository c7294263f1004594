import type { Identity } from "./kinds.ts";
import type { InventoryEntry } from "./objects.ts";

/** `<namespace>_<name>_<group>_<kind>`, the version apart; a colon in a name is written `__`. */
export function entryOf(object: Identity, isNamespaced: boolean): InventoryEntry {
  const [group, version] = groupAndVersion(object.apiVersion);
  const namespace = isNamespaced ? (object.metadata.namespace ?? "default") : "";
  const name = object.metadata.name.replaceAll(":", "__");
  return { id: `${namespace}_${name}_${group}_${object.kind}`, v: version };
}

export function identityOf(entry: InventoryEntry): Identity {
  const first = entry.id.indexOf("_");
  const last = entry.id.lastIndexOf("_");
  const middle = entry.id.lastIndexOf("_", last - 1);
  const group = entry.id.slice(middle + 1, last);
  return {
    apiVersion: group ? `${group}/${entry.v}` : entry.v,
    kind: entry.id.slice(last + 1),
    metadata: {
      namespace: entry.id.slice(0, first) || undefined,
      name: entry.id.slice(first + 1, middle).replaceAll("__", ":"),
    },
  };
}

function groupAndVersion(apiVersion: string): [string, string] {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

// What others stand on comes first, as in Flux's own order; kinds that are not named come after these.
const ORDER = [
  ...["CustomResourceDefinition", "Namespace", "RuntimeClass", "PriorityClass", "StorageClass", "IngressClass"],
  ...["ResourceQuota", "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap"],
  ...["Secret", "Service", "LimitRange", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"],
];

export function inOrder<T extends Identity>(objects: readonly T[]): T[] {
  const rank = (object: T) => (ORDER.includes(object.kind) ? ORDER.indexOf(object.kind) : ORDER.length);
  const text = (object: T) =>
    [groupAndVersion(object.apiVersion)[0], object.kind, object.metadata.namespace ?? "", object.metadata.name].join(
      "\0",
    );
  return [...objects].sort((a, b) => rank(a) - rank(b) || (text(a) < text(b) ? -1 : 1));
}

/** What others wait for: applied, and there, before the rest. */
export const isDefinition = (object: Identity): boolean =>
  object.kind === "Namespace" || object.kind === "CustomResourceDefinition" || object.kind === "ClusterRole";

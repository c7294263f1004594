import { byName } from "../files.ts";
import { entriesOf, isNothing, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Mapping } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { gvkOf, nameOf, namespaceOf, type Resource } from "./resource.ts";

/** What others stand on comes first. */
const FIRST = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/** kustomize's own order (`legacy`), unless the kustomization asks for the order of appearance (`fifo`). */
export function inOrder(resources: readonly Resource[], fields: Mapping): Resource[] {
  checkOptions(fields);
  if (textAt(fields, "sortOptions", "order") === "fifo") return [...resources];
  const options = ["sortOptions", "legacySortOptions"] as const;
  const own = (field: string) => {
    let node = fields.entries.get(options[0]);
    node = node?.is === "mapping" ? node.entries.get(options[1]) : undefined;
    return node?.is === "mapping"
      ? itemsOf(node.entries.get(field)).map((item) => (item.is === "scalar" ? scalarText(item) : ""))
      : undefined;
  };
  const first = own("orderFirst") ?? FIRST;
  const last = own("orderLast") ?? LAST;
  const ordered = (resource: Resource) => ({ resource, at: orderOf(resource, first, last) });
  return resources
    .map(ordered)
    .sort((a, b) => byOrder(a.at, b.at))
    .map(({ resource }) => resource);
}

/** What kustomize's own order goes by. */
export type Order = { readonly rank: number; readonly type: string; readonly name: string };

export function orderOf(
  { tree }: Pick<Resource, "tree">,
  first: readonly string[] = FIRST,
  last: readonly string[] = LAST,
): Order {
  const gvk = gvkOf(tree);
  // A kind that is named twice is where it is named last.
  const rank = last.includes(gvk.kind)
    ? last.lastIndexOf(gvk.kind) + 1
    : first.includes(gvk.kind)
      ? first.lastIndexOf(gvk.kind) - first.length
      : 0;
  const type = `${gvk.group || "~G"}_${gvk.version || "~V"}_${gvk.kind || "~K"}`;
  return { rank, type, name: `${namespaceOf(tree) || "~X"}|${nameOf(tree) || "~N"}` };
}

export function byOrder(a: Order, b: Order): number {
  return a.rank - b.rank || (a.type === b.type ? 0 : byType(a.type, b.type)) || byName(a.name, b.name);
}

/** The namespaces of Kubernetes come before what others call so. */
function byType(a: string, b: string): number {
  const isOne = (type: string) => type.endsWith("_Namespace");
  return isOne(a) && isOne(b) && (a.startsWith("~G_") || b.startsWith("~G_")) ? byName(b, a) : byName(a, b);
}

function checkOptions(fields: Mapping): void {
  const said = fields.entries.get("sortOptions");
  if (isNothing(said)) return;
  const order = textAt(said, "order");
  if (order !== "fifo" && order !== "legacy")
    throw new DoesNotBuild("sort-options", "sortOptions.order must be fifo or legacy.", said);
  if (order === "fifo" && !isNothing(entriesOf(said).get("legacySortOptions")))
    throw new DoesNotBuild("sort-options", "legacySortOptions go with the order legacy only.", said);
}

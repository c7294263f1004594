import { isNothing, scalarText, textAt, withEntry, withItems } from "../tree.ts";
import type { Layer, Mapping, Scalar, Tree } from "../types.ts";
import { type Build, change, layerAt } from "./context.ts";
import { changeAt, type FieldSpec, mergeSpecs } from "./field-specs.ts";
import { checkUnique } from "./names.ts";
import { gvkOf, type Resource, rememberName } from "./resource.ts";
import { isClusterScoped } from "./scopes.ts";

const NAMESPACE_SPECS: readonly FieldSpec[] = [
  { path: "metadata/name", kind: "Namespace", create: true },
  { path: "spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", create: true },
  {
    path: "spec/conversion/webhook/clientConfig/service/namespace",
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
  },
];

export type NamespaceOptions = { unsetOnly?: boolean; subjects?: string; fieldSpecs?: readonly FieldSpec[] };

/** `namespace:` of a kustomization: every object that can have one gets it, and may not meet another there. */
export function transformNamespace(build: Build, said: Tree | undefined, options: NamespaceOptions = {}): void {
  if (said?.is !== "scalar" || scalarText(said) === "") return;
  const layer = layerAt("namespace", said, `namespace: of the kustomization puts it into ${scalarText(said)}`);
  for (const resource of build.resources) {
    rememberName(resource);
    change(resource, intoNamespace(resource, said, layer, options, build.settings.namespace), layer);
  }
  checkUnique(build.resources, "Put into one namespace", said);
}

/** One object, and nothing but its own namespace and what a role binding says of `default`. */
export function putIntoNamespace(resource: Resource, said: Scalar, layer: Layer): Mapping {
  return intoNamespace(resource, said, layer, { fieldSpecs: [] }, []);
}

function intoNamespace(
  { tree, isClusterScoped: hasNone }: Resource,
  said: Scalar,
  layer: Layer,
  options: NamespaceOptions,
  more: readonly FieldSpec[],
): Mapping {
  const write = (node: Tree | undefined): Tree | undefined => {
    if (options.unsetOnly && node && !isNothing(node) && !(node.is === "scalar" && node.value === "")) return node;
    if (node?.is === "scalar" && node.value === said.value) return node;
    return { ...said, by: layer, ...(node ? { before: node } : {}) };
  };
  let result = tree;
  const gvk = gvkOf(tree);
  if (!hasNone && !isClusterScoped(gvk)) result = changeAt(result, { path: "metadata/namespace", create: true }, write);
  if (gvk.kind === "RoleBinding" || gvk.kind === "ClusterRoleBinding")
    result = subjects(result, write, options.subjects ?? "defaultOnly");
  for (const spec of options.fieldSpecs ?? mergeSpecs(NAMESPACE_SPECS, more)) {
    if (spec.path === "metadata/namespace" || spec.path === "subjects") continue;
    // A Namespace is named after it; something else of that kind is not.
    if (spec.path === "metadata/name" && textAt(tree, "apiVersion") !== "v1") continue;
    result = changeAt(result, spec, write);
  }
  return result;
}

/** Who is called `default` is the namespace's own, whatever it is; others are found by name at the end of the build. */
function subjects(tree: Mapping, write: (node: Tree | undefined) => Tree | undefined, mode: string): Mapping {
  const list = tree.entries.get("subjects");
  if (list?.is !== "sequence" || mode === "none") return tree;
  const items = list.items.map((item): Tree => {
    const isMeant =
      mode === "defaultOnly" ? textAt(item, "name") === "default" : textAt(item, "kind") === "ServiceAccount";
    if (item.is !== "mapping" || !isMeant) return item;
    const next = write(item.entries.get("namespace"));
    return next ? withEntry(item, "namespace", next) : item;
  });
  return withEntry(tree, "subjects", withItems(list, items));
}

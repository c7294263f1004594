import { entriesOf, madeScalar, scalarText, textAt, withEntry, withItems } from "../tree.ts";
import type { Layer, Part, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { change, layerAt, type Settings, type Variable } from "./context.ts";
import { nodeAtPath, splitFieldPath } from "./field-paths.ts";
import { changeAt, type FieldSpec, specs } from "./field-specs.ts";
import { mayBeFetched } from "./remote-base.ts";
import {
  currentId,
  groupVersion,
  NO_NAMESPACE,
  previousIds,
  type Resource,
  type ResourceId,
  sameId,
  spoken,
} from "./resource.ts";
import { isClusterScoped } from "./scopes.ts";

/**
 * `vars:` of old kustomizations: `$(NAME)` in the fields that may hold it. Resolved
 * last, so that a variable for a name gives the final one.
 */
export function resolveVariables(resources: Resource[], variables: readonly Variable[], settings: Settings): void {
  if (variables.length === 0) return;
  const sources = variables.map(({ name, node }) => [name, sourceOfVariable(resources, name, node)] as const);
  // A map or a list cannot be filled in: its variable stays where it stands.
  const values = new Map(
    sources.flatMap(([name, value]) => (value.is === "scalar" ? [[name, spelledOut(value)]] : [])),
  );
  for (const resource of resources) {
    const layer = layerAt("variable", variables[0]?.node, "vars: of a kustomization fill in $(…)");
    let tree = resource.tree;
    for (const spec of [...VARIABLE_SPECS, ...settings.varReference]) {
      tree = changeAt(tree, spec, (node) => node && expandedIn(node, values, layer));
    }
    change(resource, tree, layer);
  }
}

/**
 * Binds the `vars:` of one kustomization to the objects that they speak of, as things are there: an object that is
 * renamed later stays the one that is meant.
 */
export function bindVariables(resources: readonly Resource[], variables: readonly Variable[]): void {
  for (const { name, node } of variables) {
    const reference = entriesOf(node).get("objref");
    const said = gvkSaid(reference);
    const wanted: ResourceId = {
      ...said,
      name: textAt(reference, "name") ?? "",
      namespace: isClusterScoped(said) ? NO_NAMESPACE : (textAt(reference, "namespace") ?? ""),
    };
    const found = resources.filter((resource) =>
      [...previousIds(resource), currentId(resource)].some((id) =>
        sameId(wanted.namespace === "" ? { ...id, namespace: "" } : id, wanted),
      ),
    );
    if (found.length > 1)
      throw new DoesNotBuild(
        "variable-source",
        `The var ${name} could speak of more than one ${spoken(wanted)}.`,
        node,
      );
    found[0]?.variables.push(name);
  }
}

/** `null` is a word like any other. */
function spelledOut(value: Scalar): Scalar {
  return value.value === null ? { ...value, value: value.text } : value;
}

function gvkSaid(reference: Tree | undefined): { group: string; version: string; kind: string } {
  const kind = textAt(reference, "kind") ?? "";
  const apiVersion = textAt(reference, "apiVersion");
  if (apiVersion) return { ...groupVersion(apiVersion), kind };
  return { group: textAt(reference, "group") ?? "", version: textAt(reference, "version") ?? "", kind };
}

function sourceOfVariable(resources: readonly Resource[], name: string, node: Tree): Tree {
  const reference = entriesOf(node).get("objref");
  const called = `${textAt(reference, "kind")} ${textAt(reference, "name")}`;
  const bound = resources.find((resource) => resource.variables.includes(name));
  if (!bound)
    throw new DoesNotBuild(
      mayBeFetched(resources) ? "remote-base" : "variable-source",
      `The var ${name} speaks of ${called}, which does not exist.`,
      node,
    );
  const path = textAt(entriesOf(node).get("fieldref"), "fieldpath") ?? "metadata.name";
  const value = nodeAtPath(bound.tree, splitFieldPath(path.replace(/\[(\d+)\]/g, ".$1")));
  if (!value) throw new DoesNotBuild("variable-field", `${called} has no ${path}.`, node);
  return value;
}

const REFERENCE = /\$\$|\$\(([^)]*)\)/g;

/** In a map only what it says itself; in a list every item must be a text. */
function expandedIn(node: Tree, values: ReadonlyMap<string, Scalar>, layer: Layer): Tree {
  if (node.is === "scalar") return expanded(node, values, layer);
  if (node.is === "mapping") {
    let map = node;
    for (const [key, value] of node.entries) {
      const next = value.is === "scalar" ? expanded(value, values, layer) : value;
      if (next !== value) map = withEntry(map, key, next);
    }
    return map;
  }
  const items = node.items.map((item) => {
    if (item.is === "scalar" && typeof item.value === "string") return expanded(item, values, layer);
    throw new DoesNotBuild("variable-place", "Variables can be filled into a list of texts only.", item);
  });
  return items.every((item, index) => item === node.items[index]) ? node : withItems(node, items);
}

function expanded(scalar: Scalar, values: ReadonlyMap<string, Scalar>, layer: Layer): Scalar {
  if (typeof scalar.value !== "string" || !scalar.value.includes("$")) return scalar;
  const text = scalar.value;
  const parts: Part[] = [];
  let from = 0;
  let alone: Scalar | undefined;
  for (const match of text.matchAll(REFERENCE)) {
    const value = match[1] === undefined ? undefined : values.get(match[1]);
    if (match[0] === "$$") {
      // The second dollar stays, with what follows it.
      if (match.index > from) parts.push({ text: text.slice(from, match.index), of: scalar, from });
      from = match.index + 1;
      parts.push({ text: "$", of: scalar, from });
      from += 1;
      continue;
    }
    if (!value) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), of: scalar, from });
    parts.push({ text: scalarText(value), of: value, variable: match[1] as string });
    from = match.index + match[0].length;
    if (match[0] === text) alone = value;
  }
  if (parts.length === 0) return scalar;
  if (from < text.length) parts.push({ text: text.slice(from), of: scalar, from });
  const whole = parts.map((part) => part.text).join("");
  const value = alone && typeof alone.value !== "string" ? alone.value : whole;
  return madeScalar(value, {
    source: scalar.source,
    start: scalar.start,
    end: scalar.end,
    text: whole,
    parts,
    by: layer,
    before: scalar,
  });
}

const CONTAINER_FIELDS = ["args", "command", "env/value", "volumeMounts/mountPath"];

function inPods(kinds: string, prefix: string): FieldSpec[] {
  const fields = ["containers", "initContainers"].flatMap((list) =>
    CONTAINER_FIELDS.map((field) => `${prefix}/${list}/${field}`),
  );
  return specs(kinds, fields);
}

/** As kustomize 5.5 has them built in, slips included. */
const VARIABLE_SPECS: readonly FieldSpec[] = [
  ...inPods("Pod", "spec"),
  ...inPods("Deployment DaemonSet StatefulSet ReplicaSet Job", "spec/template/spec"),
  ...inPods("CronJob", "spec/jobTemplate/spec/template/spec"),
  ...specs("Pod", ["spec/volumes/nfs/server"]),
  ...specs("Deployment DaemonSet ReplicaSet Job", ["spec/template/spec/volumes/nfs/server"]),
  ...specs("CronJob", ["spec/jobTemplate/spec/template/volumes/nfs/server"]),
  ...specs("StatefulSet", ["spec/volumeClaimTemplates/spec/nfs/server"]),
  ...specs("PersistentVolume", ["spec/nfs/server"]),
  ...specs("Deployment", ["spec/template/metadata/annotations"]),
  ...specs("Ingress", ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"]),
  ...specs("Service", ["spec/ports/port", "spec/ports/targetPort"]),
  ...specs("*", ["metadata/labels", "metadata/annotations"]),
];

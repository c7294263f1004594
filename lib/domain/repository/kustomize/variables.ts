import { entriesOf, madeScalar, mapScalars, scalarText, textAt } from "../tree.ts";
import type { Layer, Part, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { change, layerAt, type Settings, type Variable } from "./context.ts";
import { nodesAt, splitFieldPath } from "./field-paths.ts";
import { changeAt, type FieldSpec, specs } from "./field-specs.ts";
import { currentId, groupVersion, previousIds, type Resource } from "./resource.ts";

/**
 * `vars:` of old kustomizations: `$(NAME)` in the fields that may hold it. Resolved
 * last, so that a variable for a name gives the final one.
 */
export function resolveVariables(resources: Resource[], variables: readonly Variable[], settings: Settings): void {
  if (variables.length === 0) return;
  const values = new Map(variables.map(({ name, node }) => [name, sourceOfVariable(resources, name, node)]));
  for (const resource of resources) {
    const layer = layerAt("variable", variables[0]?.node, "vars: of a kustomization fill in $(…)");
    let tree = resource.tree;
    for (const spec of [...VARIABLE_SPECS, ...settings.varReference]) {
      tree = changeAt(tree, spec, (node) => node && mapScalars(node, (scalar) => expanded(scalar, values, layer)));
    }
    change(resource, tree, layer);
  }
}

function sourceOfVariable(resources: readonly Resource[], name: string, node: Tree): Scalar {
  const reference = entriesOf(node).get("objref");
  const wanted = {
    ...groupVersion(textAt(reference, "apiVersion") ?? ""),
    kind: textAt(reference, "kind") ?? "",
    name: textAt(reference, "name") ?? "",
    namespace: textAt(reference, "namespace") ?? "",
  };
  const fits = (id: Record<keyof typeof wanted, string>): boolean =>
    (Object.keys(wanted) as (keyof typeof wanted)[]).every(
      (field) => wanted[field] === "" || wanted[field] === id[field],
    );
  const found = resources.filter((resource) => [...previousIds(resource), currentId(resource)].some(fits));
  const [only] = found;
  if (!only)
    throw new DoesNotBuild(
      "variable-source",
      `The var ${name} speaks of ${wanted.kind} ${wanted.name}, which does not exist.`,
      node,
    );
  if (found.length > 1)
    throw new DoesNotBuild(
      "variable-source",
      `The var ${name} could speak of more than one ${wanted.kind} ${wanted.name}.`,
      node,
    );
  const path = textAt(entriesOf(node).get("fieldref"), "fieldpath") ?? "metadata.name";
  const [value] = nodesAt(only.tree, splitFieldPath(path.replace(/\[(\d+)\]/g, ".$1")));
  if (value?.is !== "scalar")
    throw new DoesNotBuild("variable-field", `${wanted.kind} ${wanted.name} has no plain value at ${path}.`, node);
  return value;
}

const REFERENCE = /\$\$|\$\(([^()\s]+)\)/g;

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

const CONTAINER_FIELDS = [
  "command",
  "args",
  "env/value",
  "image",
  "lifecycle/postStart/exec/command",
  "lifecycle/preStop/exec/command",
  "livenessProbe/exec/command",
  "readinessProbe/exec/command",
  "startupProbe/exec/command",
  "volumeMounts/mountPath",
  "env/valueFrom/fieldRef/fieldPath",
  "env/valueFrom/secretKeyRef/name",
  "env/valueFrom/configMapKeyRef/name",
];

function inPods(kinds: string, prefix: string): FieldSpec[] {
  const fields = ["containers", "initContainers"].flatMap((list) =>
    CONTAINER_FIELDS.map((field) => `${prefix}/${list}/${field}`),
  );
  return specs(kinds, [...fields, `${prefix}/volumes/nfs/server`, `${prefix}/volumes/configMap/name`]);
}

const VARIABLE_SPECS: readonly FieldSpec[] = [
  ...inPods("Pod", "spec"),
  ...inPods("Deployment DaemonSet StatefulSet ReplicaSet Job", "spec/template/spec"),
  ...inPods("CronJob", "spec/jobTemplate/spec/template/spec"),
  ...specs("Ingress", [
    "spec/rules/host",
    "spec/rules/http/paths/backend/service/name",
    "spec/tls/hosts",
    "spec/tls/secretName",
  ]),
  ...specs("*", ["metadata/labels", "metadata/annotations"]),
  ...specs("Service", ["spec/ports/port", "spec/ports/targetPort"]),
  ...specs("ConfigMap", ["data"]),
  { kind: "StatefulSet", path: "spec/volumeClaimTemplates/spec/nfs/server" },
  { kind: "PersistentVolume", path: "spec/nfs/server" },
];

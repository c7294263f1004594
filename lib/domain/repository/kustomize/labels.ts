import { entriesOf, isNothing, itemsOf, madeMapping, textAt, withEntry } from "../tree.ts";
import type { Layer, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, layerAt } from "./context.ts";
import { changeAt, type FieldSpec, mergeInOrder, mergeSpecs, specs } from "./field-specs.ts";
import { inPlaceOf, type NodesWritten, withNodes } from "./one-node.ts";
import type { Resource } from "./resource.ts";

const OBJECT_LABELS: FieldSpec = { path: "metadata/labels", create: true };

function templates(field: "labels" | "annotations"): FieldSpec[] {
  const path = `spec/template/metadata/${field}`;
  return [
    { path, create: true, version: "v1", kind: "ReplicationController" },
    ...specs("Deployment ReplicaSet DaemonSet", [path], { create: true }),
    // Annotations go to whatever is called so.
    { path, create: true, ...(field === "labels" ? { group: "apps" } : {}), kind: "StatefulSet" },
    { path, create: true, group: "batch", kind: "Job" },
    ...specs("CronJob", [`spec/jobTemplate/metadata/${field}`, `spec/jobTemplate/spec/template/metadata/${field}`], {
      create: true,
      group: "batch",
    }),
  ];
}

const CLAIM_LABELS: FieldSpec = {
  path: "spec/volumeClaimTemplates[]/metadata/labels",
  create: true,
  group: "apps",
  kind: "StatefulSet",
};
const TEMPLATE_LABELS = [...templates("labels"), CLAIM_LABELS];
const ANNOTATIONS: readonly FieldSpec[] = [{ path: "metadata/annotations", create: true }, ...templates("annotations")];

const AFFINITIES = ["podAffinity", "podAntiAffinity"].flatMap((affinity) => [
  `spec/template/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);
const SPREAD = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels";
const MATCH = "spec/selector/matchLabels";

/** Where labels are also selectors. */
const SELECTOR_LABELS: readonly FieldSpec[] = [
  { path: "spec/selector", create: true, version: "v1", kind: "Service" },
  { path: "spec/selector", create: true, version: "v1", kind: "ReplicationController" },
  ...specs("Deployment ReplicaSet DaemonSet", [MATCH], { create: true }),
  { path: MATCH, create: true, group: "apps", kind: "StatefulSet" },
  ...specs("Deployment StatefulSet", [...AFFINITIES, SPREAD], { group: "apps" }),
  { path: MATCH, group: "batch", kind: "Job" },
  { path: "spec/jobTemplate/spec/selector/matchLabels", group: "batch", kind: "CronJob" },
  { path: MATCH, group: "policy", kind: "PodDisruptionBudget" },
  ...specs(
    "NetworkPolicy",
    [
      "spec/podSelector/matchLabels",
      "spec/ingress/from/podSelector/matchLabels",
      "spec/egress/to/podSelector/matchLabels",
    ],
    {
      group: "networking.k8s.io",
    },
  ),
];

const COMMON_LABELS: readonly FieldSpec[] = [...SELECTOR_LABELS, OBJECT_LABELS, ...TEMPLATE_LABELS];

/** `labels:`, each by its own rules. */
export function transformLabels(build: Build, said: readonly Tree[]): void {
  for (const label of said) {
    const own = itemsOf(entriesOf(label).get("fields")).map(fieldSpecOf);
    const selectors = textAt(label, "includeSelectors") === "true";
    const templated = textAt(label, "includeTemplates") === "true";
    const { labels, templateLabels } = build.settings;
    const templates = templated ? mergeSpecs(TEMPLATE_LABELS, templateLabels) : [];
    const where = mergeInOrder(own, labels, ...(selectors ? [allLabelSpecs(build)] : [templates, [OBJECT_LABELS]]));
    addPairs(build, entriesOf(label).get("pairs"), where, "labels");
  }
}

export function transformCommonLabels(build: Build): void {
  addPairs(build, build.kustomization.fields.entries.get("commonLabels"), allLabelSpecs(build), "labels");
}

function allLabelSpecs(build: Build): readonly FieldSpec[] {
  return mergeSpecs(COMMON_LABELS, build.settings.commonLabels);
}

export function transformAnnotations(build: Build): void {
  addPairs(
    build,
    build.kustomization.fields.entries.get("commonAnnotations"),
    mergeSpecs(ANNOTATIONS, build.settings.commonAnnotations),
    "annotations",
  );
}

export function fieldSpecOf(node: Tree): FieldSpec {
  const text = (field: string) => textAt(node, field) ?? "";
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    path: text("path"),
    create: text("create") === "true",
  };
}

export function addPairs(
  build: { readonly resources: readonly Resource[] },
  pairs: Tree | undefined,
  where: readonly FieldSpec[],
  kind: "labels" | "annotations",
): void {
  if (pairs?.is !== "mapping" || pairs.entries.size === 0) return;
  const layer = layerAt(kind, pairs, `The kustomization adds ${kind}`);
  for (const resource of build.resources) {
    let tree = resource.tree;
    const nodes = new Map([...pairs.entries.keys()].map((key) => [key, {}]));
    const written: NodesWritten = new Map();
    for (const spec of where)
      tree = changeAt(tree, spec, (node) => withPairs(node, pairs.entries, layer, nodes, written));
    change(resource, withNodes(tree, written), layer);
  }
}

function withPairs(
  node: Tree | undefined,
  pairs: ReadonlyMap<string, Tree>,
  layer: Layer,
  nodes: ReadonlyMap<string, object>,
  written: NodesWritten,
): Tree | undefined {
  if (node !== undefined && node.is === "sequence") return undefined;
  if (node?.is === "scalar" && !isNothing(node))
    throw new DoesNotBuild("field-path", `There is a plain value where ${[...pairs.keys()].join(", ")} belongs.`, node);
  let map = node?.is === "mapping" ? node : madeMapping([], node);
  for (const [key, value] of pairs) {
    const old = map.entries.get(key);
    if (value.is !== "scalar") continue;
    const added = { ...value, by: layer, ...(old ? { before: old } : { node: nodes.get(key) as object }) };
    map = withEntry(map, key, old?.is === "scalar" ? inPlaceOf(old, added, written) : added);
  }
  return map;
}

import { isNothing, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";
import type { ObjectName } from "./kinds.ts";

/**
 * Another cluster than the one whose Flux does the work: `spec.kubeConfig` of a Flux Kustomization or a HelmRelease
 * sends what it applies there. No file says what that cluster is called. What leads to it is named by people, though:
 * the Secret (Cluster API calls it `<cluster>-kubeconfig`), the cluster in the ConfigMap, the namespace that is kept
 * for it, or the folder that is applied.
 */
export type Remote = {
  readonly name: string;
  readonly reason: string;
  readonly certainty: "likely" | "guess";
  /** The folder that is applied there, as far as one Kustomization says it. */
  readonly path: string;
};

/** `find` asks for what is on the cluster that the object is applied on. */
export function remoteOf(
  object: ManifestObject,
  find: (name: ObjectName) => ManifestObject | undefined = () => undefined,
): Remote | undefined {
  const config = nodeAt(object.tree, ["spec", "kubeConfig"]);
  if (isNothing(config)) return undefined;
  const path = (textAt(object.tree, "spec", "path") ?? "").replace(/^\.?\/+|\/+$/g, "");
  const map = textAt(config, "configMapRef", "name");
  const secret = textAt(config, "secretRef", "name");
  const said = map === undefined ? undefined : clusterSaid(object, map, find);
  if (said) return { ...said, path, certainty: "likely" };
  const kind = map === undefined ? "Secret" : "ConfigMap";
  return { ...namedBy(object, kind, map ?? secret ?? "", path), path };
}

function clusterSaid(object: ManifestObject, name: string, find: (name: ObjectName) => ManifestObject | undefined) {
  const map = find({ kind: "ConfigMap", namespace: object.namespace, name });
  const cluster = map && textAt(map.tree, "data", "cluster");
  const last = cluster?.split("/").at(-1) ?? "";
  return last === ""
    ? undefined
    : { name: last, reason: `The ConfigMap ${name}, by which ${spoken(object)} goes there, says ${cluster}.` };
}

/** Words that say what a Secret is for, and not where it leads. */
const GENERIC =
  /^(?:cluster|clusters|kubeconfig|kube|config|configs|remote|target|workload|member|spoke|value|secret|access|auth|token|credentials|creds|admin|user|flux|system|default)$/;

/** Namespaces that are not kept for one cluster. */
const EVERYBODYS = /^(?:|default|flux|flux-system|gitops|capi.*-system)$/;

function namedBy(object: ManifestObject, kind: string, name: string, path: string): Omit<Remote, "path"> {
  const leads = `The ${kind} ${name || "without a name"} leads ${spoken(object)} to another cluster`;
  const own = withoutGeneric(name);
  if (own !== "") return { name: own, reason: `${leads}, and is named after it.`, certainty: "likely" };
  if (!EVERYBODYS.test(object.namespace))
    return { name: object.namespace, reason: `${leads}; its namespace is kept for it.`, certainty: "likely" };
  const folder = /(?:^|\/)(?:clusters|workers|spokes|fleet|environments|envs)\/([^/$]+)/.exec(path)?.[1];
  if (folder !== undefined)
    return { name: folder, reason: `${leads}; what is applied there lies in ${path}.`, certainty: "guess" };
  return { name: object.name, reason: `${leads}, whose name is not known.`, certainty: "guess" };
}

/** `prod-eu-kubeconfig` and `cluster-prod-eu` are prod-eu. */
function withoutGeneric(name: string): string {
  const words = name.split(/[-_.]/);
  while (words.length > 0 && GENERIC.test(words[0] as string)) words.shift();
  while (words.length > 0 && GENERIC.test(words.at(-1) as string)) words.pop();
  return words.length === name.split(/[-_.]/).length ? (GENERIC.test(name) ? "" : name) : words.join("-");
}

function spoken({ kind, namespace, name }: ManifestObject): string {
  return `the ${kind} ${namespace}/${name}`;
}

export function isSameRemote(a: Remote | undefined, b: Remote | undefined): boolean {
  return a?.name === b?.name && a?.reason === b?.reason && a?.path === b?.path;
}

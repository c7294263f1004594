import { badRequest } from "../api/status.ts";
import { dict, type KubeObject } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";

export type Matches = (object: KubeObject) => boolean;

/** `a=b,c!=d,e in (f,g),!h,i` as in the query of a list; undefined when there is nothing to select. */
export function labelSelector(query: string): Matches | undefined {
  const parts =
    query
      .match(/(?:[^,(]|\([^)]*\))+/g)
      ?.map((part) => part.trim())
      .filter(Boolean) ?? [];
  if (parts.length === 0) return undefined;
  const tests = parts.map(requirement);
  return (object) => {
    const labels = object.metadata.labels ?? {};
    return tests.every((test) => test(labels));
  };
}

type Test = (labels: Record<string, string>) => boolean;

function requirement(part: string): Test {
  const set = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, key = "", operator, inner = ""] = set;
    const values = new Set(inner.split(",").map((value) => value.trim()));
    return (labels) => (operator === "in") === values.has(labels[key] ?? "\u0000");
  }
  const equals = /^([^\s!=]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
  if (equals) {
    const [, key = "", operator, value = ""] = equals;
    return (labels) => (operator === "!=") !== (labels[key] === value);
  }
  const exists = /^(!?)\s*([^\s!=]+)$/.exec(part);
  if (!exists) throw badRequest(`unable to parse requirement: found '${part}', expected: identifier`);
  const [, not, key = ""] = exists;
  return (labels) => (not === "!") !== key in labels;
}

/** A `matchLabels`/`matchExpressions` selector, as Deployments and Services carry it. */
export function matchesSelector(selector: unknown, labels: Record<string, string>): boolean {
  const { matchLabels, matchExpressions } = dict(selector);
  const wanted = Object.entries(dict(matchLabels));
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.map(dict) : [];
  if (wanted.length + expressions.length === 0) return false;
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const has = String(key) in labels;
      const listed = Array.isArray(values) && values.includes(labels[String(key)]);
      if (operator === "In") return has && listed;
      if (operator === "NotIn") return !(has && listed);
      return operator === "Exists" ? has : !has;
    })
  );
}

const always = ["metadata.name", "metadata.namespace"];
const more: Record<string, string[]> = {
  "/pods": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
  ],
  "/events": [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  "/namespaces": ["status.phase"],
  "/secrets": ["type"],
  "apps/replicasets": ["status.replicas"],
  "batch/jobs": ["status.successful"],
  "/nodes": ["spec.unschedulable"],
};

/** `metadata.name=a,spec.nodeName!=b`: only the fields that the real server knows for that kind. */
export function fieldSelector(query: string, kind: Kind): Matches | undefined {
  const parts = query.split(",").filter(Boolean);
  if (parts.length === 0) return undefined;
  const known = new Set([...always, ...(more[kind.key] ?? [])]);
  const tests = parts.map((part) => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
    if (!match) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, path = "", operator, value = ""] = match;
    if (!known.has(path)) throw badRequest(`field label not supported: ${path}`);
    const steps = path.split(".");
    return (object: KubeObject) => (operator === "!=") !== (fieldAt(object, steps) === value);
  });
  return (object) => tests.every((test) => test(object));
}

function fieldAt(object: KubeObject, steps: string[]): string {
  let at: unknown = object;
  for (const step of steps) at = dict(at)[step];
  if (steps[0] === "source") at = dict(object.source).component;
  return at === undefined || at === null ? "" : String(at);
}

export function both(first: Matches | undefined, second: Matches | undefined): Matches | undefined {
  if (!first) return second;
  if (!second) return first;
  return (object) => first(object) && second(object);
}

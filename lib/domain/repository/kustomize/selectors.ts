import { RE2JS } from "re2js";
import { textAt } from "../tree.ts";
import type { Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { isRemoteBase } from "./remote-base.ts";
import { currentId, gvkOf, labelsOf, originalId, type Resource } from "./resource.ts";

/** Targets of patches: all fields but the selectors are regular expressions for the whole value. */
export type Selector = {
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
  labelSelector: string;
  annotationSelector: string;
};

export function selectorOf(node: Tree | undefined): Selector {
  const text = (field: string) => textAt(node, field) ?? "";
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    name: text("name"),
    namespace: text("namespace"),
    labelSelector: text("labelSelector"),
    annotationSelector: text("annotationSelector"),
  };
}

/** A resource is found by what it is called now and by what it was called at first. */
export function selectResources(resources: readonly Resource[], selector: Selector, at?: Tree): Resource[] {
  const matches = {
    group: wholeMatch(selector.group, at),
    version: wholeMatch(selector.version, at),
    kind: wholeMatch(selector.kind, at),
    name: wholeMatch(selector.name, at),
    namespace: wholeMatch(selector.namespace, at),
  };
  return resources.filter((resource) => {
    if (isRemoteBase(resource)) return false;
    const now = currentId(resource);
    const first = originalId(resource);
    const gvk = gvkOf(resource.tree);
    return (
      (matches.namespace(first.namespace) || matches.namespace(now.namespace)) &&
      (matches.name(first.name) || matches.name(now.name)) &&
      matches.group(gvk.group) &&
      matches.version(gvk.version) &&
      matches.kind(gvk.kind) &&
      matchesLabels(selector.labelSelector, labelsOf(resource.tree, "labels"), at) &&
      matchesLabels(selector.annotationSelector, labelsOf(resource.tree, "annotations"), at)
    );
  });
}

const COMPILED = new Map<string, RE2JS>();

/** Go's expressions, by their own rules and in time linear to the text: patterns come from whoever can push. */
export function regularExpression(pattern: string, at?: Tree): RE2JS {
  const known = COMPILED.get(pattern);
  if (known) return known;
  try {
    const compiled = RE2JS.compile(pattern);
    if (COMPILED.size > 2_000) COMPILED.clear();
    COMPILED.set(pattern, compiled);
    return compiled;
  } catch {
    throw new DoesNotBuild("pattern", `${pattern} is not a regular expression.`, at);
  }
}

export function wholeMatch(pattern: string, at?: Tree): (text: string) => boolean {
  if (pattern === "") return () => true;
  // Most patterns are names: only what has other characters is compiled.
  if (/^[\w/-]+$/.test(pattern)) return (text) => text === pattern;
  const compiled = regularExpression(`^(?:${pattern})$`, at);
  return (text) => compiled.test(text);
}

/** `a=b, a!=b, a in (b,c), a notin (b,c), a, !a, a>1, a<1`, all of which must hold. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function matchesLabels(selector: string, labels: ReadonlyMap<string, string>, at?: Tree): boolean {
  if (selector.trim() === "") return true;
  return requirementsOf(selector).every((requirement) => holds(requirement, labels, selector, at));
}

function requirementsOf(selector: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= selector.length; at++) {
    const c = selector[at];
    if (c === "(") depth += 1;
    else if (c === ")") depth -= 1;
    else if (c === undefined || (c === "," && depth === 0)) {
      parts.push(selector.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts;
}

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?";
const EXISTS = new RegExp(`^(!?)\\s*(${NAME})$`);
const EQUALS = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*([^\\s,()]*)$`);
const ORDERED = new RegExp(`^(${NAME})\\s*([<>])\\s*([-+]?\\d+)$`);
const AMONG = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

function holds(requirement: string, labels: ReadonlyMap<string, string>, whole: string, at?: Tree): boolean {
  const among = AMONG.exec(requirement);
  if (among) {
    const values = (among[3] as string).split(",").map((value) => value.trim());
    const value = labels.get(among[1] as string);
    return among[2] === "in"
      ? value !== undefined && values.includes(value)
      : value === undefined || !values.includes(value);
  }
  const equals = EQUALS.exec(requirement);
  if (equals) {
    const same = labels.get(equals[1] as string) === equals[3];
    return equals[2] === "!=" ? !same : same;
  }
  const ordered = ORDERED.exec(requirement);
  if (ordered) {
    const value = labels.get(ordered[1] as string);
    if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
    return ordered[2] === ">" ? Number(value) > Number(ordered[3]) : Number(value) < Number(ordered[3]);
  }
  const exists = EXISTS.exec(requirement);
  if (exists) return labels.has(exists[2] as string) === (exists[1] === "");
  throw new DoesNotBuild("selector", `"${whole}" is not a label selector.`, at);
}

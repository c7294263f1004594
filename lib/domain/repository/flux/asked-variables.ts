import type { ManifestObject, Scalar, Tree } from "../types.ts";
import { isSubstituted } from "./substitute.ts";
import { variablesIn } from "./template.ts";

const ASKED = new WeakMap<ManifestObject, readonly string[]>();

/** Whether something among what was built asks for a variable that is not `known`; one with a default asks as well. */
export function asksForMore(objects: readonly ManifestObject[], known: (name: string) => boolean): boolean {
  return objects.some((object) => askedBy(object).some((name) => !known(name)));
}

function askedBy(object: ManifestObject): readonly string[] {
  const before = ASKED.get(object);
  if (before) return before;
  const names = new Set<string>();
  if (isSubstituted(object)) collect(object.tree, names);
  const asked = [...names];
  ASKED.set(object, asked);
  return asked;
}

function collect(tree: Tree, names: Set<string>): void {
  if (tree.is === "scalar") add(templateOf(tree), names);
  else if (tree.is === "sequence") for (const item of tree.items) collect(item, names);
  else
    for (const [key, value] of tree.entries) {
      add(key, names);
      collect(value, names);
    }
}

function add(template: Scalar["value"], names: Set<string>): void {
  if (typeof template !== "string" || !template.includes("${")) return;
  for (const { name } of variablesIn(template)) names.add(name);
}

/** What stood there before the variables were set: a default that was taken is not seen in what came of it. */
function templateOf(scalar: Scalar): Scalar["value"] {
  const { by, before, value } = scalar;
  return by?.kind === "substitution" && before?.is === "scalar" ? before.value : value;
}

import type { Result } from "../../result.ts";
import { unitOf } from "../memo.ts";
import { isSameTree } from "../same-tree.ts";
import type { ManifestObject, Repository, Scalar, Tree } from "../types.ts";
import { buildFluxKustomization } from "./kustomization.ts";
import type { VariableSource } from "./variables.ts";

/** The variables that a Flux Kustomization is given, those that it asks for in vain, and whether they are all known. */
export type Given = { values: Map<string, Scalar | string>; outside: VariableSource[]; complete: boolean };

/**
 * What a Flux Kustomization is built from besides itself: its variables, and a view of the repository (which is none where
 * a generator or another repository has its files); and the name of the unit that is remembered there.
 */
export type From = { readonly variables: Given; readonly view: string | undefined; readonly name: string };

/** Built, or what it came to before where nothing that it rests on has changed. */
export function builtOnce(
  source: Repository,
  object: ManifestObject,
  { name, variables }: Pick<From, "name" | "variables">,
): Result<ManifestObject[]> {
  const missing = variables.complete ? "empty" : "keep";
  return unitOf<Result<ManifestObject[]>>(
    source,
    name,
    [object.tree, missing, ...[...variables.values].flat()],
    ([before]) => {
      const former = before?.ok ? before.value : [];
      return buildFluxKustomization(source, object, variables.values, { missing, former });
    },
    areSameInputs,
  );
}

function areSameInputs(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((input, i) => isSameInput(input, now[i]));
}

function isSameInput(a: unknown, b: unknown): boolean {
  return typeof a === "object" && typeof b === "object" ? isSameTree(a as Tree, b as Tree) : a === b;
}

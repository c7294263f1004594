import { isSameLayer } from "../same-tree.ts";
import type { Layer, Mapping } from "../types.ts";
import type { Schemas } from "./schemas.ts";

/** What a patch makes of a tree: nothing where it takes the object away. */
export type Patched = { readonly tree: Mapping | undefined; readonly layer: Layer };

type Known = { merge: Mapping; how: string; schemas: Schemas | undefined; patched: Patched };

/** A base is patched by a handful of overlays, each of them in its present and its last form. */
const MOST = 8;

const KNOWN = new WeakMap<Mapping, Known[]>();

/**
 * An overlay is built anew where one of its patches changes, and all the others make what they made before: the very
 * same trees, so that what was found out about them holds too. Its layer goes with it, for trees are told by it.
 */
export function patchedOnce(
  tree: Mapping,
  by: { merge: Mapping; layer: Layer; how: string; schemas: Schemas | undefined },
  make: () => Mapping | undefined,
): Patched {
  const { merge, layer, how, schemas } = by;
  const all = KNOWN.get(tree) ?? [];
  const known = all.find(
    (each) =>
      each.merge === merge && each.how === how && each.schemas === schemas && isSameLayer(each.patched.layer, layer),
  );
  if (known) return known.patched;
  const patched = { tree: make(), layer };
  KNOWN.set(tree, [{ merge, how, schemas, patched }, ...all.slice(0, MOST - 1)]);
  return patched;
}

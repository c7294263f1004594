import { entriesOf, mapScalars, withEntry } from "../tree.ts";
import type { Mapping, Scalar } from "../types.ts";

/**
 * kustomize adds a label to an object as one node that stands at several places: as a label, in the selector, in the
 * template of the pods. What changes one of them later changes them all, until the object is printed and read again.
 * An accident, but what is applied. https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/filtersutil/setters.go
 */
export type NodesWritten = Map<object, Scalar>;

/** Takes the place of a scalar, and of its node. */
export function inPlaceOf(old: Scalar | undefined, scalar: Scalar, written: NodesWritten): Scalar {
  if (!old?.node) return scalar;
  const placed = { ...scalar, node: old.node };
  written.set(old.node, placed);
  return placed;
}

/** What was written at one place of a node, at its other places. */
export function withNodes(tree: Mapping, written: NodesWritten): Mapping {
  if (written.size === 0) return tree;
  return mapScalars(tree, (scalar) => {
    const now = scalar.node && written.get(scalar.node);
    return now && now !== scalar ? { ...now, before: scalar } : scalar;
  }) as Mapping;
}

/** kustomize writes all annotations of an object anew when it notes something among them. */
export function withoutNotedNodes(tree: Mapping): Mapping {
  const metadata = tree.entries.get("metadata");
  const annotations = entriesOf(metadata).get("annotations");
  if (metadata?.is !== "mapping" || annotations?.is !== "mapping") return tree;
  const free = mapScalars(annotations, withoutNode);
  return free === annotations ? tree : withEntry(tree, "metadata", withEntry(metadata, "annotations", free));
}

export function withoutNode(scalar: Scalar): Scalar {
  if (!scalar.node) return scalar;
  const { node: _node, ...rest } = scalar;
  return rest;
}

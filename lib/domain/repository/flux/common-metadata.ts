import { layerAt } from "../kustomize/context.ts";
import { objectOf } from "../objects.ts";
import { entriesOf, madeMapping, withEntry } from "../tree.ts";
import type { ManifestObject, Mapping, Tree } from "../types.ts";

/** `commonMetadata` of a Flux Kustomization: labels and annotations on every object, over what the object says. */
export function addMetadata(object: ManifestObject, common: Tree | undefined): ManifestObject {
  const labels = entriesOf(entriesOf(common).get("labels"));
  const annotations = entriesOf(entriesOf(common).get("annotations"));
  if (labels.size === 0 && annotations.size === 0) return object;
  const layer = layerAt("labels", common, "commonMetadata of the Flux Kustomization");
  let metadata: Mapping = madeMapping(
    entriesOf(object.tree.entries.get("metadata")),
    object.tree.entries.get("metadata"),
  );
  for (const [field, pairs] of [
    ["labels", labels],
    ["annotations", annotations],
  ] as const) {
    if (pairs.size === 0) continue;
    const old = metadata.entries.get(field);
    const merged = new Map(entriesOf(old));
    for (const [key, value] of pairs) merged.set(key, value.is === "scalar" ? { ...value, by: layer } : value);
    metadata = withEntry(metadata, field, madeMapping(merged, old));
  }
  return objectOf(withEntry(object.tree, "metadata", metadata), [...object.layers, layer]);
}

import { groupOf } from "../objects.ts";
import type { ManifestObject } from "../types.ts";

/** A Kustomization of Flux, not the file of kustomize that has the same kind. */
export function isFluxKustomization(object: ManifestObject): boolean {
  return object.kind === "Kustomization" && object.apiVersion.startsWith("kustomize.toolkit.fluxcd.io/");
}

const SOURCE_GROUPS = new Set(["source.toolkit.fluxcd.io", "source.extensions.fluxcd.io"]);

export function isSource(object: ManifestObject): boolean {
  return SOURCE_GROUPS.has(groupOf(object));
}

export type ObjectName = { kind: string; namespace: string; name: string };

export function keyOf(name: ObjectName): string {
  return `${name.kind}/${name.namespace}/${name.name}`;
}

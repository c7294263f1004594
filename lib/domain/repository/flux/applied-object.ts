import type { ManifestObject } from "../types.ts";
import { isSameRemote, type Remote } from "./remote.ts";

export type AppliedObject = ManifestObject & {
  readonly by: { readonly namespace: string; readonly name: string };
  /** The cluster that it is applied on, where that is another than the one whose Flux begins here. */
  readonly on?: Remote | undefined;
  /** What is suspended, so that it is declared and not applied: `Kustomization/flux-system/apps`. */
  readonly suspended?: string | undefined;
};

const APPLIED = new WeakMap<ManifestObject, AppliedObject>();

/** The same one for the same object, so that who remembers something of it still does. */
export function appliedBy(
  object: ManifestObject,
  by: AppliedObject["by"],
  on: Remote | undefined,
  suspended: string | undefined,
): AppliedObject {
  const known = APPLIED.get(object);
  if (
    known &&
    known.by.name === by.name &&
    known.by.namespace === by.namespace &&
    known.suspended === suspended &&
    isSameRemote(known.on, on)
  )
    return known;
  const applied = { ...object, by, ...(on ? { on } : {}), ...(suspended === undefined ? {} : { suspended }) };
  APPLIED.set(object, applied);
  return applied;
}

import { groupOf } from "../objects.ts";
import { nodeAt, textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";
import { type Entry, entryKeyOf } from "./entries.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";

/** It does nothing while it says so: what was applied of it before stays as it was. */
export function isSuspended(object: ManifestObject): boolean {
  return groupOf(object).endsWith(".toolkit.fluxcd.io") && textAt(object.tree, "spec", "suspend") === "true";
}

/**
 * Left out of what is applied, since it says so of itself.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
function isLeftOut({ tree }: ManifestObject): boolean {
  const metadata = tree.entries.get("metadata");
  return (["annotations", "labels"] as const).some((field) => {
    const said = nodeAt(metadata, [field]);
    return (
      textAt(said, "kustomize.toolkit.fluxcd.io/reconcile")?.toLowerCase() === "disabled" ||
      textAt(said, "kustomize.toolkit.fluxcd.io/ssa")?.toLowerCase() === "ignore"
    );
  });
}

const isHeld = (object: ManifestObject): boolean => isSuspended(object) || isLeftOut(object);

/** Which Flux Kustomizations apply nothing, by their keys: those that are suspended, and those that only such ones apply. Each with what is suspended. */
export type Suspensions = ReadonlyMap<string, string>;

const NONE: Suspensions = new Map();

export function suspensionsAmong(entries: readonly Entry[]): Suspensions {
  if (!entries.some(({ object, built }) => isHeld(object) || built?.held)) return NONE;
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const entryOf = (child: ManifestObject, { built }: Entry) => byKey.get(entryKeyOf(child, built?.on)) ?? [];
  const childrenOf = (entry: Entry): Entry[] =>
    (entry.built?.objects ?? []).flatMap((child) =>
      isFluxKustomization(child) && !entry.built?.held?.has(child) ? entryOf(child, entry) : [],
    );

  const atWork = new Set<Entry>();
  const met = entries.filter(({ depth }) => depth === 0);
  for (const entry of met) {
    if (atWork.has(entry) || isHeld(entry.object)) continue;
    atWork.add(entry);
    met.push(...childrenOf(entry));
  }
  const suspensions = new Map<string, string>();
  const suspend = (entry: Entry, by: string): void => {
    if (atWork.has(entry) || suspensions.has(entry.key)) return;
    suspensions.set(entry.key, by);
    for (const child of childrenOf(entry)) suspend(child, by);
  };
  for (const entry of entries) {
    if (isHeld(entry.object)) suspend(entry, keyOf(entry.object));
    for (const [child, by] of entry.built?.held ?? [])
      if (isFluxKustomization(child)) for (const held of [entryOf(child, entry)].flat()) suspend(held, by);
  }
  return suspensions;
}

/** What is suspended, so that an object is declared and not applied: the Kustomization that would, one above it, or the object itself. */
export function suspensionOf(
  object: ManifestObject,
  { key, built }: Pick<Entry, "key" | "built">,
  suspensions: Suspensions,
): string | undefined {
  return suspensions.get(key) ?? built?.held?.get(object) ?? (isLeftOut(object) ? keyOf(object) : undefined);
}

export function areSameSuspensions(a: Suspensions, b: Suspensions): boolean {
  return a.size === b.size && [...a].every(([key, by]) => b.get(key) === by);
}

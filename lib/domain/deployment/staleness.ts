import type { FluxKind, ObservedKind } from "./observation.ts";
import type { Definition } from "./types.ts";

/** When each kind of one cluster was last heard, epoch milliseconds. A kind that was never heard is absent. */
export type Heard = Partial<Record<ObservedKind, number>>;

/** After so long without a sign of life nothing is called healthy (the default; a setting). */
export const staleAfterMs = 90_000;

export function isStale(heardAt: number | undefined, now: number, limitMs: number = staleAfterMs): boolean {
  return heardAt === undefined || now - heardAt > limitMs;
}

/** There are a dozen sorts of deployments, and with every batch all of a cluster's are asked. */
const kindsBySort = new Map<string, readonly ObservedKind[]>();

/** The kinds whose silence makes a deployment's status old: its lead, its pods, and what it takes its content from. */
export function kindsOf({ object, form }: Pick<Definition, "object" | "form">): readonly ObservedKind[] {
  const sort = `${object.kind} ${form}`;
  const kinds = kindsBySort.get(sort) ?? kindsOfSort({ object, form });
  kindsBySort.set(sort, kinds);
  return kinds;
}

function kindsOfSort(definition: Pick<Definition, "object" | "form">): readonly ObservedKind[] {
  const kinds = new Set<ObservedKind>([definition.object.kind as FluxKind, "Deployment", "Pod"]);
  if (definition.form.startsWith("oci-")) kinds.add("OCIRepository");
  else if (definition.form.startsWith("git-") || definition.object.kind === "Kustomization") kinds.add("GitRepository");
  if (definition.form === "chart-version") kinds.add("HelmChart");
  return [...kinds];
}

/** A status is as old as the kind that was heard longest ago; undefined if one was never heard. */
export function heardAt(heard: Heard, kinds: readonly ObservedKind[]): number | undefined {
  let oldest: number | undefined;
  for (const kind of kinds) {
    const at = heard[kind];
    if (at === undefined) return undefined;
    oldest = oldest === undefined ? at : Math.min(oldest, at);
  }
  return oldest;
}

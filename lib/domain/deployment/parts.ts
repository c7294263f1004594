import { keyOf, type ObjectRef, type Observation, type ObservedKind, workloadKinds } from "./observation.ts";
import { parseImage, sameImage } from "./revision.ts";
import type { Definition, Lookup } from "./types.ts";

/** Everything of a deployment that was found on its cluster. */
export type Parts = {
  lead: Observation | undefined;
  /** What the lead takes its content from, nearest first: HelmChart, then HelmRepository; or a Git or OCI source. */
  sources: Observation[];
  /** The lead names a source that is not on the cluster. */
  sourceGone: boolean;
  /** The Kustomization that applies the lead, and its source: they bring changes of the lead itself. */
  delivery: Observation[];
  /** The workloads whose pods count: those that run the leading image, else all of the lead's. */
  workloads: Observation[];
  pods: Map<string, readonly Observation[]>;
  /** Keys of all that is this deployment's own. */
  mine: Set<string>;
};

const areWorkloads: ReadonlySet<string> = new Set(workloadKinds);

export function gather(definition: Definition, lookup: Lookup): Parts {
  const lead = lookup.get(definition.object);
  const sources = lead ? sourcesOf(lead, lookup) : [];
  const named = lead?.kustomization?.source ?? lead?.helm?.source;
  const sourceGone = named !== undefined && sources.length === 0 && lookup.complete(named.kind as ObservedKind);
  const delivery = lead?.appliedBy ? deliveryOf(lead.appliedBy, definition.object, lookup) : [];
  const workloads = workloadsOf(definition, lead, lookup);
  const pods = new Map(workloads.map((w) => [keyOf(w), lookup.podsOf(w)]));
  const mine = new Set([keyOf(definition.object), ...workloads.map(keyOf)]);
  // A Kustomization that stands for all it brings: nothing in it is a neighbour.
  if (!definition.image && lead?.kustomization) for (const ref of lead.kustomization.inventory) mine.add(keyOf(ref));
  return { lead, sources, sourceGone, delivery, workloads, pods, mine };
}

function sourcesOf(lead: Observation, lookup: Lookup): Observation[] {
  const out: Observation[] = [];
  let next: ObjectRef | undefined = lead.kustomization?.source ?? lead.helm?.source;
  for (let hops = 0; next && hops < 3; hops++) {
    const source = lookup.get(next);
    if (!source) break;
    out.push(source);
    next = source.source?.from;
  }
  return out;
}

function deliveryOf(ref: ObjectRef, lead: ObjectRef, lookup: Lookup): Observation[] {
  const kustomization = keyOf(ref) === keyOf(lead) ? undefined : lookup.get(ref);
  return kustomization ? [kustomization, ...sourcesOf(kustomization, lookup)] : [];
}

function workloadsOf(definition: Definition, lead: Observation | undefined, lookup: Lookup): Observation[] {
  const owned = (lead?.kustomization?.inventory ?? lead?.helm?.inventory ?? []).filter((ref) =>
    areWorkloads.has(ref.kind),
  );
  const refs = definition.workloads && definition.workloads.length > 0 ? definition.workloads : owned;
  const found = refs.map((ref) => lookup.get(ref)).filter((o) => o !== undefined);
  const { image } = definition;
  if (!image) return found;
  const running = found.filter((o) =>
    o.workload?.containers.some((c) => sameImage(parseImage(c.image).repository, image)),
  );
  // A hand may have put another image there, and hints come from the repository: better them than nothing.
  return running.length > 0 || !definition.workloads ? running : found;
}

import { keyOf, type ObjectRef, type Observation, type ObservedKind } from "./observation.ts";
import type { Lookup } from "./types.ts";

const noPods: readonly Observation[] = Object.freeze([]);

/** A lookup over one cluster's observations as they are now; `complete` are the kinds that were listed to the end. */
export function lookupOf(observations: Iterable<Observation>, complete: Iterable<ObservedKind>): Lookup {
  const byKey = new Map<string, Observation>();
  const pods = new Map<string, Observation[]>();
  const controllers: Observation[] = [];
  for (const o of observations) {
    byKey.set(keyOf(o), o);
    if (o.workload?.flux) controllers.push(o);
    if (!o.pod?.owner) continue;
    const owner = keyOf(o.pod.owner);
    const siblings = pods.get(owner);
    if (siblings) siblings.push(o);
    else pods.set(owner, [o]);
  }
  const listed = new Set(complete);
  return {
    get: (ref) => byKey.get(keyOf(ref)),
    podsOf: (workload) => pods.get(keyOf(workload)) ?? noPods,
    controllers: () => controllers,
    complete: (kind) => listed.has(kind),
  };
}

/** The keys that Folded.looked holds for whatever rests on this observation: a pod counts as its workload. */
export function touchesOf(observation: Observation): string[] {
  const key = keyOf(observation.pod?.owner ?? observation);
  return observation.workload?.flux ? [key, controllersKey] : [key];
}

/** Stands in Folded.looked for all of Flux's own controllers. */
export const controllersKey = "flux";

/** The same lookup, which remembers what it was asked for. */
export function remembering(lookup: Lookup): Lookup & { looked: Set<string> } {
  const looked = new Set<string>();
  const note = (ref: ObjectRef) => looked.add(keyOf(ref));
  return {
    looked,
    get(ref) {
      note(ref);
      return lookup.get(ref);
    },
    podsOf(workload) {
      note(workload);
      return lookup.podsOf(workload);
    },
    controllers() {
      looked.add(controllersKey);
      return lookup.controllers();
    },
    complete: (kind) => lookup.complete(kind),
  };
}

import { keyOf, type ObjectRef, type Observation } from "./observation.ts";

/** The sources of everything that applies these objects, then the appliers from the root down, then the objects. */
export function chainOf(observed: readonly Observation[], objects: readonly ObjectRef[]): ObjectRef[] {
  const byKey = new Map(observed.map((o) => [keyOf(o), o]));
  const appliers = new Map<string, ObjectRef>();
  for (const o of observed) for (const child of o.kustomization?.inventory ?? []) appliers.set(keyOf(child), o);
  const sources = new Map<string, ObjectRef>();
  const parents = new Map<string, ObjectRef>();
  for (const object of objects) {
    let at: ObjectRef | undefined = object;
    for (let depth = 0; at && depth < 8; depth++) {
      const key: string = keyOf(at);
      const source = sourceOf(byKey.get(key));
      if (source) sources.set(keyOf(source), source);
      if (parents.has(key)) break;
      parents.set(key, at);
      at = appliers.get(key);
    }
  }
  return [...sources.values(), ...[...parents.values()].reverse()].map(({ kind, namespace, name }) => ({
    kind,
    namespace,
    name,
  }));
}

function sourceOf(o: Observation | undefined): ObjectRef | undefined {
  return (
    o?.kustomization?.source ??
    o?.helm?.repository ??
    (o?.helm?.source?.kind === "OCIRepository" ? o.helm.source : undefined)
  );
}

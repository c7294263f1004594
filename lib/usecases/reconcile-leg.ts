import { keyOf, type ObjectRef, type Observation } from "../domain/deployment/observation.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected } from "../ports/failures.ts";

/**
 * After a merge Flux is asked to look now: sources first, for a consumer does not fetch its
 * source again, then what applies them, then the releases. It is a courtesy: Flux comes by
 * itself at its interval, so a cluster that refuses it fails nothing.
 */
export async function reconcileLeg(deps: Deps, input: { promotion: string; leg: number }): Promise<void> {
  const promotion = await deps.store.read.promotion(input.promotion);
  const leg = promotion?.legs[input.leg];
  if (!promotion || !leg) return;
  const deployments = await deps.store.read.deployments({ ids: leg.deployments });
  for (const cluster of leg.clusters) {
    const connection = await deps.connectionOf(cluster);
    if (!connection) continue;
    const observed = await deps.observations.load(cluster);
    const chain = chainOf(
      observed,
      deployments.filter((d) => d.cluster === cluster).map((d) => d.definition.object),
    );
    for (const ref of chain) {
      try {
        await deps.clusters.reconcile(connection, ref, `${promotion.id}-${input.leg}`);
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        deps.log.warn({ cluster, object: keyOf(ref), status: error.status }, "reconcile refused");
      }
    }
  }
}

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

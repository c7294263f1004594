import { type Cluster, writeStatus } from "../cluster.ts";
import { condition, conditionOf, isReady, type Wanted } from "../conditions.ts";
import { printed } from "../durations.ts";
import type { AnySource, Kustomization } from "../objects.ts";

export function sourceOf(cluster: Cluster, { spec, metadata }: Kustomization): AnySource | undefined {
  const { kind, name, namespace = metadata.namespace ?? "default" } = spec.sourceRef;
  return cluster.objects.get<AnySource>(kind, namespace, name);
}

/** The condition of a Kustomization that cannot begin: its source, or what it depends on, is not there yet. */
export function whatItWaitsFor(
  cluster: Cluster,
  kustomization: Kustomization,
  source: AnySource | undefined,
): Wanted | undefined {
  const { sourceRef, dependsOn = [] } = kustomization.spec;
  const missing = (message: string) => condition("Ready", "False", "ArtifactFailed", message);
  if (!source) return missing(`${sourceRef.kind}.source.toolkit.fluxcd.io "${sourceRef.name}" not found`);
  if (!source.status?.artifact) return missing(`Source artifact not found, retrying in ${printed(30_000)}`);
  for (const dependency of dependsOn) {
    const namespace = dependency.namespace ?? kustomization.metadata.namespace ?? "default";
    const other = cluster.objects.get<Kustomization>("Kustomization", namespace, dependency.name);
    const label = `dependency '${namespace}/${dependency.name}'`;
    const notReady = (why: string) => condition("Ready", "False", "DependencyNotReady", `${label} ${why}`);
    if (!other) return notReady("not found");
    if (!isReady(other)) return notReady("is not ready");
    const shared = other.spec.sourceRef.kind === sourceRef.kind && other.spec.sourceRef.name === sourceRef.name;
    if (shared && other.status?.lastAppliedRevision !== source.status.artifact.revision)
      return notReady("revision is not up to date");
  }
  return undefined;
}

export async function wait(cluster: Cluster, kustomization: Kustomization, ready: Wanted): Promise<number> {
  const known = conditionOf(kustomization.status?.conditions, "Ready");
  if (known?.message !== ready.message || known.status !== ready.status) {
    await writeStatus(cluster, kustomization, { set: [ready], drop: ["Reconciling"] });
    cluster.notify(kustomization, { severity: "info", reason: ready.reason, message: ready.message });
  }
  return cluster.pace.retryMs;
}

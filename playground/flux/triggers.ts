import { type Cluster, keyOf } from "./cluster.ts";
import { isReady } from "./conditions.ts";
import { chartName } from "./helm/source.ts";
import {
  type AnySource,
  type CommonStatus,
  type HelmChart,
  type HelmRelease,
  type KubeObject,
  type Kustomization,
  REQUESTED_AT,
  type SourceStatus,
  type Typed,
} from "./objects.ts";

/** Whether a change of an object is work for its own reconciler: its status alone is not. */
export function isWork(before: KubeObject | undefined, after: KubeObject): boolean {
  if (!before || before.metadata.uid !== after.metadata.uid) return true;
  if (before.metadata.generation !== after.metadata.generation) return true;
  if (!before.metadata.deletionTimestamp && after.metadata.deletionTimestamp) return true;
  const asked = after.metadata.annotations?.[REQUESTED_AT];
  return asked !== undefined && asked !== before.metadata.annotations?.[REQUESTED_AT];
}

/** Those who wait for this object: whoever takes its artifact, and whoever depends on it. */
export function waitingFor(cluster: Cluster, before: KubeObject | undefined, after: KubeObject): string[] {
  const isSource = after.kind !== "Kustomization" && after.kind !== "HelmRelease";
  if (isSource) return hasNews(before, after) ? takersOf(cluster, after as unknown as AnySource) : [];
  return becameReady(before, after) ? dependantsOf(cluster, after) : [];
}

function hasNews(before: KubeObject | undefined, after: KubeObject): boolean {
  const signature = (object: KubeObject | undefined) => {
    const status = object?.status as SourceStatus | undefined;
    return `${status?.artifact?.revision} ${status?.observedGeneration} ${object && isReady(object as Typed<unknown, CommonStatus>)}`;
  };
  return signature(before) !== signature(after);
}

function becameReady(before: KubeObject | undefined, after: KubeObject): boolean {
  const ready = (object: KubeObject) => isReady(object as Typed<unknown, CommonStatus>);
  const revision = (object: KubeObject | undefined) => object?.status?.lastAppliedRevision;
  return ready(after) && (!before || !ready(before) || revision(before) !== revision(after));
}

function takersOf(cluster: Cluster, { kind, metadata }: AnySource): string[] {
  const { namespace = "default", name } = metadata;
  const isIt = (ref: { kind: string; name: string; namespace?: string } | undefined, own: string | undefined) =>
    ref?.kind === kind && ref.name === name && (ref.namespace ?? own) === namespace;
  const kustomizations = cluster.objects
    .ofKind<Kustomization>("Kustomization")
    .filter((k) => isIt(k.spec.sourceRef, k.metadata.namespace));
  const charts = cluster.objects
    .ofKind<HelmChart>("HelmChart")
    .filter((c) => isIt(c.spec.sourceRef, c.metadata.namespace));
  const releases = cluster.objects.ofKind<HelmRelease>("HelmRelease").filter((r) => {
    if (kind !== "HelmChart") return isIt(r.spec.chartRef, r.metadata.namespace);
    return chartName(r) === name && (r.spec.chart?.spec.sourceRef.namespace ?? r.metadata.namespace) === namespace;
  });
  return [...kustomizations, ...charts, ...releases].map(key);
}

function dependantsOf(cluster: Cluster, { kind, metadata }: KubeObject): string[] {
  const all =
    kind === "Kustomization"
      ? cluster.objects.ofKind<Kustomization>("Kustomization")
      : cluster.objects.ofKind<HelmRelease>("HelmRelease");
  return all
    .filter((other) =>
      (other.spec.dependsOn ?? []).some(
        (d) => d.name === metadata.name && (d.namespace ?? other.metadata.namespace) === metadata.namespace,
      ),
    )
    .map(key);
}

const key = (object: Pick<KubeObject, "kind" | "metadata">): string =>
  keyOf(object.kind, object.metadata.namespace ?? "", object.metadata.name);

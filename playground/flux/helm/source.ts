import type { Files } from "../../registry/tar.ts";
import { existing } from "../applying.ts";
import type { Cluster } from "../cluster.ts";
import { conditionOf, isReady } from "../conditions.ts";
import { fluxPath } from "../kinds.ts";
import type { AnySource, HelmChart, HelmRelease } from "../objects.ts";
import { type Chart, chartOf } from "./render.ts";

/** The chart of a release, or the sentence why there is none yet. */
export type ChartAnswer = { ok: true; chart: Chart } | { ok: false; why: string; loading?: boolean };

export const chartName = ({ metadata }: HelmRelease): string => `${metadata.namespace}-${metadata.name}`;

export async function chartFor(cluster: Cluster, release: HelmRelease): Promise<ChartAnswer> {
  const { chart, chartRef } = release.spec;
  const own = release.metadata.namespace ?? "default";
  if (chart) {
    const namespace = chart.spec.sourceRef.namespace ?? own;
    await ensureChart(cluster, release, namespace);
    return answer(cluster, "HelmChart", namespace, chartName(release));
  }
  if (!chartRef) return { ok: false, why: "the release names no chart" };
  return answer(cluster, chartRef.kind, chartRef.namespace ?? own, chartRef.name);
}

function answer(cluster: Cluster, kind: string, namespace: string, name: string): ChartAnswer {
  const source = cluster.objects.get<AnySource>(kind, namespace, name);
  const label = `${kind} '${namespace}/${name}'`;
  if (!source)
    return { ok: false, why: `could not get Source object: ${kind}.source.toolkit.fluxcd.io "${name}" not found` };
  if (source.status?.observedGeneration !== source.metadata.generation) {
    return { ok: false, why: `${label} is not ready: latest generation of object has not been reconciled` };
  }
  if (!isReady(source))
    return {
      ok: false,
      why: `${label} is not ready: ${conditionOf(source.status?.conditions, "Ready")?.message ?? ""}`,
    };
  const stored = cluster.artifacts.get(kind, namespace, name);
  if (stored?.revision !== source.status?.artifact?.revision) return { ok: false, why: "", loading: true };
  return { ok: true, chart: chartIn(kind, stored?.files ?? {}, stored?.revision ?? "") };
}

function chartIn(kind: string, files: Files, revision: string): Chart {
  return chartOf(files, kind === "OCIRepository" ? revision.slice(revision.lastIndexOf("@") + 1) : undefined);
}

/** helm-controller writes a HelmChart for each release that names its chart itself. */
async function ensureChart(cluster: Cluster, release: HelmRelease, namespace: string): Promise<void> {
  const { spec } = release.spec.chart ?? {};
  if (!spec) return;
  const name = chartName(release);
  const {
    chart,
    version = "*",
    interval = release.spec.interval,
    reconcileStrategy = "ChartVersion",
    sourceRef,
  } = spec;
  const wanted = {
    chart,
    version,
    interval,
    reconcileStrategy,
    sourceRef: { kind: sourceRef.kind, name: sourceRef.name },
  };
  const known = cluster.objects.get<HelmChart>("HelmChart", namespace, name);
  const same = known && JSON.stringify(pick(known.spec)) === JSON.stringify(pick(wanted));
  if (same) return;
  const labels = {
    "helm.toolkit.fluxcd.io/name": release.metadata.name,
    "helm.toolkit.fluxcd.io/namespace": release.metadata.namespace,
  };
  const object = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmChart",
    metadata: { name, namespace, labels },
    spec: wanted,
  };
  cluster.objects.put(
    await cluster.api.apply(
      `${fluxPath("HelmChart", namespace, name)}?fieldManager=helm-controller&force=true`,
      object,
    ),
  );
}

const pick = (spec: HelmChart["spec"]) => [
  spec.chart,
  spec.version,
  spec.interval,
  spec.sourceRef.kind,
  spec.sourceRef.name,
];

export async function removeChart(cluster: Cluster, release: HelmRelease): Promise<void> {
  const { chart } = release.spec;
  if (!chart) return;
  const path = fluxPath(
    "HelmChart",
    chart.spec.sourceRef.namespace ?? release.metadata.namespace ?? "default",
    chartName(release),
  );
  if (await existing(cluster, path)) await cluster.api.remove(path);
}

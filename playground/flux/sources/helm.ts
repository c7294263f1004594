import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { unpack } from "../../registry/tar.ts";
import { type Cluster, pathOf, writeStatus } from "../cluster.ts";
import { condition, isReady } from "../conditions.ts";
import { milliseconds } from "../durations.ts";
import type { AnySource, HelmChart, HelmRepository } from "../objects.ts";
import { newestIn } from "./ranges.ts";
import { listTags, locate, readLayer, readManifest } from "./registry-client.ts";
import { type Found, reconcileSource, SourceFailure } from "./source.ts";

type Index = { entries?: Record<string, { version: string; urls: string[] }[]> };

const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/** A repository of type oci has nothing to look at and no status of its own. */
export async function reconcileHelmRepository(cluster: Cluster, source: HelmRepository): Promise<number | undefined> {
  if (source.spec.type === "oci") return forgetStatus(cluster, source);
  return reconcileSource(cluster, source as unknown as AnySource, async () => {
    const text = await readIndex(source.spec.url);
    const revision = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    return {
      revision,
      file: `index-${revision.slice("sha256:".length)}.yaml`,
      alias: "index.yaml",
      news: `new index revision '${revision}'`,
      stored: `stored artifact: revision '${revision}'`,
      files: async () => ({ "index.yaml": text }),
    };
  });
}

/** The schema gives every new object an unobserved generation; Flux takes that away where nothing will be observed. */
async function forgetStatus(cluster: Cluster, source: HelmRepository): Promise<undefined> {
  if (source.status?.observedGeneration === undefined) return undefined;
  await cluster.api.merge(`${pathOf(source)}/status?fieldManager=source-controller`, {
    status: { observedGeneration: null },
  });
  return undefined;
}

async function readIndex(url: string): Promise<string> {
  const address = `${url.replace(/\/$/, "")}/index.yaml`;
  const failed = (why: string) =>
    new SourceFailure(
      "Failed",
      `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${address} : ${why}`,
    );
  const response = await fetch(address, { signal: AbortSignal.timeout(20_000) }).catch((error: unknown) => {
    throw failed((error as Error).message);
  });
  if (!response.ok) throw failed(`${response.status} ${response.statusText}`);
  return response.text();
}

export async function reconcileHelmChart(cluster: Cluster, chart: HelmChart): Promise<number | undefined> {
  const { sourceRef } = chart.spec;
  const namespace = chart.metadata.namespace ?? "default";
  const repository = cluster.objects.get<HelmRepository>("HelmRepository", namespace, sourceRef.name);
  if (!chart.metadata.deletionTimestamp && (!repository || !isUsable(repository)))
    return waitForRepository(cluster, chart);
  return reconcileSource(cluster, chart as unknown as AnySource, () => {
    if (!repository) throw new SourceFailure("SourceUnavailable", `HelmRepository '${sourceRef.name}' not found`);
    return repository.spec.type === "oci" ? fromRegistry(chart, repository) : fromIndex(cluster, chart, repository);
  });
}

const isUsable = (repository: HelmRepository): boolean =>
  repository.spec.type === "oci" || Boolean(repository.status?.artifact) || isReady(repository);

async function waitForRepository(cluster: Cluster, chart: HelmChart): Promise<number> {
  const { name } = chart.spec.sourceRef;
  const message = `failed to get source: HelmRepository.source.toolkit.fluxcd.io "${name}" not found`;
  await writeStatus(cluster, chart, {
    set: [
      condition("Ready", "False", "SourceUnavailable", message),
      condition("FetchFailed", "True", "SourceUnavailable", message),
    ],
  });
  return Math.min(milliseconds(chart.spec.interval, 60_000), cluster.pace.retryMs);
}

let lastIndex: { text: string; index: Index } | undefined;

/** Every chart of every cluster asks for the same index at every look: it is parsed when it is another. */
function parsedIndex(text: string): Index {
  if (lastIndex?.text !== text) lastIndex = { text, index: parse(text) as Index };
  return lastIndex.index;
}

async function fromIndex(cluster: Cluster, chart: HelmChart, repository: HelmRepository): Promise<Found> {
  const { namespace = "default", name } = repository.metadata;
  const text =
    cluster.artifacts.get("HelmRepository", namespace, name)?.files["index.yaml"] ??
    (await readIndex(repository.spec.url));
  const versions = parsedIndex(text).entries?.[chart.spec.chart] ?? [];
  const version = choose(
    chart,
    versions.map((v) => v.version),
  );
  const entry = versions.find((v) => v.version === version);
  const url = new URL(entry?.urls[0] ?? "", `${repository.spec.url.replace(/\/$/, "")}/`);
  return pulled(chart, version, repository.status?.artifact?.revision, async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    if (!response.ok)
      throw new SourceFailure("ChartPullError", `chart pull error: failed to fetch ${url} : ${response.status}`);
    return unpack(gunzipSync(Buffer.from(await response.arrayBuffer())));
  });
}

async function fromRegistry(chart: HelmChart, repository: HelmRepository): Promise<Found> {
  const { base } = locate(`${repository.spec.url}/${chart.spec.chart}`, repository.spec.insecure);
  const unknown = (error: unknown): never => {
    throw invalid(`could not get tags for "${chart.spec.chart}": ${(error as Error).message}`);
  };
  const tags = await listTags(base).catch(unknown);
  const version = choose(
    chart,
    tags.map((tag) => tag.replaceAll("_", "+")),
  );
  return pulled(chart, version, undefined, async () => {
    const { manifest } = await readManifest(base, version.replaceAll("+", "_"));
    return readLayer(base, manifest, CHART_LAYER);
  });
}

function choose(chart: HelmChart, versions: readonly string[]): string {
  const { version = "*" } = chart.spec;
  const found = versions.includes(version) ? version : newestIn(version, versions);
  if (found) return found;
  throw invalid(`no '${chart.spec.chart}' chart with version matching '${version}' found`);
}

const invalid = (why: string): SourceFailure =>
  new SourceFailure(
    "InvalidChartReference",
    `invalid chart reference: failed to get chart version for remote reference: ${why}`,
    true,
  );

function pulled(chart: HelmChart, version: string, sourceRevision: string | undefined, files: Found["files"]): Found {
  const message = `pulled '${chart.spec.chart}' chart with version '${version}'`;
  const observed = sourceRevision ? { observedSourceArtifactRevision: sourceRevision } : {};
  return {
    revision: version,
    file: `${chart.spec.chart}-${version}.tgz`,
    alias: "latest.tar.gz",
    news: message,
    stored: message,
    reason: "ChartPullSucceeded",
    fields: { observedChartName: chart.spec.chart, ...observed },
    files,
  };
}

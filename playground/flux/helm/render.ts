import { createHash } from "node:crypto";
import { parse } from "yaml";
import type { Files } from "../../registry/tar.ts";
import type { HelmRelease, KubeObject } from "../objects.ts";

/** A chart as far as the stand-in reads it. `version` carries the digest of an OCI chart as build metadata. */
export type Chart = { name: string; version: string; appVersion: string; values: Values; ociDigest?: string };
export type Values = { [key: string]: unknown };

export function chartOf(files: Files, ociDigest?: string): Chart {
  const file = (name: string) =>
    files[
      Object.keys(files).find((path) => /^[^/]+\//.test(path) && path.split("/").slice(1).join("/") === name) ?? ""
    ];
  const head = parse(file("Chart.yaml") ?? "{}") as { name: string; version: string; appVersion?: string };
  const version = ociDigest
    ? `${head.version}+${ociDigest.slice("sha256:".length, "sha256:".length + 12)}`
    : head.version;
  const values = (parse(file("values.yaml") ?? "{}") ?? {}) as Values;
  return { name: head.name, version, appVersion: String(head.appVersion ?? ""), values, ociDigest };
}

export function merged(base: Values, over: Values): Values {
  const result: Values = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isValues(before) && isValues(value) ? merged(before, value) : value;
  }
  return result;
}

const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As Flux names a set of values: key order does not matter. */
export function digestOf(values: Values): string {
  const sorted = JSON.stringify(values, (_key, value: unknown) =>
    isValues(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
  return `sha256:${createHash("sha256").update(sorted).digest("hex")}`;
}

/**
 * Values in place instead of templates: every chart here is one Deployment and its Service, with
 * `replicaCount` (or `replicas`) and `image.{repository,tag}`, where no tag means the app version.
 */
export function render(release: HelmRelease, chart: Chart, values: Values): KubeObject[] {
  const { name } = release.metadata;
  const namespace = release.spec.targetNamespace ?? release.metadata.namespace ?? "default";
  const all = merged(chart.values, values);
  const image = isValues(all.image) ? all.image : {};
  const tag = image.tag === undefined || image.tag === "" ? chart.appVersion : String(image.tag);
  const releaseName = release.spec.releaseName ?? name;
  const selector = { "app.kubernetes.io/instance": releaseName };
  const metadata = (): KubeObject["metadata"] => ({
    name: releaseName,
    namespace,
    labels: {
      "app.kubernetes.io/instance": releaseName,
      "app.kubernetes.io/managed-by": "Helm",
      "app.kubernetes.io/name": chart.name,
      "app.kubernetes.io/version": chart.appVersion,
      "helm.sh/chart": `${chart.name}-${chart.version}`.replaceAll("+", "_"),
      "helm.toolkit.fluxcd.io/name": name,
      "helm.toolkit.fluxcd.io/namespace": release.metadata.namespace ?? "default",
    },
    annotations: { "meta.helm.sh/release-name": releaseName, "meta.helm.sh/release-namespace": namespace },
  });
  const template = {
    metadata: { labels: { ...selector, "app.kubernetes.io/version": chart.appVersion } },
    spec: {
      containers: [
        {
          name: chart.name,
          image: `${String(image.repository ?? chart.name)}:${tag}`,
          ports: [{ name: "http", containerPort: 8080 }],
        },
      ],
    },
  };
  const replicas = Number(all.replicaCount ?? all.replicas ?? 1);
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(),
      spec: { selector, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata(),
      spec: { replicas, selector: { matchLabels: selector }, template },
    },
  ];
}

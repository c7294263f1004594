import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import type { Store } from "./store.ts";
import { type Files, pack } from "./tar.ts";

/** Where a published thing came from; it stands in the annotations, as `helm push`, `flux push` and buildx write them. */
export type Origin = { source: string; revision: string; created: Date };

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";

export type Chart = { name: string; version: string; appVersion?: string; description?: string; values?: object };

/** A chart as a tgz: Chart.yaml, values.yaml and one template, enough for `helm show` and for the Flux stand-in. */
export function chartArchive(chart: Chart, annotations?: Record<string, string>): Buffer {
  const { values = {}, ...head } = chart;
  const files: Files = {
    [`${chart.name}/Chart.yaml`]: stringify({ apiVersion: "v2", type: "application", ...head, annotations }),
    [`${chart.name}/values.yaml`]: stringify(values),
    [`${chart.name}/templates/deployment.yaml`]: deploymentTemplate,
  };
  return gzip(pack(files));
}

const deploymentTemplate = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicaCount }}
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
`;

/** Puts `<repository>:<version>` into the registry, `+` written `_` as Helm does. Answers the digest. */
export function publishChart(store: Store, repository: string, chart: Chart, origin: Origin): string {
  const { values: _, ...head } = chart;
  const annotations = { "org.opencontainers.image.revision": origin.revision };
  return publish(store, repository, chart.version.replaceAll("+", "_"), {
    config: [
      "application/vnd.cncf.helm.config.v1+json",
      json({ apiVersion: "v2", type: "application", ...head, annotations }),
    ],
    layers: [["application/vnd.cncf.helm.chart.content.v1.tar+gzip", chartArchive(chart, annotations)]],
    annotations: {
      ...annotationsOf(origin),
      "org.opencontainers.image.title": chart.name,
      "org.opencontainers.image.version": chart.version,
    },
  });
}

/** What `flux push artifact` writes. `revision` is `<branch or tag>@sha1:<commit>`. */
export function publishArtifact(store: Store, repository: string, tag: string, files: Files, origin: Origin): string {
  return publish(store, repository, tag, {
    config: ["application/vnd.cncf.flux.config.v1+json", Buffer.from("{}")],
    layers: [["application/vnd.cncf.flux.content.v1.tar+gzip", gzip(pack(files))]],
    annotations: annotationsOf(origin),
  });
}

/** A container image for two architectures; nothing runs it, so its layers say only whose they are. */
export function publishImage(store: Store, repository: string, tag: string, origin: Origin): string {
  const labels = { ...annotationsOf(origin), "org.opencontainers.image.version": tag };
  const manifests = (["amd64", "arm64"] as const).map((architecture) => {
    const layer = gzip(pack({ "app/version": `${repository} ${tag} ${architecture}\n` }));
    const config = {
      architecture,
      os: "linux",
      created: origin.created.toISOString(),
      config: { Labels: labels },
      rootfs: { type: "layers", diff_ids: [] },
    };
    const bytes = manifestBytes(store, repository, {
      config: ["application/vnd.oci.image.config.v1+json", json(config)],
      layers: [["application/vnd.oci.image.layer.v1.tar+gzip", layer]],
      annotations: labels,
    });
    const digest = store.putManifest(repository, `sha256:${"0".repeat(64)}`, MANIFEST, bytes);
    return { mediaType: MANIFEST, digest, size: bytes.length, platform: { architecture, os: "linux" } };
  });
  const index = { schemaVersion: 2, mediaType: INDEX, manifests, annotations: labels };
  return store.putManifest(repository, tag, INDEX, json(index));
}

type Parts = { config: [string, Buffer]; layers: [string, Buffer][]; annotations: Record<string, string> };

function publish(store: Store, repository: string, tag: string, parts: Parts): string {
  return store.putManifest(repository, tag, MANIFEST, manifestBytes(store, repository, parts));
}

function manifestBytes(store: Store, repository: string, { config, layers, annotations }: Parts): Buffer {
  const described = ([mediaType, bytes]: [string, Buffer]) => ({
    mediaType,
    digest: store.putBlob(repository, bytes),
    size: bytes.length,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: described(config),
    layers: layers.map(described),
    annotations,
  };
  return json(manifest);
}

function annotationsOf(origin: Origin): Record<string, string> {
  return {
    "org.opencontainers.image.created": seconds(origin.created),
    "org.opencontainers.image.revision": origin.revision,
    "org.opencontainers.image.source": origin.source,
  };
}

const seconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
/** Level 1 and no time in the header: the same bytes on every run. */
const gzip = (bytes: Buffer): Buffer => gzipSync(bytes, { level: 1 });

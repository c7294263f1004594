import { repositoryOf } from "../files.ts";
import type { Repository } from "../types.ts";

/** Small Flux repositories for tests: `clusters/<name>` apply `./apps/<name>`, and what else is given. */
export function sample(files: Record<string, string>, ...clusters: string[]): Repository {
  const names = clusters.length > 0 ? clusters : ["production"];
  const all: Record<string, string> = {};
  for (const name of names) {
    all[`clusters/${name}/flux-system/gotk-sync.yaml`] = sync(name);
    all[`clusters/${name}/apps.yaml`] = fluxKustomization("apps", `./apps/${name}`);
  }
  return repositoryOf({ ...all, ...files });
}

function sync(name: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec:
  url: https://git.example.com/fleet
  ref: {branch: main}
---
${fluxKustomization("flux-system", `./clusters/${name}`)}`;
}

export function fluxKustomization(name: string, path: string, more = ""): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${more}`;
}

export const helmRepository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: shop}
spec: {url: "https://charts.example.com"}
`;

/** A HelmRelease `shop/web` of chart `web`; \`more\` is indented by two. */
export function release(version: string | null, more = ""): string {
  return `${helmRepository}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
  namespace: shop
spec:
  interval: 10m
  chart:
    spec:
      chart: web
${version === null ? "" : `      version: ${version}\n`}      sourceRef: {kind: HelmRepository, name: charts}
${more}`;
}

/** A HelmRelease `shop/web` that takes its chart from a source of its own. */
export function releaseFrom(kind: string, spec: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: ${kind}
metadata: {name: web, namespace: shop}
spec:
${spec}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  interval: 10m
  chartRef: {kind: ${kind}, name: web}
`;
}

export function workload(image: string, name = "web"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;
}

export function kustomization(body: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${body}`;
}

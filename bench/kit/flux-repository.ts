/**
 * Flux repositories of any size for four clusters, laid out as real ones are. Listed: overlays per environment that list
 * one half of the services over a base, and for the other half a Flux Kustomization per service and cluster, with a
 * variable for the version. Own: a folder with overlays for each service, and a Flux Kustomization of its own.
 */
export type Layout = "listed" | "own";
export const clusters = ["development", "staging", "production-eu", "production-us"] as const;
/** What Flux substitutes. */
const variable = "$" + "{version}";
const environments = ["development", "staging", "production"] as const;

/** About `size` files; service 0 and its neighbours are like all the others. */
export function fluxRepository(size: number, layout: Layout = "listed"): Map<string, string> {
  const files = layout === "own" ? ownRepository(size) : listedRepository(size);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownRepository(size: number): Map<string, string> {
  const files = begun();
  const names: string[] = [];
  for (let i = 0; files.size < size - clusters.length; i++) {
    const name = `service-${i}`;
    names.push(name);
    files.set(`apps/${name}/base/kustomization.yaml`, kustomization(["release.yaml", "config.yaml"]));
    files.set(`apps/${name}/base/release.yaml`, release(name, "1.0.0"));
    files.set(`apps/${name}/base/config.yaml`, config(name));
    for (const environment of environments) {
      files.set(`apps/${name}/${environment}/kustomization.yaml`, kustomization(["../base"], ["version.yaml"]));
      files.set(`apps/${name}/${environment}/version.yaml`, patch(name, versionFor(i, environment)));
    }
    for (const cluster of clusters)
      files.set(`clusters/${cluster}/apps/${name}.yaml`, applied(name, `./apps/${name}/${environmentOf(cluster)}`));
  }
  const listed = ["flux-system/gotk-sync.yaml", "sources.yaml", ...names.map((name) => `apps/${name}.yaml`)];
  for (const cluster of clusters) files.set(`clusters/${cluster}/kustomization.yaml`, kustomization(listed));
  return files;
}

/** What every layout begins with. */
function begun(): Map<string, string> {
  const files = new Map<string, string>();
  for (const cluster of clusters) {
    files.set(`clusters/${cluster}/flux-system/gotk-sync.yaml`, sync(cluster));
    files.set(`clusters/${cluster}/sources.yaml`, applied("sources", "./sources"));
  }
  files.set("CODEOWNERS", "* @example/platform\n/apps/base/service-1*/ @example/shop\n");
  files.set("sources/kustomization.yaml", kustomization(["charts.yaml"]));
  files.set("sources/charts.yaml", charts);
  return files;
}

function listedRepository(size: number): Map<string, string> {
  const files = begun();
  for (const cluster of clusters)
    files.set(`clusters/${cluster}/apps.yaml`, applied("apps", `./apps/${environmentOf(cluster)}`));
  const overlaid: string[] = [];
  for (let i = 0; files.size < size - environments.length; i++) {
    const name = `service-${i}`;
    files.set(`apps/base/${name}/kustomization.yaml`, kustomization(["release.yaml", "config.yaml"]));
    files.set(`apps/base/${name}/release.yaml`, release(name, i % 2 === 0 ? "1.0.0" : variable));
    files.set(`apps/base/${name}/config.yaml`, config(name));
    if (i % 2 === 0) {
      overlaid.push(name);
      for (const environment of environments)
        files.set(`apps/${environment}/patches/${name}.yaml`, patch(name, versionFor(i, environment)));
    } else
      for (const cluster of clusters)
        files.set(
          `clusters/${cluster}/services/${name}.yaml`,
          applied(name, `./apps/base/${name}`, versionFor(i, environmentOf(cluster))),
        );
  }
  for (const environment of environments)
    files.set(
      `apps/${environment}/kustomization.yaml`,
      kustomization(
        overlaid.map((name) => `../base/${name}`),
        overlaid.map((name) => `patches/${name}.yaml`),
      ),
    );
  return files;
}

/** Another version in the place where one service declares it for one environment. */
export function moved(files: ReadonlyMap<string, string>, service: number, environment: number, version: string) {
  const name = `service-${service}`;
  const where = environments[environment % environments.length] ?? "staging";
  const path = [
    `apps/${name}/${where}/version.yaml`,
    `apps/${where}/patches/${name}.yaml`,
    `clusters/${clusters[environment % clusters.length]}/services/${name}.yaml`,
  ].find((each) => files.has(each));
  const text = path && files.get(path);
  if (path === undefined || text === undefined) throw new Error(`There is no ${name}.`);
  return { path, text: text.replace(/(version|tag): "?\d+\.\d+\.\d+"?/g, `$1: ${version}`) };
}

/** The files of one more service with a Flux Kustomization of its own on each cluster: like another one, and listed right behind it. */
export function joined(files: ReadonlyMap<string, string>, service: number, name: string): Map<string, string> {
  const from = `service-${service}`;
  const push = new Map<string, string>();
  for (const [path, text] of files) {
    if (path.startsWith(`apps/${from}/`) || path.endsWith(`/apps/${from}.yaml`))
      push.set(path.replaceAll(from, name), text.replaceAll(from, name));
  }
  for (const cluster of clusters) {
    const list = `clusters/${cluster}/kustomization.yaml`;
    const line = `  - apps/${from}.yaml\n`;
    push.set(list, (files.get(list) ?? "").replace(line, line + line.replace(from, name)));
  }
  return push;
}

function environmentOf(cluster: string): string {
  return cluster.replace(/-.*/, "");
}

function versionFor(i: number, environment: string): string {
  return `1.${i % 40}.${environments.length - environments.indexOf(environment as (typeof environments)[number])}`;
}

const list = (items: readonly string[]): string => items.map((each) => `  - ${each}\n`).join("");

function kustomization(resources: readonly string[], patches: readonly string[] = []): string {
  const said = patches.length > 0 ? `patches:\n${patches.map((each) => `  - path: ${each}\n`).join("")}` : "";
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${list(resources)}${said}`;
}

function sync(cluster: string): string {
  return `# This manifest was generated by flux. DO NOT EDIT.
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m0s
  ref:
    branch: main
  secretRef:
    name: flux-system
  url: https://git.example.com/example/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m0s
  path: ./clusters/${cluster}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}

function applied(name: string, path: string, version?: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m0s
  retryInterval: 2m0s
  timeout: 5m0s
  path: ${path}
  prune: true
  wait: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${version === undefined ? "" : `  postBuild:\n    substitute:\n      version: ${version}\n`}`;
}

const charts = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: charts
  namespace: apps
spec:
  interval: 1h
  url: https://charts.example.com
`;

function release(name: string, version: string): string {
  return `# The release of ${name}.
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: example
spec:
  interval: 30m
  timeout: 10m
  releaseName: ${name}
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: charts
      interval: 1h
  install:
    remediation:
      retries: 3
  upgrade:
    remediation:
      retries: 3
      strategy: rollback
  values:
    replicaCount: 2
    resources:
      requests:
        cpu: 100m
        memory: 128Mi
      limits:
        memory: 256Mi
    ingress:
      enabled: true
      className: nginx
      hosts:
        - host: ${name}.example.com
          paths:
            - path: /
              pathType: Prefix
    env:
      - name: LOG_LEVEL
        value: info
      - name: UPSTREAM
        value: "http://gateway.apps.svc:8080"
`;
}

function config(name: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}-config
  namespace: apps
data:
  settings.yaml: |
    server:
      port: 8080
      timeouts:
        read: 10s
        write: 10s
    features:
      search: true
      checkout: false
  banner.txt: |
    Welcome to ${name}.
`;
}

function patch(name: string, version: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
  chart:
    spec:
      version: ${version}
  values:
    replicaCount: 3
`;
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { fluxRepository } from "../../bench/kit/flux-repository.ts";

/**
 * A fleet in which services come, go, and move: who applies what changes with every push. Each service has a Flux
 * Kustomization of its own; some of them take variables, apply others, go to another cluster, or are made by a ResourceSet.
 */
export type Push = { does: number; at: number; to: number };

type Files = Map<string, string>;

const FLUX = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
const CLUSTERS = ["development", "staging", "production-eu", "production-us"] as const;
const NAMES = ["service-0", "service-1", "service-2", "a-first", "middle", "service-0-staging", "zz-last"] as const;

const applied = (name: string, path: string, more = "") =>
  `${FLUX}metadata: {name: "${name}", namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;

const values = (name: string, version: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: flux-system}\ndata: {version: ${version}, where: eu}\n`;

const workload = (name: string, image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: apps}\nspec: {template: {spec: {containers: [{name: ${name}, image: "${image}"}]}}}\n`;

const take = (name: string) => `  postBuild: {substituteFrom: [{kind: ConfigMap, name: ${name}}]}\n`;

const LIST = "clusters/staging/kustomization.yaml";
const fleet = fluxRepository(45, "own");
const more = ["more", "settings", "zz-late"].map((name) => `  - ${name}.yaml\n`).join("");

export const movingFleet: ReadonlyMap<string, string> = new Map(
  [
    ...fleet,
    [LIST, `${fleet.get(LIST)}${more}`] as const,
    ["clusters/staging/more.yaml", applied("more", "./more", take("settings"))] as const,
    ["clusters/staging/settings.yaml", values("settings", "1.0.0")] as const,
    ["clusters/staging/zz-late.yaml", applied("zz-late", "./late")] as const,
    // What is met after those who ask for what it gives: they are built twice.
    ["late/deep.yaml", applied("deep", "./deep")] as const,
    ["deep/values.yaml", values("late", "2.0.0")] as const,
    ["more/shop.yaml", workload("shop", "registry.example/shop:${version:=0.1.0}")] as const,
    ["more/inner.yaml", applied("inner", "./inner/${where:=us}", take("late"))] as const,
    ["inner/eu/api.yaml", workload("api", "registry.example/api:${version:=0.2.0}")] as const,
    ["inner/eu/twice.yaml", applied("twice-${version:=none}", "./more/nowhere")] as const,
    ["solo/solo.yaml", workload("solo", "registry.example/solo:1.0.0")] as const,
    ["inner/us/api.yaml", workload("api", "registry.example/api:1.1.1")] as const,
  ].sort(([a], [b]) => (a < b ? -1 : 1)),
);

const pick = <T>(all: readonly T[], by: number): T => all[by % all.length] as T;

const isList = (path: string): boolean => /^clusters\/[^/]+\/kustomization\.yaml$/.test(path);

/** Changes the text of every file of which the path fits. */
function edit(files: Files, fits: (path: string) => boolean, change: (text: string, path: string) => string): void {
  for (const [path, text] of [...files]) if (fits(path)) files.set(path, change(text, path));
}

const ofCluster = (path: string, cluster: string): boolean => path.startsWith(`clusters/${cluster}/`);

/** In its place among the others, at the front, or at the end. */
function listed(text: string, name: string, to: number): string {
  const lines = text.trimEnd().split("\n");
  const first = lines.indexOf("resources:") + 1;
  const line = `  - apps/${name}.yaml`;
  if (first === 0 || lines.includes(line)) return text;
  lines.splice(first + (to % (lines.length - first + 1)), 0, line);
  return `${lines.join("\n")}\n`;
}

const unlisted = (text: string, name: string): string => text.replace(`  - apps/${name}.yaml\n`, "");

/** The Flux Kustomization of a service on a cluster, in another form. */
function reapplied(files: Files, { at, to }: Push, change: (text: string) => string): void {
  const path = `clusters/${pick(CLUSTERS, to)}/apps/${pick(NAMES, at)}.yaml`;
  const text = files.get(path);
  if (text !== undefined) files.set(path, change(text));
}

function copied(files: Files, from: string, to: string, some: (path: string) => boolean): void {
  for (const [path, text] of [...files]) {
    if (!(path.includes(`/${from}/`) || path.endsWith(`/${from}.yaml`)) || !some(path)) continue;
    files.set(path.replaceAll(from, to), text.replaceAll(from, to));
  }
}

function added(files: Files, name: string, { to }: Push, where: readonly string[]): void {
  const from = NAMES.find((each) => files.has(`apps/${each}/base/release.yaml`)) ?? "service-0";
  copied(files, from, name, (path) => path.startsWith("apps/") || where.some((cluster) => ofCluster(path, cluster)));
  edit(
    files,
    (path) => isList(path) && where.some((each) => ofCluster(path, each)),
    (text) => listed(text, name, to),
  );
}

function removed(files: Files, name: string, where: readonly string[]): void {
  for (const path of [...files.keys()])
    if (where.some((cluster) => path === `clusters/${cluster}/apps/${name}.yaml`)) files.delete(path);
  if (where.length === CLUSTERS.length)
    for (const path of [...files.keys()]) if (path.startsWith(`apps/${name}/`)) files.delete(path);
  edit(
    files,
    (path) => isList(path) && where.some((each) => ofCluster(path, each)),
    (text) => unlisted(text, name),
  );
}

const SET = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: set, namespace: flux-system}
spec:
  inputs: [{app: back}]
  resources:
    - ${applied("<< inputs.app >>", "./more").replaceAll("\n", "\n      ").trimEnd()}
`;

const DISABLED = ", annotations: {fluxcd.controlplane.io/reconcile: disabled}";
const leftOut = ({ to }: Push) =>
  `metadata:\n  annotations: {kustomize.toolkit.fluxcd.io/reconcile: ${to % 2 === 0 ? "disabled" : "enabled"}}\n`;

/** What a push may do: each takes the files and what to choose by. */
const pushes: readonly ((files: Files, push: Push) => void)[] = [
  (files, push) => added(files, pick(NAMES, push.at), push, CLUSTERS),
  (files, push) => removed(files, pick(NAMES, push.at), CLUSTERS),
  (files, push) => added(files, pick(NAMES, push.at), push, [pick(CLUSTERS, push.to)]),
  (files, push) => removed(files, pick(NAMES, push.at), [pick(CLUSTERS, push.to)]),
  // Two at once, and one in the place of another.
  (files, push) => {
    removed(files, pick(NAMES, push.at), CLUSTERS);
    added(files, pick(NAMES, push.to), push, CLUSTERS);
  },
  // Another name, another folder, another source.
  (files, push) => reapplied(files, push, (text) => text.replace(/name: [\w-]+/, `name: renamed-${push.to % 2}`)),
  (files, push) => reapplied(files, push, (text) => text.replace(/name: [\w-]+/, `name: ${pick(NAMES, push.to)}`)),
  (files, push) =>
    reapplied(files, push, (text) => text.replace(/path: .*/, `path: ./apps/${pick(NAMES, push.to)}/staging`)),
  (files, push) =>
    reapplied(files, push, (text) =>
      text.replace(/path: .*/, `path: ./${pick(["more", "late", "nowhere", "inner/us", "solo"], push.to)}`),
    ),
  (files, push) =>
    reapplied(files, push, (text) =>
      text.replace(
        /kind: (Git|OCI)Repository\n( *)name: .*/,
        `kind: ${pick(["Git", "OCI"], push.at)}Repository\n$2name: ${pick(["flux-system", "again", "elsewhere"], push.to)}`,
      ),
    ),
  (files, push) => reapplied(files, push, (text) => text.replace("namespace: flux-system", "namespace: apps")),
  // What it takes, and where it goes.
  (files, push) =>
    reapplied(files, push, (text) => `${text.trimEnd()}\n${take(pick(["settings", "late", "nowhere"], push.to))}`),
  (files, push) => reapplied(files, push, (text) => text.replace(/ {2}postBuild: .*\n/, "")),
  (files, push) =>
    reapplied(files, push, (text) => `${text.trimEnd()}\n  kubeConfig: {secretRef: {name: edge-kubeconfig}}\n`),
  (files, push) => reapplied(files, push, (text) => text.replace(/ {2}kubeConfig: .*\n/, "")),
  (files, push) => reapplied(files, push, (text) => text.replace("interval: 10m0s", `interval: ${push.to % 9}m0s`)),
  (files, push) => reapplied(files, push, (text) => `# Looked at.\n${text}`),
  // It is suspended, or goes on; or what it applies is, or is left out.
  (files, push) =>
    reapplied(files, push, (text) => text.replace(/(?: {2}suspend: .*\n)?$/, `  suspend: ${push.at % 3 === 0}\n`)),
  (files, push) =>
    reapplied(files, push, (text) => text.replace(/metadata:\n(?: {2}annotations: .*\n)?/, leftOut(push))),
  (files, push) =>
    edit(
      files,
      (path) => path === `apps/${pick(NAMES, push.at)}/base/release.yaml`,
      (text) => text.replace(/metadata:\n(?: {2}annotations: .*\n)?/, leftOut(push)),
    ),
  (files, { to }) =>
    edit(
      files,
      (path) => path.endsWith("/set.yaml"),
      (text) => text.replace(/(name: set, namespace: flux-system)[^\n]*/, `$1${to % 2 === 0 ? DISABLED : ""}}`),
    ),
  // It applies another one, or a set of them, or what others ask for.
  (files, { at, to }) =>
    nested(files, pick(NAMES, at), "inner.yaml", applied(`inner-${to % 3}`, `./apps/${pick(NAMES, to)}/staging`)),
  (files, { at, to }) =>
    nested(files, pick(NAMES, at), "inner.yaml", applied(pick(NAMES, to), "./late", take("settings"))),
  (files, { at, to }) =>
    nested(files, pick(NAMES, at), "values.yaml", values(pick(["settings", "late", "other"], to), "3.0.0")),
  (files, { at }) => nested(files, pick(NAMES, at), "set.yaml", SET),
  (files, { at }) =>
    nested(
      files,
      pick(NAMES, at),
      "secret.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: secret, namespace: apps}\nsops: {version: 3.8.0}\n",
    ),
  (files, { at, to }) =>
    nested(files, pick(NAMES, at), "source.yaml", source(pick(["again", "elsewhere", "flux-system"], to))),
  (files, { at, to }) =>
    nested(
      files,
      pick(NAMES, at),
      "same.yaml",
      workload(pick(["shop", "api", "same"], to), "registry.example/same:1.0.0"),
    ),
  (files, { at }) => {
    for (const path of [...files.keys()])
      if (/\/(?:inner|values|set|secret|source|same)\.yaml$/.test(path) && path.startsWith(`apps/${pick(NAMES, at)}/`))
        files.delete(path);
    edit(
      files,
      (path) => path === `apps/${pick(NAMES, at)}/base/kustomization.yaml`,
      (text) => text.replace(/ {2}- (?!release|config).*\n/g, ""),
    );
  },
  // What lists them does more, or in another order.
  (files, { at }) =>
    edit(
      files,
      (path) => isList(path) && ofCluster(path, pick(CLUSTERS, at)),
      (text) => `${text}sortOptions: {order: fifo}\n`,
    ),
  (files, { at }) =>
    edit(
      files,
      (path) => isList(path) && ofCluster(path, pick(CLUSTERS, at)),
      (text) => `${text}commonAnnotations: {by: list}\n`,
    ),
  (files, { at }) =>
    edit(
      files,
      (path) => isList(path) && ofCluster(path, pick(CLUSTERS, at)),
      (text) => text.replace(/^(?:sortOptions|commonAnnotations).*\n/gm, ""),
    ),
  (files, { at, to }) =>
    edit(
      files,
      (path) => isList(path) && ofCluster(path, pick(CLUSTERS, at)),
      (text) => {
        const lines = text.split("\n");
        const from = lines.findIndex((line) => line.startsWith("  - apps"));
        if (from === -1) return text;
        const [one = ""] = lines.splice(from + (to % 3), 1);
        lines.splice(from, 0, one);
        return lines.join("\n");
      },
    ),
  (files, { at }) =>
    edit(
      files,
      (path) => path === "deep/values.yaml" || path.endsWith("settings.yaml"),
      (text) => text.replace(/version: [\d.]+/, `version: ${at % 9}.0.0`),
    ),
  // What was built more than once, for its variables came late.
  (files, { at, to }) =>
    edit(
      files,
      (path) => path === "inner/eu/twice.yaml",
      (text) =>
        text
          .replace(/name: "\w+/, `name: "${pick(["twice", "again", "more"], at)}`)
          .replace(/path: .*/, `path: ./${pick(["late", "more/nowhere", "inner/us", "solo"], to)}`),
    ),
  (files, { at }) => files.set("inner/eu/api.yaml", workload("api", `registry.example/api:1.${at % 9}.0`)),
  // A version, the common case.
  (files, { at, to }) =>
    edit(
      files,
      (path) => path === `apps/${pick(NAMES, at)}/${pick(["staging", "production", "base"], to)}/version.yaml`,
      (text) => text.replace(/version: .*/, `version: 7.${to % 30}.0`),
    ),
];

const source = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: https://git.example.com/example/fleet, ref: {branch: main}}\n`;

function nested(files: Files, name: string, file: string, text: string): void {
  const list = files.get(`apps/${name}/base/kustomization.yaml`);
  if (list === undefined) return;
  files.set(`apps/${name}/base/${file}`, text);
  if (!list.includes(file)) files.set(`apps/${name}/base/kustomization.yaml`, `${list}  - ${file}\n`);
}

export function movedBy(files: ReadonlyMap<string, string>, push: Push): Map<string, string> {
  const next = new Map(files);
  pick(pushes, push.does)(next, push);
  return new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

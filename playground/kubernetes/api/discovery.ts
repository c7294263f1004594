import { createHash } from "node:crypto";
import type { Dict } from "../objects.ts";
import { apiVersionOf, type Kind, reviewKinds } from "../schema/kinds.ts";
import type { Registry } from "../schema/registry.ts";

const builtinVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const customVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subVerbs = ["get", "patch", "update"];

// The real server's order: its own groups as they were added to it, then custom ones by name.
const ownGroups = [
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "apiextensions.k8s.io",
  "coordination.k8s.io",
];

interface Version {
  version: string;
  kinds: Kind[];
}

interface Group {
  name: string;
  versions: Version[];
}

function groups(registry: Registry): Group[] {
  const byGroup = Map.groupBy(registry.all(), (kind) => kind.group);
  for (const { group } of reviewKinds) if (!byGroup.has(group)) byGroup.set(group, []);
  byGroup.delete("");
  const place = (name: string) => (ownGroups.includes(name) ? ownGroups.indexOf(name) : ownGroups.length);
  const names = [...byGroup.keys()].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return names.map((name) => {
    const kinds = byGroup.get(name) ?? [];
    const versions = [
      ...new Set([...kinds.map((kind) => kind.version), ...reviewsOf(name).map((kind) => kind.version)]),
    ];
    const sorted = versions.sort((a, b) => priority(b) - priority(a) || (a < b ? 1 : -1));
    return {
      name,
      versions: sorted.map((version) => ({ version, kinds: kinds.filter((kind) => kind.version === version) })),
    };
  });
}

/** Stable before beta before alpha, newer before older: Kubernetes' own rule. */
function priority(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return -1;
  const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return stage * 1e6 + Number(match[1]) * 1e3 + Number(match[3] ?? 0);
}

function reviewsOf(group: string) {
  return reviewKinds.filter((kind) => kind.group === group);
}

export function apiVersions(address: string): Dict {
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress: address }];
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs };
}

export function apiGroups(registry: Registry): Dict {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups(registry).map(groupOf) };
}

function groupOf({ name, versions }: Group): Dict {
  const each = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: each, preferredVersion: each[0] };
}

export function apiGroup(registry: Registry, name: string): Dict | undefined {
  const group = groups(registry).find((known) => known.name === name);
  return group && { kind: "APIGroup", apiVersion: "v1", ...groupOf(group) };
}

export function apiResources(registry: Registry, group: string, version: string): Dict | undefined {
  const kinds = registry.all().filter((kind) => kind.group === group && kind.version === version);
  const reviews = reviewKinds.filter((kind) => kind.group === group && kind.version === version);
  if (kinds.length + reviews.length === 0) return undefined;
  const resources = [
    ...kinds.flatMap((kind) => [resource(kind), ...kind.subresources.map((sub) => subresource(kind, sub))]),
    ...reviews.map(({ plural, kind }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced: plural.startsWith("local"),
      kind,
      verbs: ["create"],
    })),
  ];
  if (group === "") resources.push(tokenRequest, podLog);
  const own = ownGroups.includes(group) || group === "";
  return {
    kind: "APIResourceList",
    ...(own && group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersionOf({ group, version }),
    resources,
  };
}

const tokenRequest = {
  name: "serviceaccounts/token",
  singularName: "",
  namespaced: true,
  group: "authentication.k8s.io",
  version: "v1",
  kind: "TokenRequest",
  verbs: ["create"],
};
const podLog = { name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] };

function resource(kind: Kind): Dict & { name: string } {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    storageVersionHash: createHash("sha256")
      .update(`${kind.key}/${kind.version}`)
      .digest("base64")
      .slice(0, 11)
      .concat("="),
  };
}

function verbsOf(kind: Kind): string[] {
  if (!kind.builtin) return customVerbs;
  // Namespaces are not deleted by the dozen.
  return kind.key === "/namespaces" ? builtinVerbs.filter((verb) => verb !== "deletecollection") : builtinVerbs;
}

function subresource(kind: Kind, sub: string): Dict & { name: string } {
  const scale = sub === "scale" ? { group: "autoscaling", version: "v1", kind: "Scale" } : { kind: kind.kind };
  return { name: `${kind.plural}/${sub}`, singularName: "", namespaced: kind.namespaced, ...scale, verbs: subVerbs };
}

/** All of it in one document: what newer clients ask for first. `core` is for `/api`. */
export function aggregated(registry: Registry, core: boolean): Dict {
  const chosen = core
    ? [{ name: "", versions: [{ version: "v1", kinds: registry.all().filter((kind) => kind.group === "") }] }]
    : groups(registry);
  const items = chosen.map(({ name, versions }) => ({
    metadata: { ...(name ? { name } : {}) },
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: [...kinds.map(aggregatedResource), ...reviewsOf(name).map(aggregatedReview)],
      freshness: "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function aggregatedResource(kind: Kind): Dict {
  const responseKind = {
    group: kind.builtin ? "" : kind.group,
    version: kind.builtin ? "" : kind.version,
    kind: kind.kind,
  };
  const subresources = kind.subresources.map((sub) => ({ subresource: sub, responseKind, verbs: subVerbs }));
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

function aggregatedReview({ plural, kind }: (typeof reviewKinds)[number]): Dict {
  return {
    resource: plural,
    responseKind: { group: "", version: "", kind },
    scope: plural.startsWith("local") ? "Namespaced" : "Cluster",
    singularResource: kind.toLowerCase(),
    verbs: ["create"],
  };
}

export const version = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.3",
  gitCommit: "stand-in",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "none",
  platform: "linux/amd64",
};

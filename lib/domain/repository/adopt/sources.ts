import { scalarAt } from "../objects.ts";
import { type scalarText, textAt } from "../tree.ts";
import type { ManifestObject, Path } from "../types.ts";
import { type Applied, type ClusterObjects, referred } from "./applied.ts";
import { chainFor, type Written, writtenAt } from "./place.ts";
import type { ChainStep, ReleaseSource, VersionForm } from "./types.ts";

/** A version of an object, with its place, its way, and where its releases are found. */
export type VersionFound = Written & {
  form: VersionForm;
  /** What it is the version of, for people: `chart podinfo`, `image ghcr.io/org/app`. */
  what: string;
  digest?: string;
  source?: ReleaseSource;
  chain: ChainStep[];
  image?: string;
  chart?: string;
};

export function wholeScalar(
  object: ManifestObject,
  path: Path,
  form: VersionForm,
): (Written & { chain: ChainStep[]; form: VersionForm }) | null {
  const scalar = scalarAt(object, path);
  if (!scalar || (scalar.value === null && !scalar.parts)) return null;
  const length = scalar.parts ? scalar.parts.reduce((n, part) => n + part.text.length, 0) : textLength(scalar);
  const written = writtenAt(object, path, 0, length, form);
  return { ...written, form: written.place?.form ?? form, chain: chainFor(object, path) };
}

function textLength(scalar: Parameters<typeof scalarText>[0]): number {
  return (typeof scalar.value === "string" ? scalar.value : scalar.text).length;
}

/** In the order in which source-controller looks: the first that is set decides. */
const OCI_REFS = [
  ["digest", "oci-digest"],
  ["semver", "oci-semver"],
  ["tag", "oci-tag"],
] as const;
const GIT_REFS = [
  ["commit", "git-commit"],
  ["name", "git-name"],
  ["semver", "git-semver"],
  ["tag", "git-tag"],
  ["branch", "git-branch"],
] as const;

/** The version that a source object asks for. A source that names none takes Flux's default: `latest`, `master`. */
export function versionOfSource(source: ManifestObject): VersionFound | null {
  const url = textAt(source.tree, "spec", "url") ?? "";
  const isGit = source.kind === "GitRepository";
  if (!isGit && source.kind !== "OCIRepository") return null;
  const releases: ReleaseSource = { kind: isGit ? "git" : "oci", url };
  const filter = textAt(source.tree, "spec", "ref", "semverFilter");
  if (filter !== undefined) releases.semverFilter = filter;
  const what = isGit ? `commits of ${url}` : `artifact ${url}`;
  for (const [field, form] of isGit ? GIT_REFS : OCI_REFS) {
    const found = wholeScalar(source, ["spec", "ref", field], form);
    if (found) return { ...found, what, source: releases };
  }
  const anchor = wholeScalar(source, ["spec", "url"], "absent");
  const version = isGit ? "master" : "latest";
  const locked = `No ref is written, so Flux takes ${version}. Write one before it is promoted.`;
  const place = anchor?.place ? { ...anchor.place, form: "absent" as const, locked } : null;
  return {
    version,
    place,
    unresolved: [],
    form: "absent",
    what,
    source: releases,
    chain: anchor?.chain ?? [],
    target: { object: source, path: ["spec", "ref", "tag"] },
  };
}

/** The chart of a HelmRelease: its version stands in the release itself, or in the source that it takes the chart from. */
export function chartOf(cluster: ClusterObjects, release: ManifestObject): VersionFound | null {
  const byRef = referred(cluster, release, "spec", "chartRef");
  if (byRef) return chartOfReference(cluster, byRef.key, byRef.found);
  const chart = textAt(release.tree, "spec", "chart", "spec", "chart");
  if (chart === undefined) return null;
  return chartOfTemplate(cluster, release, ["spec", "chart", "spec"], chart);
}

function chartOfReference(cluster: ClusterObjects, key: string, found: Applied | undefined): VersionFound | null {
  if (found?.object.kind === "HelmChart") {
    const chart = textAt(found.object.tree, "spec", "chart") ?? "";
    return chartOfTemplate(cluster, found.object, ["spec"], chart);
  }
  const version = found && versionOfSource(found.object);
  const name = key.slice(key.lastIndexOf("/") + 1);
  return version
    ? {
        ...version,
        chart: version.source?.url.replace(/^.*\//, "") ?? name,
        what: `chart ${version.source?.url ?? name}`,
      }
    : null;
}

function chartOfTemplate(
  cluster: ClusterObjects,
  object: ManifestObject,
  at: string[],
  chart: string,
): VersionFound | null {
  const source = referred(cluster, object, ...at, "sourceRef");
  const url = textAt(source?.found?.object.tree, "spec", "url") ?? "";
  const kind = source?.found?.object.kind ?? source?.key.split("/")[0];
  // A chart in a Git repository has no version to choose: whatever the commit holds is taken.
  if (kind === "GitRepository" || kind === "Bucket") {
    const version = source?.found ? versionOfSource(source.found.object) : null;
    if (version) return { ...version, chart, what: `chart ${chart} in ${version.source?.url ?? ""}` };
    return source?.key === cluster.bootstrap ? chartBesideIt(cluster, object, at, chart) : null;
  }
  const isOci = url.startsWith("oci://");
  const releases: ReleaseSource = isOci
    ? { kind: "oci", url: `${url.replace(/\/$/, "")}/${chart}` }
    : { kind: "helm-repository", url, chart };
  const what = `chart ${chart}`;
  const found = wholeScalar(object, [...at, "version"], "chart-version");
  if (found && found.version !== "") return { ...found, what, chart, source: releases };
  const anchor = wholeScalar(object, [...at, "chart"], "absent");
  const place = anchor?.place
    ? {
        ...anchor.place,
        form: "absent" as const,
        locked: "No version is written, so the newest chart is taken. Write one before it is promoted.",
      }
    : null;
  return {
    version: "*",
    place,
    unresolved: [],
    form: "absent",
    what,
    chart,
    source: releases,
    chain: anchor?.chain ?? [],
    target: { object, path: [...at, "version"] },
  };
}

/** A chart of the repository itself, whose source was made by whoever started Flux: it moves with what is merged. */
function chartBesideIt(cluster: ClusterObjects, object: ManifestObject, at: string[], chart: string): VersionFound {
  const url = cluster.bootstrapUrl ?? "";
  const anchor = wholeScalar(object, [...at, "chart"], "git-branch");
  const locked = "The chart lies in this repository, and moves with what is merged.";
  return {
    version: cluster.bootstrapBranch ?? "HEAD",
    place: anchor?.place ? { ...anchor.place, form: "git-branch", locked } : null,
    unresolved: [],
    form: "git-branch",
    what: `chart ${chart} in this repository`,
    chart,
    source: { kind: "git", url },
    chain: anchor?.chain ?? [],
    target: { object, path: [...at, "chart"] },
  };
}

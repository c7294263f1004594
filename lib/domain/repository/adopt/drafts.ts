import type { RestsOn } from "../rests-on.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject } from "../types.ts";
import { type Applied, type ClusterObjects, isOf, keyOfApplied, referred } from "./applied.ts";
import { lastSegmentOf } from "./images.ts";
import { chartOf, type VersionFound, versionOfSource, wholeScalar } from "./sources.ts";
import type { Certainty } from "./types.ts";
import { imagesOfRelease, imagesOfWorkload } from "./versions.ts";

/** A deployment before its service has its final name. */
export type Draft = {
  cluster: string;
  service: string;
  /** Where it is not that of its cluster. */
  environment?: string;
  /** What of its namespace or name says so. */
  stageWord?: string;
  object: ManifestObject;
  appliedBy?: string;
  suspended?: string;
  leading: VersionFound;
  others: VersionFound[];
  reason: string;
  certainty: Certainty;
};

export function environmentOf({ cluster, environment }: Draft, environments: ReadonlyMap<string, string>): string {
  return environment ?? environments.get(cluster) ?? cluster;
}

export type Unversioned = { cluster: string; object: ManifestObject; message: string };

export type Bundle = { source: string; draft: Draft };

/** What an object declares, where it may declare anything. `asked` is told of which others it was made with. */
export function foundIn(
  cluster: ClusterObjects,
  applied: Applied,
  asked: RestsOn,
): Draft | Bundle | Unversioned | null | undefined {
  const { object } = applied;
  const drafted = (make: typeof releaseDraft, message: string): Draft | Unversioned =>
    once(make, cluster, applied, asked) ?? { cluster: cluster.cluster, object, message };
  if (isOf(object, "helm.toolkit.fluxcd.io", "HelmRelease"))
    return drafted(releaseDraft, "The release names no chart and no image.");
  if (isOf(object, "kustomize.toolkit.fluxcd.io", "Kustomization")) return once(bundleDraft, cluster, applied, asked);
  if (isOf(object, "fluxcd.controlplane.io", "FluxInstance"))
    return drafted(instanceDraft, "It names no version of Flux.");
  if (isWorkload(object) && !isFluxItself(object))
    return drafted(workloadDraft, "Its image has no tag and no digest, so whatever is newest runs.");
  return undefined;
}

type Made = {
  cluster: string;
  to: string | undefined;
  suspended: string | undefined;
  bootstrap: string | null;
  url: string | null;
  branch: string | null;
  asked: Asked;
  draft: unknown;
};
type Asked = Map<string, ManifestObject | undefined>;

const MADE = new WeakMap<ManifestObject, Made>();

/** What is drafted of an object stays, for as long as it is the same object and so are those that it was asked about. */
function once<T>(
  make: (cluster: ClusterObjects, applied: Applied) => T,
  cluster: ClusterObjects,
  applied: Applied,
  asked: RestsOn,
): T {
  const known = MADE.get(applied.object);
  const made = known && isStill(known, cluster, applied) ? known : madeBy(make, cluster, applied);
  MADE.set(applied.object, made);
  for (const key of made.asked.keys()) asked.add(key, keyOfApplied(applied));
  return made.draft as T;
}

function isStill(
  made: Made,
  { cluster, byKey, bootstrap, bootstrapUrl, bootstrapBranch }: ClusterObjects,
  { to, suspended }: Applied,
): boolean {
  if (made.cluster !== cluster || made.to !== to?.name || made.suspended !== suspended) return false;
  if (made.bootstrap !== bootstrap || made.url !== bootstrapUrl || made.branch !== bootstrapBranch) return false;
  for (const [key, object] of made.asked) if (byKey.get(key)?.object !== object) return false;
  return true;
}

function madeBy<T>(make: (cluster: ClusterObjects, applied: Applied) => T, cluster: ClusterObjects, applied: Applied) {
  const asked: Asked = new Map();
  const get = (key: string) => {
    const found = cluster.byKey.get(key);
    asked.set(key, found?.object);
    return found;
  };
  const draft = make({ ...cluster, byKey: { get } }, applied);
  const { bootstrap, bootstrapUrl: url, bootstrapBranch: branch } = cluster;
  return {
    cluster: cluster.cluster,
    to: applied.to?.name,
    suspended: applied.suspended,
    bootstrap,
    url,
    branch,
    asked,
    draft,
  };
}

function base(cluster: ClusterObjects, { object, by, to, suspended }: Applied) {
  return {
    cluster: to?.name ?? cluster.cluster,
    object,
    ...(by ? { appliedBy: `Kustomization/${by.namespace}/${by.name}` } : {}),
    ...(suspended === undefined ? {} : { suspended }),
  };
}

function releaseDraft(cluster: ClusterObjects, applied: Applied): Draft | null {
  const { object } = applied;
  const chart = chartOf(cluster, object);
  const images = imagesOfRelease(cluster, object);
  const own = images.find((image) => isOwn(image, object, chart));
  const leading = own ?? chart ?? images[0];
  if (!leading) return null;
  const others = [chart, ...images].filter((found): found is VersionFound => found !== null && found !== leading);
  return {
    ...base(cluster, applied),
    service: object.name,
    leading,
    others,
    ...reasonFor(leading, own, chart, images),
  };
}

function reasonFor(
  leading: VersionFound,
  own: VersionFound | undefined,
  chart: VersionFound | null,
  images: readonly VersionFound[],
) {
  if (own) {
    const reason = `The image ${own.image ?? "of the chart"} is the service's own, so it leads${chart ? " and not the chart that runs it" : ""}.`;
    return { reason, certainty: images.length === 1 ? ("certain" as const) : ("likely" as const) };
  }
  if (leading === chart) {
    const rest = images.length > 0 ? "; the images in its values are of other names" : "";
    return { reason: `The release is led by its ${leading.what}${rest}.`, certainty: "certain" as const };
  }
  return { reason: `Its chart is not known here, so its first ${leading.what} leads.`, certainty: "guess" as const };
}

/** The image's own name is the service's, or only its tag is said where charts look for that of their own image. */
function isOwn(image: VersionFound, release: ManifestObject, chart: VersionFound | null): boolean {
  const names = [release.name, textAt(release.tree, "spec", "releaseName")];
  if (image.image !== undefined) return namesOfImage(image.image).some((name) => names.includes(name));
  const at = image.target.path.join(".");
  return (
    chart?.chart !== undefined && names.includes(chart.chart) && /^(?:spec\.values\.)?(?:global\.)?image\.tag$/.test(at)
  );
}

/** `r.example.com/shop/web` is called web, and shop-web where many products share a cluster. */
function namesOfImage(repository: string): string[] {
  const parts = repository.split("/");
  return parts.map((_, i) => parts.slice(i).join("-"));
}

function workloadDraft(cluster: ClusterObjects, applied: Applied): Draft | null {
  const { object } = applied;
  const images = imagesOfWorkload(object);
  const [first] = images;
  if (!first) return null;
  const own = images.find(
    ({ container, found }) => namesOfImage(found.image ?? "").includes(object.name) || container === object.name,
  );
  const { found: leading } = own ?? first;
  const others = images.flatMap(({ found }) => (found === leading ? [] : [found]));
  const reason =
    own || images.length === 1
      ? `It is led by the ${leading.what} of its container ${(own ?? first).container || "without a name"}.`
      : `Of ${images.length} images the first leads, since none is named like ${object.name}.`;
  return {
    ...base(cluster, applied),
    service: object.name,
    leading,
    others,
    reason,
    certainty: own || images.length === 1 ? "certain" : "guess",
  };
}

/** A Kustomization that applies something else than the repository it stands in: a bundle with versions of its own. */
function bundleDraft(cluster: ClusterObjects, applied: Applied): Bundle | null {
  const source = referred(cluster, applied.object, "spec", "sourceRef");
  if (
    !source?.found ||
    source.key === cluster.bootstrap ||
    !["OCIRepository", "GitRepository"].includes(source.found.object.kind)
  )
    return null;
  if (cluster.bootstrap === null && source.found.object.name === "flux-system") return null;
  const leading = versionOfSource(source.found.object);
  if (!leading) return null;
  const url = leading.source?.url ?? "";
  const isHome = url !== "" && url === cluster.bootstrapUrl;
  const { kind, name } = source.found.object;
  // An artifact is named where it is published; a Git repository's name rarely is the service's.
  const service = (kind === "OCIRepository" && lastSegmentOf(url.replace(/\/+$/, ""))) || name;
  const reason = `${kind} ${name} brings ${isHome ? "this repository again, at a revision of its own" : url}.`;
  return {
    source: source.key,
    draft: {
      ...base(cluster, applied),
      service,
      leading,
      others: [],
      reason,
      certainty: isHome ? "likely" : "certain",
    },
  };
}

function instanceDraft(cluster: ClusterObjects, applied: Applied): Draft | null {
  const version = wholeScalar(applied.object, ["spec", "distribution", "version"], "distribution-version");
  if (!version) return null;
  const registry = textAt(applied.object.tree, "spec", "distribution", "registry");
  const leading = {
    ...version,
    what: "Flux distribution",
    ...(registry ? { source: { kind: "oci" as const, url: registry } } : {}),
  };
  return {
    ...base(cluster, applied),
    service: "flux",
    leading,
    others: [],
    reason: "The FluxInstance names the version of Flux.",
    certainty: "certain",
  };
}

function isWorkload(object: ManifestObject): boolean {
  return isOf(object, "apps", "Deployment", "StatefulSet", "DaemonSet") || isOf(object, "batch", "CronJob");
}

/** Flux's own controllers come and go with `flux bootstrap`, whose output is generated and not edited. */
function isFluxItself(object: ManifestObject): boolean {
  return textAt(object.tree, "metadata", "labels", "app.kubernetes.io/part-of") === "flux";
}

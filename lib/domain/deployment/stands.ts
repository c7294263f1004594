import { deployed } from "./assess-helm.ts";
import { livingPods } from "./assess-workload.ts";
import { conditionOf, keyOf, type Observation } from "./observation.ts";
import type { Parts } from "./parts.ts";
import { isRange, parseImage, parseRevision, sameImage, shortName, withoutDigest } from "./revision.ts";
import type { Definition, Pods, Stand, Status } from "./types.ts";

/** What the cluster was told to run: the version in the spec of the object that holds it, if it can be seen there. */
export function toldVersion(definition: Definition, parts: Parts): string | undefined {
  const { lead, sources } = parts;
  switch (definition.form) {
    case "chart-version":
      return lead?.helm?.chartVersion;
    case "substitution":
      return definition.variable ? lead?.kustomization?.substitute?.[definition.variable] : undefined;
    case "kustomize-image": {
      const pin = lead?.kustomization?.images?.find((i) => definition.image && sameImage(i.name, definition.image));
      return pin?.newTag ?? pin?.digest;
    }
    case "image-tag":
      return imageInValues(definition, lead);
    case "oci-digest":
    case "oci-tag":
    case "oci-semver": {
      // A higher precedence hides what the form expects: that is then what the cluster was told.
      const ref = sources[0]?.source?.ref;
      return ref && (ref.digest ?? ref.semver ?? ref.tag);
    }
    default: {
      const ref = sources[0]?.source?.ref;
      return ref?.commit ?? ref?.name ?? ref?.semver ?? ref?.tag ?? ref?.branch;
    }
  }
}

function imageInValues(definition: Definition, lead: Observation | undefined): string | undefined {
  const images = (lead?.helm?.images ?? []).map((i) => parseImage(i));
  const named = images.filter(
    (i) => i.repository !== "" && definition.image && sameImage(i.repository, definition.image),
  );
  const anonymous = images.filter((i) => i.repository === "");
  const [found] = named.length > 0 ? named : anonymous.length === 1 ? anonymous : [];
  return found?.tag ?? found?.digest;
}

/** Whether the form leaves the choice to Flux: a range, a branch, a moving tag has no one version in Git. */
export function isResolvedByFlux(definition: Definition): boolean {
  if (definition.form === "git-branch" || definition.form === "oci-semver" || definition.form === "git-semver")
    return true;
  return definition.form === "chart-version" && isRange(definition.declared.version);
}

/** What the source holds, as a version: for a range or branch that is what is wanted. */
export function resolvedVersion(definition: Definition, parts: Parts): string | undefined {
  const revision = parts.sources[0]?.source?.revision;
  return nameOfDigest(definition, parseRevision(revision).digest) ?? labelOf(definition, revision);
}

/** What Git pins by digest it may name beside it, and releases have a digest each. */
function nameOfDigest({ form, declared }: Definition, digest: string | undefined): string | undefined {
  return form === "oci-digest" && digest !== undefined && declared.digest === digest ? declared.version : undefined;
}

/** What to call a revision: who follows a branch speaks of commits, not of the branch. */
export function labelOf(definition: Definition, revision: string | undefined): string | undefined {
  const parsed = parseRevision(revision);
  const byCommit = definition.form === "git-branch" || definition.form === "git-commit";
  return withoutDigest(byCommit && parsed.commit ? parsed.commit.slice(0, 7) : shortName(parsed));
}

/** What Flux last tried to bring, whether it got there or not. */
export function triedVersion(definition: Definition, parts: Parts, applied: Stand): string | undefined {
  const { lead } = parts;
  if (isByImage(definition)) {
    // Helm has rolled back what failed: the workloads show the version before, and it tried the other one all the same.
    return lead && isTakenBack(lead) ? toldVersion(definition, parts) : applied.version;
  }
  if (lead?.helm) return withoutDigest(lead.helm.attemptedRevision);
  const revision = lead?.kustomization?.attemptedRevision;
  return nameOfDigest(definition, parseRevision(revision).digest) ?? labelOf(definition, revision);
}

function isTakenBack(lead: Observation): boolean {
  const attempted = lead.helm?.attemptedGeneration;
  if (attempted === undefined || attempted < lead.generation) return false;
  return ["Remediated", "Stalled"].some((type) => conditionOf(lead, type)?.status === "True");
}

const byImage: ReadonlySet<string> = new Set(["image-tag", "substitution", "kustomize-image"]);

export function isByImage(definition: Definition): boolean {
  return definition.image !== undefined && byImage.has(definition.form);
}

/** What Flux has applied. `settled`: the lead is at rest and well. */
export function appliedStand(
  definition: Definition,
  parts: Parts,
  previous: Status | undefined,
  settled: boolean,
): Stand {
  const { lead } = parts;
  if (isByImage(definition) && parts.workloads.length > 0) {
    const image = parts.workloads.map((w) => leadingImage(w, definition.image)).find((i) => i !== undefined);
    if (image) return stand(image.tag ?? shortName({ digest: image.digest }), image.digest);
  }
  // No workload of ours to be seen: once Flux says it is through, what it was told is what it applied.
  if (isByImage(definition)) return settled ? stand(toldVersion(definition, parts)) : {};
  if (lead?.helm) {
    const current = deployed(lead);
    return current ? stand(withoutDigest(current.chartVersion), current.ociDigest, undefined, current.deployedAt) : {};
  }
  const revision = lead?.kustomization?.appliedRevision;
  if (!revision) return {};
  const parsed = parseRevision(revision);
  // A pin by digest loses its tag: we remember what this content was called.
  const called = previous?.applied.digest === parsed.digest ? previous?.applied.version : undefined;
  const known = parsed.name || !parsed.digest ? undefined : (nameOfDigest(definition, parsed.digest) ?? called);
  return stand(known ?? labelOf(definition, revision), parsed.digest, revision);
}

function stand(version?: string, digest?: string, revision?: string, since?: number): Stand {
  const out: Stand = {};
  if (version) out.version = version;
  if (digest) out.digest = digest;
  if (revision) out.revision = revision;
  if (since) out.since = since;
  return out;
}

export function leadingImage(o: Observation, image: string | undefined): { tag?: string; digest?: string } | undefined {
  const containers = o.workload?.containers ?? o.pod?.containers ?? [];
  const parsed = containers.map((c) => parseImage(c.image));
  return image ? parsed.find((i) => sameImage(i.repository, image)) : parsed[0];
}

function versionIn(o: Observation, image: string | undefined): string | undefined {
  const found = leadingImage(o, image);
  return found?.tag ?? shortName({ digest: found?.digest });
}

/** Pods by version; undefined where the deployment has no workloads that we can see. */
export function countPods(definition: Definition, parts: Parts): Pods | undefined {
  if (parts.workloads.length === 0) return undefined;
  const pods: Pods = { wanted: 0, ready: 0, versions: [] };
  const byVersion = new Map<string, { version: string; count: number; ready: number }>();
  for (const workload of parts.workloads) {
    pods.wanted += workload.workload?.replicas ?? 0;
    pods.ready += workload.workload?.ready ?? 0;
    if (!isByImage(definition)) continue;
    for (const pod of livingPods(parts.pods.get(keyOf(workload)) ?? [])) {
      const version = versionIn(pod, definition.image);
      if (!version) continue;
      const entry = byVersion.get(version) ?? { version, count: 0, ready: 0 };
      entry.count += 1;
      if (pod.pod?.ready) entry.ready += 1;
      byVersion.set(version, entry);
    }
  }
  pods.versions = [...byVersion.values()].sort((a, b) => b.count - a.count || a.version.localeCompare(b.version));
  return pods;
}

/**
 * What the pods run. While two versions serve side by side it is the one that ran
 * before, at first sight the one that is being replaced: a version has arrived when
 * the last pod of the old one has gone.
 */
export function runningStand(
  definition: Definition,
  applied: Stand,
  pods: Pods | undefined,
  parts: Parts,
  before: string | undefined,
): Stand {
  if (!isByImage(definition)) return applied;
  const serving = (pods?.versions ?? []).filter((v) => v.ready > 0);
  const old = serving.find((v) => v.version === before) ?? serving.find((v) => v.version !== applied.version);
  const version = old?.version ?? serving[0]?.version;
  if (version) {
    const same = version === applied.version;
    return stand(version, same ? applied.digest : undefined, undefined, servingSince(definition, parts, version));
  }
  if ((pods?.versions.length ?? 0) > 0) return {};
  // No pods to be seen (none wanted, or not permitted): the workload itself says whether its rollout is through.
  const through = parts.workloads.every(
    (w) => w.workload && w.workload.updated >= w.workload.replicas && w.workload.ready >= w.workload.replicas,
  );
  return through ? applied : {};
}

/** At first sight: the oldest pod of that version that serves. */
function servingSince(definition: Definition, parts: Parts, version: string): number | undefined {
  let oldest: number | undefined;
  for (const pods of parts.pods.values()) {
    for (const pod of livingPods(pods)) {
      if (!pod.pod?.readySince || versionIn(pod, definition.image) !== version) continue;
      oldest = Math.min(oldest ?? pod.pod.readySince, pod.pod.readySince);
    }
  }
  return oldest;
}

/** Ready pods that were born since the lead began its turn: how far a rollout has come where versions are not an image's. */
export function freshPods(parts: Parts, since: number): number {
  let fresh = 0;
  for (const pods of parts.pods.values()) {
    for (const pod of livingPods(pods)) if (pod.pod?.ready && pod.createdAt >= since) fresh += 1;
  }
  return fresh;
}

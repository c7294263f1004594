import type {
  HelmFacts,
  HelmRevision,
  KustomizationFacts,
  ObjectRef,
  Observation,
} from "../../domain/deployment/observation.ts";
import { imagesIn } from "./images.ts";
import { inventory } from "./inventory.ts";
import { count, dense, list, map, type Raw, text, time } from "./raw.ts";

/** A variable is kept only if its value could be a version: passwords and hosts are none of our business. */
const couldBeVersion = /^(?=.*\d)[\w.+:@/-]{1,128}$/;
const secretName = /pass|secret|token|key|credential|auth/i;

export function kustomization(base: Observation, spec: Raw, status: Raw): KustomizationFacts {
  const from = map(spec.sourceRef);
  const [turn] = list(status.history);
  const outcome = map(turn);
  const images = list(spec.images)
    .map(pinnedImage)
    .filter((i) => i !== undefined);
  const substitute: Record<string, string> = {};
  for (const [name, value] of Object.entries(map(map(spec.postBuild).substitute))) {
    if (typeof value === "string" && couldBeVersion.test(value) && !secretName.test(name)) substitute[name] = value;
  }
  return {
    source: {
      kind: text(from.kind) ?? "GitRepository",
      namespace: text(from.namespace) ?? base.namespace,
      name: text(from.name) ?? "",
    },
    path: text(spec.path),
    wait: spec.wait === true || list(spec.healthChecks).length > 0 || undefined,
    dependsOn: dependencies(base, spec),
    targetNamespace: text(spec.targetNamespace),
    appliedRevision: text(status.lastAppliedRevision),
    attemptedRevision: text(status.lastAttemptedRevision),
    originRevision: text(status.lastAppliedOriginRevision),
    lastOutcome: text(outcome.lastReconciledStatus)
      ? {
          revision: text(map(outcome.metadata).revision) ?? "",
          status: text(outcome.lastReconciledStatus) as string,
          at: time(outcome.lastReconciled),
        }
      : undefined,
    images: images.length > 0 ? images : undefined,
    substitute: Object.keys(substitute).length > 0 ? substitute : undefined,
    inventory: inventory(status.inventory),
  };
}

function pinnedImage(entry: unknown): { name: string; newTag?: string; digest?: string } | undefined {
  const image = map(entry);
  const name = text(image.newName) ?? text(image.name);
  const newTag = text(image.newTag);
  const digest = text(image.digest);
  return name && (newTag || digest) ? dense({ name, newTag, digest }) : undefined;
}

function dependencies(base: Observation, spec: Raw): ObjectRef[] | undefined {
  const refs = list(spec.dependsOn).flatMap((entry) => {
    const name = text(map(entry).name);
    return name ? [{ kind: base.kind, namespace: text(map(entry).namespace) ?? base.namespace, name }] : [];
  });
  return refs.length > 0 ? refs : undefined;
}

export function helmRelease(base: Observation, spec: Raw, status: Raw): HelmFacts {
  const chart = map(map(spec.chart).spec);
  const images = imagesIn(spec.values);
  return {
    source: sourceOf(base, spec, status),
    chart: text(chart.chart),
    chartVersion: text(chart.version),
    repository: refIn(chart.sourceRef, base.namespace, "HelmRepository"),
    dependsOn: dependencies(base, spec),
    history: list(status.history)
      .map(helmRevision)
      .filter((r) => r.chartVersion !== "")
      .sort((a, b) => b.number - a.number),
    attemptedRevision: text(status.lastAttemptedRevision),
    attemptedDigest: text(status.lastAttemptedRevisionDigest),
    attemptedGeneration: count(status.lastAttemptedGeneration) || undefined,
    failures: count(status.failures),
    images: images.length > 0 ? images : undefined,
    inventory: inventory(status.inventory),
    driftMode: text(map(spec.driftDetection).mode),
    targetNamespace: text(spec.targetNamespace),
  };
}

/** `status.helmChart` is `namespace/name` of the HelmChart that Flux made for `spec.chart`. */
function sourceOf(base: Observation, spec: Raw, status: Raw): ObjectRef | undefined {
  const ref = refIn(spec.chartRef, base.namespace, "OCIRepository");
  if (ref) return ref;
  const [namespace, name] = (text(status.helmChart) ?? "").split("/");
  return namespace && name ? { kind: "HelmChart", namespace, name } : undefined;
}

function refIn(value: unknown, namespace: string, kind: string): ObjectRef | undefined {
  const ref = map(value);
  const name = text(ref.name);
  return name ? { kind: text(ref.kind) ?? kind, namespace: text(ref.namespace) ?? namespace, name } : undefined;
}

function helmRevision(entry: unknown): HelmRevision {
  const h = map(entry);
  return {
    number: count(h.version),
    chartVersion: text(h.chartVersion) ?? "",
    appVersion: text(h.appVersion),
    status: text(h.status) ?? "unknown",
    action: text(h.action),
    ociDigest: text(h.ociDigest),
    deployedAt: time(h.lastDeployed),
  };
}

import type {
  Condition,
  ObjectRef,
  Observation,
  ObservedKind,
  SourceFacts,
} from "../../domain/deployment/observation.ts";
import { plainMessage, plainUrl } from "./message.ts";
import { helmRelease, kustomization } from "./project-appliers.ts";
import { pod, workload } from "./project-workloads.ts";
import { count, dense, duration, list, map, type Raw, text, time } from "./raw.ts";

/**
 * What a cluster sends becomes an Observation here, field by field and by hand: a
 * schema library costs more than JSON.parse itself at a hundred thousand objects.
 * Whatever is not named in this folder is dropped, secrets in values included.
 */

/**
 * Undefined: not an object that we can place (no name, another kind). Null: one that we leave out on purpose.
 * Members may be undefined: whoever writes it down leaves them out.
 */
export function project(cluster: string, kind: ObservedKind, value: unknown): Observation | null | undefined {
  const object = map(value);
  const meta = map(object.metadata);
  const name = text(meta.name);
  const resourceVersion = text(meta.resourceVersion);
  if (!name || !resourceVersion || (text(object.kind) ?? kind) !== kind) return undefined;

  const spec = map(object.spec);
  const status = map(object.status);
  const generation = kind === "Pod" ? 0 : count(meta.generation);
  const base: Observation = {
    cluster,
    kind,
    namespace: text(meta.namespace) ?? "",
    name,
    uid: text(meta.uid) ?? "",
    resourceVersion,
    generation,
    observedGeneration: kind === "Pod" ? 0 : observed(status, generation),
    createdAt: time(meta.creationTimestamp),
    deletingSince: time(meta.deletionTimestamp) || undefined,
    suspended: spec.suspend === true || undefined,
    appliedBy: applier(map(meta.labels)),
    conditions: kind === "Pod" ? [] : conditions(status.conditions),
    interval: duration(spec.interval) || undefined,
    timeout: duration(spec.timeout) || undefined,
    requestedAt: text(map(meta.annotations)["reconcile.fluxcd.io/requestedAt"]),
    handledAt: text(status.lastHandledReconcileAt),
  };
  const facts = factsOf(kind, base, meta, spec, status);
  return facts === null ? null : Object.assign(base, facts);
}

function factsOf(
  kind: ObservedKind,
  base: Observation,
  meta: Raw,
  spec: Raw,
  status: Raw,
): Partial<Observation> | null {
  switch (kind) {
    case "Kustomization":
      return { kustomization: kustomization(base, spec, status), reconciledAt: lastTurn(meta, status) };
    case "HelmRelease":
      return { helm: helmRelease(base, spec, status), reconciledAt: lastTurn(meta, status) };
    case "GitRepository":
      return { source: source(base, spec, status), reconciledAt: lastTurn(meta, status) };
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return { workload: workload(kind, meta, spec, status) };
    case "Pod": {
      const facts = pod(meta, spec, status);
      return facts && { pod: facts };
    }
    default:
      return { source: source(base, spec, status) };
  }
}

function observed(status: Raw, generation: number): number {
  return typeof status.observedGeneration === "number" ? status.observedGeneration : generation === 0 ? 0 : -1;
}

/** Those that a verdict rests on. */
const read: ReadonlySet<string> = new Set([
  "Ready",
  "Reconciling",
  "Stalled",
  "Healthy",
  "Released",
  "Drifted",
  "FetchFailed",
  "Available",
  "Progressing",
  "ReplicaFailure",
]);

function conditions(value: unknown): Condition[] {
  const out: Condition[] = [];
  for (const entry of list(value)) {
    const c = map(entry);
    const type = text(c.type);
    if (!type || !read.has(type)) continue;
    const status = c.status === "True" || c.status === "False" ? c.status : "Unknown";
    const reason = text(c.reason) ?? "";
    const condition: Condition = {
      type,
      status,
      reason,
      message: isTold(type, status, reason) ? plainMessage(text(c.message) ?? "") : "",
      since: time(c.lastTransitionTime),
    };
    if (typeof c.observedGeneration === "number") condition.generation = c.observedGeneration;
    out.push(condition);
  }
  return out;
}

/** What says that all is well, or only that work goes on, is known by its status: its words are half of an object. */
function isTold(type: string, status: string, reason: string): boolean {
  if (type === "Ready" || type === "Released") return status !== "True";
  if (type === "Stalled" || type === "FetchFailed" || type === "ReplicaFailure") return status === "True";
  return type === "Progressing" && reason === "ProgressDeadlineExceeded";
}

/**
 * No status field says when a controller last looked, but every turn of these kinds
 * writes its status, and managedFields keeps the time of that write.
 */
function lastTurn(meta: Raw, status: Raw): number | undefined {
  let latest = 0;
  for (const entry of list(meta.managedFields)) {
    const field = map(entry);
    if (field.subresource === "status") latest = Math.max(latest, time(field.time));
  }
  const [turn] = list(status.history);
  return Math.max(latest, time(map(turn).lastReconciled)) || undefined;
}

function applier(labels: Raw): ObjectRef | undefined {
  for (const [kind, group] of [
    ["Kustomization", "kustomize"],
    ["HelmRelease", "helm"],
  ] as const) {
    const name = text(labels[`${group}.toolkit.fluxcd.io/name`]);
    if (name) return { kind, namespace: text(labels[`${group}.toolkit.fluxcd.io/namespace`]) ?? "", name };
  }
  return undefined;
}

function source(base: Observation, spec: Raw, status: Raw): SourceFacts {
  const artifact = map(status.artifact);
  const metadata = map(artifact.metadata);
  const from = map(spec.sourceRef);
  const ref = map(spec.ref);
  const named = dense({
    branch: text(ref.branch),
    tag: text(ref.tag),
    semver: text(ref.semver) ?? (base.kind === "HelmChart" ? text(spec.version) : undefined),
    digest: text(ref.digest),
    commit: text(ref.commit),
    name: text(ref.name),
  });
  return {
    url: plainUrl(text(spec.url)),
    ref: Object.keys(named).length > 0 ? named : undefined,
    chart: text(spec.chart),
    from: text(from.name)
      ? { kind: text(from.kind) ?? "HelmRepository", namespace: base.namespace, name: text(from.name) as string }
      : undefined,
    revision: text(artifact.revision),
    digest: text(artifact.digest),
    storedAt: time(artifact.lastUpdateTime) || undefined,
    originRevision: text(metadata["org.opencontainers.image.revision"]),
  };
}

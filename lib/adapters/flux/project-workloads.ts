import type {
  Container,
  HandEdit,
  ObjectRef,
  PodFacts,
  WorkloadFacts,
  WorkloadKind,
} from "../../domain/deployment/observation.ts";
import { count, dense, list, map, type Raw, text, time } from "./raw.ts";

const controllers =
  /^(source|kustomize|helm|notification|image-reflector|image-automation|source-watcher)(-controller)?$/;

export function workload(kind: WorkloadKind, meta: Raw, spec: Raw, status: Raw): WorkloadFacts {
  const replicas = kind === "DaemonSet" ? count(status.desiredNumberScheduled) : wanted(spec.replicas);
  const daemon = kind === "DaemonSet";
  const edits = hands(meta, spec);
  return {
    containers: containers(map(map(spec.template).spec)),
    replicas,
    current: count(daemon ? status.currentNumberScheduled : status.replicas),
    updated: count(daemon ? status.updatedNumberScheduled : status.updatedReplicas),
    ready: count(daemon ? status.numberReady : status.readyReplicas),
    available: count(daemon ? status.numberAvailable : status.availableReplicas),
    paused: spec.paused === true || undefined,
    hands: edits.length > 0 ? edits : undefined,
    flux: isFlux(meta) || undefined,
  };
}

function wanted(replicas: unknown): number {
  return typeof replicas === "number" ? replicas : 1;
}

function isFlux(meta: Raw): boolean {
  const labels = map(meta.labels);
  return (
    labels["app.kubernetes.io/part-of"] === "flux" ||
    (meta.namespace === "flux-system" && controllers.test(text(meta.name) ?? ""))
  );
}

function containers(podSpec: Raw): Container[] {
  return list(podSpec.containers).flatMap((entry) => {
    const name = text(map(entry).name);
    const image = text(map(entry).image);
    return name && image ? [{ name, image }] : [];
  });
}

/** People's tools. Controllers (Flux, autoscalers, Flagger …) write fields too and are not hands. */
const hand =
  /^(kubectl(?!-rollout)|k9s|lens|freelens|openlens|headlamp|octant|dashboard|kubernetes-dashboard|rancher|mozilla|node-fetch|okhttp)/i;

/**
 * Somebody's hand shows in managedFields as a spec field owned by a person's tool:
 * Flux takes the field back at its next turn, so the entry is there for as long as
 * the edit stands. Restarting pods only adds an annotation and is no edit.
 */
function hands(meta: Raw, spec: Raw): HandEdit[] {
  const edits: HandEdit[] = [];
  for (const entry of list(meta.managedFields)) {
    const owner = map(entry);
    const manager = text(owner.manager) ?? "";
    if (!hand.test(manager) || owner.subresource === "status") continue;
    const fields = map(map(owner.fieldsV1)["f:spec"]);
    for (const [field, value] of editedFields(fields, spec)) {
      edits.push(dense({ manager, at: time(owner.time), field, value }));
      if (edits.length === 8) return edits;
    }
  }
  return edits;
}

function* editedFields(fields: Raw, spec: Raw): Generator<[string, string | undefined]> {
  for (const key of Object.keys(fields)) {
    if (key === "f:replicas") yield ["replicas", String(count(spec.replicas))];
    else if (key === "f:template") yield* editedContainers(map(fields[key]), spec);
    else if (key.startsWith("f:") && key !== "f:selector") yield [key.slice(2), undefined];
  }
}

function* editedContainers(template: Raw, spec: Raw): Generator<[string, string | undefined]> {
  const podFields = map(template["f:spec"]);
  const images = new Map(containers(map(map(spec.template).spec)).map((c) => [c.name, c.image]));
  for (const [key, value] of Object.entries(map(podFields["f:containers"]))) {
    const name = /"name":"([^"]+)"/.exec(key)?.[1];
    for (const field of Object.keys(map(value))) {
      if (field === "f:image") yield ["image", name ? images.get(name) : undefined];
      // Values of the environment may be secrets: the field's name is enough.
      else if (field.startsWith("f:") && field !== "f:name") yield [field.slice(2), undefined];
    }
  }
  for (const key of Object.keys(podFields)) {
    if (key.startsWith("f:") && key !== "f:containers") yield [key.slice(2), undefined];
  }
}

const owners: ReadonlySet<string> = new Set(["ReplicaSet", "StatefulSet", "DaemonSet"]);

/** Null for pods of jobs and lone pods: no deployment is made of them. */
export function pod(meta: Raw, spec: Raw, status: Raw): PodFacts | null {
  const owner = ownerOf(meta);
  if (!owner) return null;
  const ready = list(status.conditions)
    .map(map)
    .find((c) => c.type === "Ready");
  const states = [...list(status.containerStatuses), ...list(status.initContainerStatuses)].map(map);
  return {
    owner,
    containers: containers(spec),
    phase: text(status.phase) ?? "Unknown",
    ready: ready?.status === "True",
    readySince: ready?.status === "True" ? time(ready.lastTransitionTime) || undefined : undefined,
    restarts: states.reduce((sum, s) => sum + count(s.restartCount), 0),
    trouble: states.map(trouble).find((t) => t !== undefined) ?? unscheduled(status),
  };
}

function ownerOf(meta: Raw): ObjectRef | undefined {
  const owner = list(meta.ownerReferences)
    .map(map)
    .find((o) => o.controller === true && owners.has(text(o.kind) ?? ""));
  const name = text(owner?.name);
  if (!owner || !name) return undefined;
  const namespace = text(meta.namespace) ?? "";
  if (owner.kind !== "ReplicaSet") return { kind: text(owner.kind) as string, namespace, name };
  const hash = text(map(meta.labels)["pod-template-hash"]);
  return hash && name.endsWith(`-${hash}`)
    ? { kind: "Deployment", namespace, name: name.slice(0, -hash.length - 1) }
    : undefined;
}

function trouble(container: Raw): string | undefined {
  const waiting = text(map(map(container.state).waiting).reason);
  if (waiting && waiting !== "ContainerCreating" && waiting !== "PodInitializing") return waiting;
  const died = text(map(map(container.state).terminated).reason);
  return died && died !== "Completed" ? died : undefined;
}

function unscheduled(status: Raw): string | undefined {
  const c = list(status.conditions)
    .map(map)
    .find((x) => x.type === "PodScheduled");
  return c?.status === "False" ? text(c.reason) : undefined;
}

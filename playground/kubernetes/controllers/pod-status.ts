import { createHash } from "node:crypto";
import { type Dict, dict, type KubeObject, list, text } from "../objects.ts";

/** Where in its life a played pod is. */
export type Stage = "creating" | "running" | "ready" | "pulling" | "crashing" | "completed";

/** Where a pod's status says that it is; undefined before its first. */
export function stageOf(pod: KubeObject): Stage | undefined {
  const status = dict(pod.status);
  if (!status.podIP) return undefined;
  const first = dict(list(status.containerStatuses)[0]);
  const waiting = dict(dict(first.state).waiting).reason;
  if (status.phase === "Succeeded") return "completed";
  if (waiting === "ContainerCreating") return "creating";
  if (waiting === "ImagePullBackOff") return "pulling";
  if (waiting === "CrashLoopBackOff") return "crashing";
  return first.ready === true ? "ready" : "running";
}

/** What a kubelet reports of a pod at a stage. */
export function statusOf(now: string, pod: KubeObject, stage: Stage): Dict {
  const ready = stage === "ready";
  const observedGeneration = pod.metadata.generation;
  const was = list(pod.status?.conditions).map(dict);
  const condition = (type: string, ok: boolean) => {
    const status = ok ? "True" : "False";
    const before = was.find((known) => known.type === type && known.status === status);
    const reason = ok ? {} : { reason: stage === "completed" ? "PodCompleted" : "ContainersNotReady" };
    const lastTransitionTime = before?.lastTransitionTime ?? now;
    return { type, observedGeneration, status, lastProbeTime: null, lastTransitionTime, ...reason };
  };
  const podIP = address(pod);
  const phase =
    stage === "completed" ? "Succeeded" : stage === "creating" || stage === "pulling" ? "Pending" : "Running";
  return {
    observedGeneration,
    phase,
    conditions: [
      condition("Initialized", true),
      condition("Ready", ready),
      condition("ContainersReady", ready),
      condition("PodScheduled", true),
    ],
    hostIP: "127.0.0.1",
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: pod.status?.startTime ?? now,
    containerStatuses: list(dict(pod.spec).containers).map((container) =>
      containerStatus(pod, dict(container), stage, now),
    ),
    qosClass: "BestEffort",
  };
}

function containerStatus(pod: KubeObject, { name, image }: Dict, stage: Stage, now: string): Dict {
  const ready = stage === "ready";
  const base = { name, lastState: {}, ready, restartCount: 0, image, imageID: "", started: ready };
  const waiting = (reason: string, message?: string) => ({ waiting: { reason, ...(message ? { message } : {}) } });
  if (stage === "creating") return { ...base, state: waiting("ContainerCreating") };
  if (stage === "pulling")
    return { ...base, state: waiting("ImagePullBackOff", `Back-off pulling image "${text(image)}"`) };
  const pulled = {
    ...base,
    imageID: `${text(image)}@sha256:${digest(text(image))}`,
    containerID: `played://${digest(`${pod.metadata.uid}${text(name)}`)}`,
  };
  if (stage === "crashing") {
    const terminated = { exitCode: 1, reason: "Error", startedAt: now, finishedAt: now };
    const state = waiting("CrashLoopBackOff", `back-off 40s restarting failed container=${text(name)}`);
    return { ...pulled, state, lastState: { terminated }, restartCount: 3 };
  }
  if (stage === "completed") {
    return { ...pulled, state: { terminated: { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now } } };
  }
  return { ...pulled, state: { running: { startedAt: now } } };
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

function address(pod: KubeObject): string {
  const [a = 0, b = 0, c = 0] = createHash("sha256")
    .update(pod.metadata.uid ?? "")
    .digest();
  return `10.${128 + (a % 64)}.${b}.${1 + (c % 254)}`;
}

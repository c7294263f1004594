/*
 * The nodes: schedules pods and plays them. A pod becomes Running and Ready after a time, unless a word in one of its
 * images says otherwise: `missing` is never pulled, `broken` crashes, `slow` takes twenty times as long, `unready` never is.
 */
import { dict, type KubeObject, list, text } from "../objects.ts";
import { record } from "./happenings.ts";
import { type Controller, controllerOf, type Kit } from "./kit.ts";
import { type Stage, stageOf, statusOf } from "./pod-status.ts";

type Fate = "ready" | "missing" | "broken" | "slow" | "unready";

const words: readonly Fate[] = ["missing", "broken", "slow", "unready"];

export function fateOf(pod: KubeObject): Fate {
  const images = list(dict(pod.spec).containers).map((container) => text(dict(container).image));
  return words.find((word) => images.some((image) => image.includes(word))) ?? "ready";
}

export function kubelet(kit: Kit): Controller {
  const due = new Map<string, { stage: Stage; at: number }>();
  return {
    name: "kubelet",
    keys: (shelf, { type, now }) => {
      if (shelf === "/nodes") return unscheduled(kit);
      if (shelf !== "/pods") return [];
      if (type === "DELETED") due.delete(now.object.metadata.uid ?? "");
      return type === "DELETED" ? [] : [now.key];
    },
    reconcile: (key) => {
      const pod = kit.get("/pods", key);
      if (!pod) return;
      if (pod.metadata.deletionTimestamp) end(kit, pod, key, due);
      else if (!pod.spec?.nodeName) schedule(kit, pod);
      else play(kit, pod, key, due);
    },
  };
}

function unscheduled(kit: Kit): string[] {
  const waiting = kit.parts.store.list("/pods").filter(({ object }) => !object.spec?.nodeName);
  return waiting.map(({ key }) => key);
}

function schedule(kit: Kit, pod: KubeObject): void {
  const nodes = kit.parts.store.list("/nodes").filter(({ object }) => object.spec?.unschedulable !== true);
  const chosen = nodes[(kit.parts.store.revision + nodes.length) % Math.max(1, nodes.length)];
  if (!chosen) return;
  const nodeName = chosen.object.metadata.name;
  kit.update("/pods", pod, (live) => ({ ...live, spec: { ...live.spec, nodeName } }), "kube-scheduler");
  const { namespace, name } = pod.metadata;
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
  record(kit, { about: pod, reason: "Scheduled", message, component: "default-scheduler" });
}

function end(kit: Kit, pod: KubeObject, key: string, due: Map<string, { stage: Stage; at: number }>): void {
  const { uid = "", deletionTimestamp = "", deletionGracePeriodSeconds = 0 } = pod.metadata;
  const began = Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const left = began + kit.parts.podMs - kit.parts.clock().getTime();
  due.delete(uid);
  if (left > 0) {
    kit.later("kubelet", key, left);
    return;
  }
  kit.remove("/pods", pod, { gracePeriodSeconds: 0, preconditions: { uid } });
}

/** The stages of a pod's life after its creation, each with how long after the one before, in pod times. */
function stages(pod: KubeObject): { stage: Stage; after: number }[] {
  switch (fateOf(pod)) {
    case "missing":
      return [{ stage: "pulling", after: 1 }];
    case "broken":
      return [{ stage: "crashing", after: 1 }];
    case "unready":
      return [{ stage: "running", after: 1 }];
    case "slow":
      return [
        { stage: "running", after: 1 },
        { stage: "ready", after: 20 },
      ];
    case "ready": {
      const first = { stage: "ready", after: 1 } as const;
      return controllerOf(pod)?.kind === "Job" ? [first, { stage: "completed", after: 2 }] : [first];
    }
  }
}

function play(kit: Kit, pod: KubeObject, key: string, due: Map<string, { stage: Stage; at: number }>): void {
  const { uid = "" } = pod.metadata;
  const stage = stageOf(pod);
  if (!stage) {
    put(kit, pod, "creating");
    return;
  }
  const life = stages(pod);
  const next = life[life.findIndex((known) => known.stage === stage) + 1];
  if (!next) return;
  const now = kit.parts.clock().getTime();
  const known = due.get(uid);
  const at = known?.stage === next.stage ? known.at : now + next.after * kit.parts.podMs;
  if (at > now) {
    due.set(uid, { stage: next.stage, at });
    kit.later("kubelet", key, at - now);
    return;
  }
  due.delete(uid);
  put(kit, pod, next.stage);
}

function put(kit: Kit, pod: KubeObject, stage: Stage): void {
  kit.status("/pods", pod, statusOf(kit.now(), pod, stage), "kubelet");
  for (const container of list(dict(pod.spec).containers).map(dict))
    tell(kit, pod, stage, text(container.image), text(container.name));
}

function tell(kit: Kit, pod: KubeObject, stage: Stage, image: string, name: string): void {
  const say = (reason: string, message: string, type: "Normal" | "Warning" = "Normal") =>
    record(kit, { about: pod, reason, message, type, component: "kubelet" });
  if (stage === "creating") {
    say("Pulling", `Pulling image "${image}"`);
    return;
  }
  if (stage === "pulling") {
    say("Failed", `Failed to pull image "${image}": not found`, "Warning");
    say("BackOff", `Back-off pulling image "${image}"`);
    return;
  }
  if (stage === "completed" || (stage === "ready" && fateOf(pod) === "slow")) return;
  say("Pulled", `Successfully pulled image "${image}"`);
  say("Started", `Started container ${name}`);
  if (stage === "crashing")
    say("BackOff", `Back-off restarting failed container ${name} in pod ${pod.metadata.name}`, "Warning");
  if (stage === "running")
    say("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "Warning");
}

import { type Finding, finding } from "./finding.ts";
import { type Condition, conditionOf, type Observation } from "./observation.ts";

/** A pod that has just started may fall over once or twice, waiting for what it needs. */
const patience = 3;
const graceMs = 60_000;

/** Waiting reasons that no patience mends. */
const hopeless = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);

/** A workload with its pods: whether it runs what it should, and if not, what holds it. */
export function assessWorkload(o: Observation, pods: readonly Observation[], now: number): Finding {
  const w = o.workload;
  if (!w) return finding(o, "good", "fine", `${o.name} is there`, o.createdAt);
  if (w.replicas === 0) return finding(o, "good", "fine", `${o.name} is scaled to none`, o.createdAt);
  // Pods of an older template are on their way out, and their trouble with them.
  const troubled = livingPods(pods).filter((p) => p.pod && !p.pod.ready && p.pod.trouble && isOfTemplate(p, o));
  const broken =
    troubled.find((p) => hopeless.has(p.pod?.trouble ?? "")) ??
    troubled.find((p) => (p.pod?.restarts ?? 0) >= patience);
  if (broken) return troubleOf(o, broken);
  const progressing = conditionOf(o, "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") {
    return finding(o, "bad", "never-ready", `${o.name} did not roll out in time`, progressing.since, {
      message: progressing.message,
    });
  }
  const failure = conditionOf(o, "ReplicaFailure");
  if (failure?.status === "True" && (w.updated < w.replicas || w.ready < w.replicas)) return notMade(o, failure, now);
  if (o.observedGeneration < o.generation || w.updated < w.replicas || w.current > w.replicas) {
    return finding(
      o,
      "wait",
      "working",
      `${o.name}: ${w.updated} of ${w.replicas} pods replaced`,
      progressing?.since ?? 0,
    );
  }
  if (w.ready >= w.replicas)
    return finding(
      o,
      "good",
      "fine",
      `${o.name}: ${w.replicas === 1 ? "its pod is" : `all ${w.replicas} pods are`} ready`,
      0,
    );
  return partlyReady(o, pods, now);
}

/** A quota, an admission rule: a rollout may come past it as older pods go, so it has a minute. */
function notMade(o: Observation, failure: Condition, now: number): Finding {
  const until = failure.since + graceMs;
  const sentence = `${o.name}: pods cannot be made`;
  return now < until
    ? finding(o, "wait", "working", sentence, failure.since, { until, message: failure.message })
    : finding(o, "bad", "not-available", sentence, failure.since, { message: failure.message });
}

function isOfTemplate(pod: Observation, workload: Observation): boolean {
  const images = new Map(pod.pod?.containers.map((c) => [c.name, c.image]));
  return (workload.workload?.containers ?? []).every((c) => images.get(c.name) === c.image);
}

function troubleOf(o: Observation, pod: Observation): Finding {
  const trouble = pod.pod?.trouble ?? "";
  const crashing = trouble === "CrashLoopBackOff" || trouble === "Error" || trouble === "OOMKilled";
  const sentence =
    trouble === "OOMKilled"
      ? `${o.name} runs out of memory`
      : crashing
        ? `${o.name} keeps crashing`
        : `${o.name}: ${trouble}`;
  const code = crashing ? "crashing" : /Image/.test(trouble) ? "not-found" : "not-available";
  return finding(o, "bad", code, sentence, pod.createdAt, { message: `${trouble} in pod ${pod.name}` });
}

function partlyReady(o: Observation, pods: readonly Observation[], now: number): Finding {
  const w = o.workload;
  const available = conditionOf(o, "Available");
  const ready = w?.ready ?? 0;
  const sentence = `${o.name}: ${ready} of ${w?.replicas ?? 0} pods are ready`;
  const since = available?.status === "False" ? available.since : Math.max(0, ...pods.map((p) => p.createdAt));
  const until = since + graceMs * (ready === 0 ? 1 : 5);
  return now < until
    ? finding(o, "wait", "working", sentence, since, { until })
    : finding(o, "bad", "not-available", sentence, since);
}

/** Pods that are meant to stay. */
export function livingPods(pods: readonly Observation[]): Observation[] {
  return pods.filter((p) => !p.deletingSince && p.pod?.phase !== "Failed" && p.pod?.phase !== "Succeeded");
}

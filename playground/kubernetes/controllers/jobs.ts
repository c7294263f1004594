import { type Dict, dict, type KubeObject, list } from "../objects.ts";
import { record } from "./happenings.ts";
import { type Controller, type Kit, keysOf } from "./kit.ts";
import { isActive, isReady, podOf } from "./pods.ts";
import { some } from "./replica-sets.ts";

const shelf = "batch/jobs";

/** Runs pods until as many as asked for have succeeded. */
export function jobs(kit: Kit): Controller {
  return {
    name: "job",
    keys: keysOf(shelf, "Job", ["/pods"]),
    reconcile: (key) => {
      const job = kit.get(shelf, key);
      if (!job || job.metadata.deletionTimestamp) return;
      const finished = list(job.status?.conditions).some((condition) => dict(condition).type === "Complete");
      if (finished || job.spec?.suspend === true) return;
      run(kit, job);
      report(kit, job);
    },
  };
}

function succeeded(pods: KubeObject[]): number {
  return pods.filter((pod) => pod.status?.phase === "Succeeded").length;
}

function run(kit: Kit, job: KubeObject): void {
  const pods = kit.owned("/pods", job);
  const left = Number(job.spec?.completions ?? 1) - succeeded(pods);
  const wanted = Math.min(left, Number(job.spec?.parallelism ?? 1));
  const labels = { "batch.kubernetes.io/job-name": job.metadata.name, "job-name": job.metadata.name };
  for (let i = pods.filter(isActive).length; i < wanted; i++) {
    const made = kit.create("/pods", podOf(job, dict(job.spec?.template), { labels }));
    record(kit, {
      about: job,
      reason: "SuccessfulCreate",
      message: `Created pod: ${made.metadata.name}`,
      component: "job-controller",
    });
  }
}

function report(kit: Kit, job: KubeObject): void {
  const pods = kit.owned("/pods", job);
  const done = succeeded(pods);
  const complete = done >= Number(job.spec?.completions ?? 1);
  const active = pods.filter(isActive);
  const now = kit.now();
  const condition = (type: string) => {
    const message = "Reached expected number of succeeded pods";
    return { type, status: "True", lastProbeTime: now, lastTransitionTime: now, reason: "CompletionsReached", message };
  };
  const status: Dict = {
    ...(complete ? { conditions: [condition("SuccessCriteriaMet"), condition("Complete")], completionTime: now } : {}),
    startTime: job.status?.startTime ?? now,
    ...some("active", active.length),
    ...some("succeeded", done),
    terminating: 0,
    uncountedTerminatedPods: {},
    ready: active.filter(isReady).length,
  };
  kit.status(shelf, job, status);
  if (complete) record(kit, { about: job, reason: "Completed", message: "Job completed", component: "job-controller" });
}

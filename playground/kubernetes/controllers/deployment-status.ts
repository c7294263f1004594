import { type Dict, dict, type KubeObject, list, stamp } from "../objects.ts";
import { some } from "./replica-sets.ts";

interface Condition extends Dict {
  type: string;
  status: string;
  lastUpdateTime: string;
  lastTransitionTime: string;
  reason: string;
  message: string;
}

interface Moment {
  now: Date;
  /** How many of the wanted pods may be missing. */
  unavailable: number;
}

/** What a Deployment's controller says of it, and when to look again for the progress deadline. */
export function deploymentStatus(
  deployment: KubeObject,
  fresh: KubeObject | undefined,
  all: KubeObject[],
  moment: Moment,
) {
  const before = dict(deployment.status);
  const wanted = Number(deployment.spec?.replicas ?? 1);
  const total = (field: string, of = all) => of.reduce((sum, set) => sum + Number(set.status?.[field] ?? 0), 0);
  const available = total("availableReplicas");
  const replicas = total("replicas");
  const updated = fresh ? total("replicas", [fresh]) : 0;
  const asked = all.reduce((sum, set) => sum + Number(set.spec?.replicas ?? 0), 0);
  const counts: Dict = {
    observedGeneration: deployment.metadata.generation,
    ...some("replicas", replicas),
    ...some("updatedReplicas", updated),
    ...some("readyReplicas", total("readyReplicas")),
    ...some("availableReplicas", available),
    ...some("unavailableReplicas", Math.max(0, asked - available)),
    terminatingReplicas: total("terminatingReplicas"),
  };
  const now = stamp(moment.now);
  const conditions = list(before.conditions).map(dict) as Condition[];
  const enough = available >= wanted - moment.unavailable;
  const availability = enough
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : {
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  const complete = updated === wanted && replicas === wanted && available === wanted && fresh !== undefined;
  const progressed = hasProgressed(before, counts);
  const { condition, lookAgainMs } = progress({ deployment, fresh, conditions, complete, progressed, now: moment.now });
  const next = set(conditions, { type: "Available", ...availability }, now);
  const status = { ...counts, conditions: condition ? set(next, condition, now, progressed) : next };
  return { status, lookAgainMs };
}

function hasProgressed(before: Dict, counts: Dict): boolean {
  const number = (status: Dict, field: string) => Number(status[field] ?? 0);
  const old = (status: Dict) => number(status, "replicas") - number(status, "updatedReplicas");
  const up = ["updatedReplicas", "readyReplicas", "availableReplicas"].some(
    (field) => number(counts, field) > number(before, field),
  );
  return up || old(counts) < old(before);
}

interface Progress {
  deployment: KubeObject;
  fresh: KubeObject | undefined;
  conditions: Condition[];
  complete: boolean;
  progressed: boolean;
  now: Date;
}

type Said = Pick<Condition, "type" | "status" | "reason" | "message">;

function progress({ deployment, fresh, conditions, complete, progressed, now }: Progress): {
  condition?: Said;
  lookAgainMs?: number;
} {
  if (!fresh) return {};
  const name = fresh.metadata.name;
  const said = (reason: string, message: string, status = "True") => ({ type: "Progressing", status, reason, message });
  const known = conditions.find((condition) => condition.type === "Progressing");
  if (complete)
    return { condition: said("NewReplicaSetAvailable", `ReplicaSet "${name}" has successfully progressed.`) };
  const begun = known?.message.includes(`"${name}"`) ?? false;
  if (!begun)
    return {
      condition: said("NewReplicaSetCreated", `Created new replica set "${name}"`),
      lookAgainMs: deadlineMs(deployment),
    };
  if (progressed || !known)
    return {
      condition: said("ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`),
      lookAgainMs: deadlineMs(deployment),
    };
  // Once complete, pods that become unready later are no longer a rollout.
  if (
    known.reason === "NewReplicaSetAvailable" &&
    Number(fresh.status?.replicas ?? 0) === Number(deployment.spec?.replicas ?? 1)
  )
    return {};
  const left = Date.parse(known.lastUpdateTime) + deadlineMs(deployment) - now.getTime();
  if (left > 0) return { lookAgainMs: left };
  return { condition: said("ProgressDeadlineExceeded", `ReplicaSet "${name}" has timed out progressing.`, "False") };
}

function deadlineMs(deployment: KubeObject): number {
  return Number(deployment.spec?.progressDeadlineSeconds ?? 600) * 1000;
}

/** Replaces the condition of that type; its times move only when its status, or what it says, changed. */
function set(conditions: Condition[], said: Said, now: string, touch = false): Condition[] {
  const known = conditions.find((condition) => condition.type === said.type);
  const same = known && known.status === said.status && known.reason === said.reason && known.message === said.message;
  if (same && !touch) return conditions;
  const lastTransitionTime = known && known.status === said.status ? known.lastTransitionTime : now;
  const { type, status, reason, message } = said;
  const next = { type, status, lastUpdateTime: now, lastTransitionTime, reason, message };
  return [...conditions.filter((condition) => condition.type !== said.type), next];
}

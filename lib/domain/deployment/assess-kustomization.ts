import {
  assessLife,
  assessSilence,
  dueBy,
  type Finding,
  finding,
  firstContactMs,
  speaksOfNow,
  waitsForDependency,
} from "./finding.ts";
import { type Condition, conditionOf, keyOf, type ObjectRef, type Observation } from "./observation.ts";
import { longName, parseRevision } from "./revision.ts";

/** `mine`: keys of what this deployment consists of. A neighbour that fails a shared health check is not ours to blame. */
export function assessKustomization(o: Observation, mine: ReadonlySet<string>, now: number): Finding {
  const life = assessLife(o, now);
  if (life) return life;
  const ready = conditionOf(o, "Ready");
  const stalled = conditionOf(o, "Stalled");
  const attempt = `${o.kustomization?.attemptedRevision ?? ""}/${o.generation}`;
  if (stalled?.status === "True") {
    return finding(o, "bad", "stalled", `${o.name} is stalled`, stalled.since, { message: stalled.message, attempt });
  }
  if (!ready) return finding(o, "wait", "starting", `Flux has just met ${o.name}`, o.createdAt);
  if (ready.status === "False") return notReady(o, ready, mine, attempt, now);
  if (ready.status === "Unknown" || !speaksOfNow(o)) return working(o, ready, mine, attempt);
  const silent = assessSilence(o, now);
  return silent ?? finding(o, "good", "fine", applied(o), 0, { until: dueBy(o), attempt });
}

function applied(o: Observation): string {
  const name = longName(parseRevision(o.kustomization?.appliedRevision));
  const healthy = o.kustomization?.wait ? "" : ", without a health check";
  return name ? `${o.name} has applied ${name}${healthy}` : `${o.name} is applied${healthy}`;
}

function working(o: Observation, ready: Condition, mine: ReadonlySet<string>, attempt: string): Finding {
  const k = o.kustomization;
  const steady = k?.attemptedRevision !== undefined && k.attemptedRevision === k.appliedRevision && speaksOfNow(o);
  const failedBefore =
    k?.lastOutcome && k.lastOutcome.revision === k.attemptedRevision && /Failed/.test(k.lastOutcome.status);
  if (steady && !failedBefore) return finding(o, "good", "fine", applied(o), 0, { until: dueBy(o), attempt });
  const healthy = conditionOf(o, "Healthy");
  const sentence =
    healthy?.status === "Unknown"
      ? `${o.name} waits for ${mine.size > 0 ? "its objects" : "everything"} to become healthy`
      : `${o.name} is being applied`;
  return finding(o, "wait", "working", sentence, ready.since, { attempt });
}

function notReady(o: Observation, ready: Condition, mine: ReadonlySet<string>, attempt: string, now: number): Finding {
  const { reason, message, since } = ready;
  const words = { message, attempt };
  const bad = (code: Finding["code"], sentence: string) => finding(o, "bad", code, sentence, since, words);
  switch (reason) {
    case "DependencyNotReady":
      return waitsForDependency(o, ready, attempt, now);
    case "ArtifactFailed": {
      const until = Math.max(since, o.createdAt) + firstContactMs;
      if (now < until)
        return finding(o, "wait", "waits-for-source", `${o.name} waits for its source`, since, { ...words, until });
      return bad("not-found", `the source of ${o.name} is not there`);
    }
    case "HealthCheckCanceled":
      return finding(o, "wait", "working", `${o.name} begins anew`, since, words);
    case "HealthCheckFailed":
      return healthCheckFailed(o, ready, mine, attempt);
    case "BuildFailed":
      return bad("does-not-build", `${o.name} does not build`);
    case "ReconciliationFailed":
      return bad("refused", refusal(o, message));
    case "PruneFailed":
      return bad("failed", `${o.name} cannot remove old objects`);
    case "AccessDenied":
      return bad("refused", `${o.name} may not use its source`);
    default:
      return speaksOfNow(o)
        ? bad("failed", `${o.name} failed`)
        : finding(o, "wait", "working", `${o.name} is being applied`, since, words);
  }
}

function refusal(o: Observation, message: string): string {
  const named =
    /(?:^|\s)([A-Z]\w+)\/(?:[\w.-]+\/)?([\w.:-]+) (?:dry-run failed|apply failed|namespace not specified)/.exec(
      message,
    );
  return named ? `${named[2]} is refused by the cluster` : `${o.name} is refused by the cluster`;
}

/** Messages name what they waited for: `[HelmRelease/shop/shop status: 'Failed', …]`. */
export function namedInHealthCheck(message: string): ObjectRef[] {
  return [...message.matchAll(/([A-Z]\w+)\/([\w.-]+)\/([\w.:-]+) status: '/g)].map(([, kind, namespace, name]) => ({
    kind: kind as string,
    namespace: namespace as string,
    name: name as string,
  }));
}

function healthCheckFailed(o: Observation, ready: Condition, mine: ReadonlySet<string>, attempt: string): Finding {
  const named = namedInHealthCheck(ready.message);
  const ours = named.find((ref) => mine.has(keyOf(ref)));
  if (named.length > 0 && !ours) {
    const names = named.map((ref) => ref.name).join(", ");
    return finding(o, "good", "fine", `${o.name} is applied; ${names} beside it is not healthy`, ready.since, {
      attempt,
    });
  }
  return finding(o, "bad", "never-ready", `${ours?.name ?? o.name} never got ready`, ready.since, {
    message: ready.message,
    attempt,
  });
}

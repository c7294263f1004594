import { assessLife, assessSilence, dueBy, type Finding, finding, speaksOfNow, waitsForDependency } from "./finding.ts";
import { type Condition, conditionOf, type HelmRevision, type Observation } from "./observation.ts";
import { parseRevision, withoutDigest } from "./revision.ts";

/** `target`: the revision of the chart's source as it is now, which Helm may not have tried yet. */
export function assessHelmRelease(o: Observation, target: string | undefined, now: number): Finding {
  const life = assessLife(o, now);
  if (life) return life;
  const ready = conditionOf(o, "Ready");
  const stalled = conditionOf(o, "Stalled");
  const released = conditionOf(o, "Released");
  const attempt = `${target ?? ""}/${o.generation}`;
  if (ready?.reason === "UninstallSucceeded") {
    return finding(o, "wait", "going", `${o.name} is uninstalled`, ready.since);
  }
  if (isPending(o, target)) {
    if (ready?.reason === "SourceNotReady" || ready?.reason === "ArtifactFailed")
      return waitsForSource(o, ready, attempt);
    return finding(
      o,
      "wait",
      "working",
      `Helm has not tried ${versionOf(target) ?? "it"} yet`,
      ready?.since ?? o.createdAt,
      { attempt },
    );
  }
  if (stalled?.status === "True" || (released?.status === "False" && isOfThisAttempt(o, released)))
    return releaseFailed(o, stalled, released, ready, attempt);
  if (ready?.status === "False") return notReady(o, ready, attempt, now);
  if (!ready || ready.status === "Unknown") {
    // Correcting drift, or a turn with nothing new: what is deployed is what was asked for.
    if (ready && deployed(o) && speaksOfNow(o) && !/Running '(install|upgrade)'/.test(ready.message)) {
      return finding(o, "good", "fine", settled(o), deployed(o)?.deployedAt ?? 0, { until: dueBy(o), attempt });
    }
    return finding(o, "wait", "working", `Helm is at work on ${o.name}`, ready?.since ?? o.createdAt, { attempt });
  }
  return (
    assessSilence(o, now) ??
    finding(o, "good", "fine", settled(o), deployed(o)?.deployedAt ?? 0, { until: dueBy(o), attempt })
  );
}

/** The newest entry that Helm calls deployed; during an upgrade and after a rollback it is the old one. */
export function deployed(o: Observation): HelmRevision | undefined {
  return o.helm?.history.find((h) => h.status === "deployed");
}

function versionOf(target: string | undefined): string | undefined {
  return parseRevision(target).name;
}

function isPending(o: Observation, target: string | undefined): boolean {
  const attempted = withoutDigest(o.helm?.attemptedRevision);
  const wanted = versionOf(target);
  if (!speaksOfNow(o)) return true;
  if (o.helm?.attemptedGeneration !== undefined && o.helm.attemptedGeneration < o.generation) return true;
  return wanted !== undefined && attempted !== undefined && withoutDigest(wanted) !== attempted;
}

/** `Released` stays False from the version before until this one has ended. */
function isOfThisAttempt(o: Observation, released: Condition): boolean {
  if (released.generation !== undefined && released.generation < o.generation) return false;
  const chart = / with chart [^\s@]+@([^\s:]+)/.exec(released.message)?.[1];
  return chart === undefined || !o.helm?.attemptedRevision || chart === o.helm.attemptedRevision;
}

function settled(o: Observation): string {
  const current = deployed(o);
  return current ? `Helm has deployed ${withoutDigest(current.chartVersion)}` : `${o.name} is ready`;
}

function waitsForSource(o: Observation, ready: Condition, attempt: string): Finding {
  return finding(o, "wait", "waits-for-source", `${o.name} waits for its chart`, ready.since, {
    message: ready.message,
    attempt,
  });
}

function releaseFailed(
  o: Observation,
  stalled: Condition | undefined,
  released: Condition | undefined,
  ready: Condition | undefined,
  attempt: string,
): Finding {
  const cause = released?.status === "False" ? released : (stalled ?? ready);
  const message = cause?.message ?? "";
  const since = Math.min(released?.since || Number.MAX_SAFE_INTEGER, stalled?.since || Number.MAX_SAFE_INTEGER);
  const version = withoutDigest(o.helm?.attemptedRevision) ?? o.name;
  // Waiting ends by Helm's own timeout or in the middle of a poll that the timeout cut off.
  const waited = /timed? ?out|deadline|rate limiter|not ready|InProgress/i.test(message);
  return waited
    ? finding(o, "bad", "never-ready", `${version} never got ready`, since, { message, attempt })
    : finding(o, "bad", "upgrade-failed", `Helm could not bring ${version}`, since, { message, attempt });
}

function notReady(o: Observation, ready: Condition, attempt: string, now: number): Finding {
  const { reason, message, since } = ready;
  if (reason === "SourceNotReady" || reason === "ArtifactFailed") return waitsForSource(o, ready, attempt);
  if (reason === "DependencyNotReady") return waitsForDependency(o, ready, attempt, now);
  if (reason === "TestFailed")
    return finding(o, "bad", "failed", `the tests of ${o.name} failed`, since, { message, attempt });
  return finding(o, "bad", "failed", `Helm failed on ${o.name}`, since, { message, attempt });
}

import { type Condition, conditionOf, keyOf, type ObjectRef, type Observation } from "./observation.ts";
import { longName, parseRevision, withoutDigest } from "./revision.ts";
import type { Told } from "./types.ts";

/**
 * What one object comes to. `code` lets the fold choose words that name the wanted
 * version; `until` is when time alone would change the verdict; `attempt` names what
 * was tried, so that trying the same again stays the failure that it was.
 */
export type Finding = {
  object: ObjectRef;
  tone: "good" | "wait" | "bad" | "off" | "unknown";
  code: Code;
  sentence: string;
  message?: string;
  since: number;
  until?: number;
  attempt?: string;
};

export type Code =
  | "fine"
  | "suspended"
  | "working"
  | "starting"
  | "waits-for-dependency"
  | "waits-for-source"
  | "going"
  | "not-found"
  | "unreachable"
  | "stalled"
  | "does-not-build"
  | "refused"
  | "never-ready"
  | "upgrade-failed"
  | "not-healthy"
  | "crashing"
  | "not-available"
  | "silent"
  | "retrying"
  | "failed";

/** A first contact, or a source that is not there yet, is a start for so long. */
export const firstContactMs = 60_000;
const slackMs = 120_000;

export function refTo(o: Observation): ObjectRef {
  return { kind: o.kind, namespace: o.namespace, name: o.name };
}

type Words = Partial<Pick<Finding, "message" | "until" | "attempt">>;

export function finding(
  o: Observation,
  tone: Finding["tone"],
  code: Code,
  sentence: string,
  since: number,
  words: Words = {},
): Finding {
  const out: Finding = { object: refTo(o), tone, code, sentence, since };
  if (words.message) out.message = words.message;
  if (words.until !== undefined) out.until = words.until;
  if (words.attempt !== undefined) out.attempt = words.attempt;
  return out;
}

/** Conditions may speak of an earlier generation than the one that is now wanted. */
export function speaksOfNow(o: Observation): boolean {
  const ready = conditionOf(o, "Ready");
  return Math.max(ready?.generation ?? -1, o.observedGeneration) >= o.generation;
}

/** Suspended, being deleted, never looked at: the same for every Flux kind. */
export function assessLife(o: Observation, now: number): Finding | undefined {
  if (o.deletingSince) return finding(o, "wait", "going", `${o.name} is being removed`, o.deletingSince);
  const ready = conditionOf(o, "Ready");
  if (o.suspended) return finding(o, "off", "suspended", `${o.name} is suspended`, ready?.since ?? o.createdAt);
  if (!ready && o.conditions.every((c) => c.type === "Reconciling")) {
    const until = o.createdAt + firstContactMs + (o.interval ?? 0);
    if (now < until) return finding(o, "wait", "starting", `Flux has just met ${o.name}`, o.createdAt, { until });
    return finding(o, "unknown", "silent", `Flux has not looked at ${o.name}`, o.createdAt);
  }
  return undefined;
}

/**
 * A Kustomization, HelmRelease or GitRepository writes its status at every turn. One
 * that has not for much longer than interval and timeout is not being looked after,
 * whatever its conditions still say. Intervals may be stretched by jitter.
 */
export function assessSilence(o: Observation, now: number): Finding | undefined {
  const due = dueBy(o);
  if (due === undefined || now < due) return undefined;
  return finding(o, "unknown", "silent", `Flux has stopped looking at ${o.name}`, o.reconciledAt ?? 0);
}

export function dueBy(o: Observation): number | undefined {
  if (!o.reconciledAt || !o.interval || o.suspended) return undefined;
  return o.reconciledAt + o.interval * 1.5 + (o.timeout ?? 0) + slackMs;
}

/** Every push makes dependants wait for a moment; that it waits is worth saying when it lasts. */
const patienceMs = 15_000;

export function waitsForDependency(o: Observation, ready: Condition, attempt: string, now: number): Finding {
  const name = /dependency '(?:[^'/]*\/)?([^']+)'/.exec(ready.message)?.[1];
  const sentence = name ? `${o.name} waits for ${name}` : `${o.name} waits`;
  const until = ready.since + patienceMs;
  const words = { message: ready.message, attempt };
  return now < until
    ? finding(o, "wait", "working", sentence, ready.since, { ...words, until })
    : finding(o, "wait", "waits-for-dependency", sentence, ready.since, words);
}

/** Sources: GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket, ExternalArtifact. */
export function assessSource(o: Observation, now: number, told: readonly Told[]): Finding {
  const life = assessLife(o, now);
  if (life) return life;
  const ready = conditionOf(o, "Ready");
  const failed = conditionOf(o, "FetchFailed");
  const trouble =
    conditionOf(o, "Stalled") ??
    (failed?.status === "True" ? failed : undefined) ??
    (ready?.status === "False" ? ready : undefined);
  if (trouble && trouble.status !== (trouble === ready ? "True" : "False")) return sourceTrouble(o, trouble, now, told);
  const attempt = attemptOf(o);
  if (!speaksOfNow(o) || ready?.status === "Unknown") {
    return finding(o, "wait", "working", `${o.name} is being fetched`, ready?.since ?? o.createdAt, { attempt });
  }
  const silent = assessSilence(o, now);
  return silent ?? finding(o, "good", "fine", fetched(o), o.source?.storedAt ?? 0, { until: dueBy(o), attempt });
}

function attemptOf(o: Observation): string {
  return `${Object.values(o.source?.ref ?? {}).join(" ")}/${o.generation}`;
}

function sourceTrouble(o: Observation, c: Condition, now: number, told: readonly Told[]): Finding {
  if ((c.generation ?? o.generation) < o.generation) {
    return finding(o, "wait", "working", `${o.name} is being fetched`, c.since);
  }
  const attempt = attemptOf(o);
  const what = o.source?.ref?.tag ?? o.source?.ref?.semver ?? o.source?.ref?.digest ?? o.source?.ref?.branch ?? o.name;
  const words = { message: c.message, attempt };
  if (
    /MANIFEST_UNKNOWN|NAME_UNKNOWN|no '[^']*' chart with version|no chart version found|no match found for semver|couldn't find remote ref|reference not found/i.test(
      c.message,
    )
  ) {
    const sentence = o.kind === "HelmChart" ? `chart ${what} does not exist` : `${what} does not exist`;
    return finding(o, "bad", "not-found", sentence, c.since, words);
  }
  if (c.reason === "SourceUnavailable" || /Fulfilling|no artifact available/i.test(c.message)) {
    return finding(o, "wait", "waits-for-source", `${o.name} waits for its source`, c.since, words);
  }
  // One answer of 503 is a hiccup of the network; a second one, after a whole interval, is trouble.
  // The condition's own time begins anew with every message.
  const before = told.find((t) => t.code === "unreachable" && keyOf(t.object) === keyOf(o))?.since;
  const since = Math.min(before ?? c.since, c.since);
  const until = since + Math.min(Math.max(o.interval ?? 0, 30_000), 300_000);
  const sentence = `${o.name} cannot be fetched`;
  return now < until
    ? finding(o, "wait", "unreachable", sentence, since, { ...words, until })
    : finding(o, "bad", "unreachable", sentence, since, words);
}

function fetched(o: Observation): string {
  const name = longName(parseRevision(o.source?.revision));
  return name ? `${o.name} is at ${withoutDigest(name)}` : `${o.name} is ready`;
}

const undecided: ReadonlySet<Code> = new Set(["working", "waits-for-dependency", "waits-for-source"]);

/**
 * Trying again is not news: an object at work on exactly what it has already been
 * judged by keeps its verdict until the turn ends, good or bad. After a failure a new
 * attempt is not well before it has ended well.
 */
export function keepVerdict(current: Finding, told: readonly Told[], now: number): Finding {
  if (current.tone !== "wait" || current.attempt === undefined || !undecided.has(current.code)) return current;
  const before = told.find((t) => keyOf(t.object) === keyOf(current.object));
  if (!before) return current;
  const retrying = before.code === "retrying" || (before.tone === "bad" && before.attempt !== current.attempt);
  const until = current.since + retryMs;
  if (retrying && brief.has(before.code) && now < until)
    return { ...keep(current, before), attempt: before.attempt, until };
  if (retrying) return { ...current, code: "retrying" };
  if (before.attempt !== current.attempt || (before.tone !== "good" && before.tone !== "bad")) return current;
  return keep(current, before);
}

/** What fails to build or to be applied does so within a moment: until then the failure stands. */
const brief: ReadonlySet<string> = new Set(["does-not-build", "refused", "failed"]);
const retryMs = 5000;

function keep(current: Finding, before: Told): Finding {
  const kept: Finding = { ...current, tone: before.tone, code: before.code as Code, sentence: before.sentence };
  delete kept.message;
  delete kept.until;
  if (before.since !== undefined) kept.since = before.since;
  if (before.message) kept.message = before.message;
  return kept;
}

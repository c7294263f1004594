import { assessHelmRelease } from "./assess-helm.ts";
import { assessKustomization } from "./assess-kustomization.ts";
import { assessWorkload } from "./assess-workload.ts";
import { driftOf } from "./drift.ts";
import { assessSource, type Finding, finding, keepVerdict } from "./finding.ts";
import { judge } from "./judge.ts";
import { remembering } from "./lookup.ts";
import { keyOf, type Observation, type ObservedKind } from "./observation.ts";
import { gather, type Parts } from "./parts.ts";
import { same } from "./same.ts";
import {
  appliedStand,
  countPods,
  freshPods,
  isResolvedByFlux,
  resolvedVersion,
  runningStand,
  toldVersion,
  triedVersion,
} from "./stands.ts";
import type { Definition, Folded, Lookup, Stand, Status, Told } from "./types.ts";

/**
 * What is known of a deployment, from one cluster's observations. In three steps:
 * gather its objects, say of each what it comes to (assess-*.ts), judge them together
 * (judge.ts). The previous status is asked only for what the cluster forgets: since
 * when, and what an object had been judged by before it began the same turn again.
 * Where nothing changed the previous status itself is returned.
 */
export function fold(definition: Definition, lookup: Lookup, previous: Status | undefined, now: number): Folded {
  const seen = remembering(lookup);
  const parts = gather(definition, seen);
  if (!parts.lead)
    return {
      status: keepIfSame(absent(definition, seen, previous, now), previous),
      ...whenAbsent(definition, now),
      looked: [...seen.looked],
    };

  const findings = assess(parts, seen, previous?.told ?? [], now);
  const [lead] = findings.get("lead") ?? [];
  const applied = carry(appliedStand(definition, parts, previous, lead?.tone === "good"), previous?.applied, now);
  const pods = countPods(definition, parts);
  const running = carry(runningStand(definition, applied, pods, parts, previous?.runs), previous?.running, now);
  const judged = judge({
    definition,
    findings,
    applied,
    running,
    pods,
    drift: driftOf(parts, previous?.drift ?? [], now),
    wanted: wantedVersion(definition, parts),
    told: toldVersion(definition, parts),
    tried: triedVersion(definition, parts, applied),
    fresh: freshPods(parts, lead?.since ?? 0),
    sourceGone: lead?.tone === "good" ? goneSource(parts) : undefined,
  });
  const status = dated(
    { deployment: definition.id, declared: declaredStand(definition), applied, running, ...judged },
    findings,
    previous,
    now,
  );
  const looks = [...findings.values()]
    .flat()
    .map((f) => f.until ?? 0)
    .filter((until) => until > now);
  const folded: Folded = { status: keepIfSame(status, previous), looked: [...seen.looked] };
  if (looks.length > 0) folded.lookAgainAt = Math.min(...looks);
  return folded;
}

export type Findings = Map<"lead" | "sources" | "delivery" | "workloads" | "controllers", Finding[]>;

function assess(parts: Parts, lookup: Lookup, told: readonly Told[], now: number): Findings {
  const keep = (f: Finding) => keepVerdict(f, told, now);
  const target = parts.sources[0]?.source?.revision;
  const one = (o: Observation): Finding => {
    if (o.kustomization) return assessKustomization(o, parts.mine, now);
    if (isOutdatedChart(o, parts.lead)) return finding(o, "wait", "working", `${o.name} is being fetched`, 0);
    return o.helm ? assessHelmRelease(o, target, now) : assessSource(o, now, told);
  };
  return new Map([
    ["lead", parts.lead ? [keep(one(parts.lead))] : []],
    ["sources", parts.sources.map((o) => keep(one(o)))],
    ["delivery", parts.delivery.map((o) => keep(one(o)))],
    ["workloads", parts.workloads.map((o) => assessWorkload(o, parts.pods.get(keyOf(o)) ?? [], now))],
    ["controllers", lookup.controllers().map((o) => assessWorkload(o, [], now))],
  ]);
}

/** Helm's controller has not passed a new chart version on yet: what the chart says is of the old one. */
function isOutdatedChart(o: Observation, lead: Observation | undefined): boolean {
  const asked = lead?.helm?.chartVersion;
  return (
    o.kind === "HelmChart" &&
    asked !== undefined &&
    o.source?.ref?.semver !== undefined &&
    o.source.ref.semver !== asked
  );
}

function goneSource(parts: Parts): Finding | undefined {
  const { lead } = parts;
  if (!lead || !parts.sourceGone) return undefined;
  return finding(lead, "unknown", "silent", `the source of ${lead.name} is gone`, 0);
}

/** Of a range or a branch, what Flux resolved it to; else what Git says. */
function wantedVersion(definition: Definition, parts: Parts): string | undefined {
  if (isResolvedByFlux(definition)) return resolvedVersion(definition, parts);
  if (definition.form !== "oci-digest") return definition.declared.version;
  return definition.declared.digest
    ? definition.declared.version
    : (resolvedVersion(definition, parts) ?? definition.declared.version);
}

function declaredStand({ declared }: Definition): Stand {
  const stand: Stand = { version: declared.version };
  if (declared.commit) stand.revision = declared.commit;
  if (declared.at !== undefined) stand.since = declared.at;
  return stand;
}

/** The same version stands since when it came, whatever has been written about it since. */
function carry(stand: Stand, previous: Stand | undefined, now: number): Stand {
  if (stand.version === undefined && stand.digest === undefined) return {};
  const unchanged = previous && previous.version === stand.version && previous.digest === stand.digest;
  return { ...stand, since: (unchanged ? previous.since : undefined) ?? stand.since ?? now };
}

type Undated = Omit<Status, "since" | "healthySince" | "told">;

function dated(status: Undated, findings: Findings, previous: Status | undefined, now: number): Status {
  const unchanged =
    previous?.health === status.health &&
    previous.sentence === status.sentence &&
    previous.runs === status.runs &&
    previous.suspended === status.suspended;
  const out: Status = {
    ...status,
    told: tell(findings, previous?.told ?? []),
    since: unchanged ? previous.since : now,
  };
  if (!previous && status.running.since !== undefined && status.health === "healthy") out.since = status.running.since;
  const same = previous?.healthySince !== undefined && previous.runs === status.runs && status.serving;
  const healthySince = same
    ? previous?.healthySince
    : status.health === "healthy" && status.runs
      ? out.since
      : undefined;
  if (healthySince !== undefined) out.healthySince = healthySince;
  return out;
}

/** A sentence that was said before keeps its time and its message: only durations in it have changed. */
function tell(findings: Findings, before: readonly Told[]): Told[] {
  const told: Told[] = [];
  for (const [part, f] of [...findings].flatMap(([key, list]) => list.map((one) => [key, one] as const))) {
    // How the lead itself is brought is in order, or being seen to, at every push: only trouble is worth a line.
    if (part === "delivery" && f.tone !== "bad" && f.tone !== "off") continue;
    if (told.some((t) => keyOf(t.object) === keyOf(f.object))) continue;
    const line: Told = {
      object: f.object,
      tone: f.tone === "unknown" ? "off" : f.tone,
      code: f.code,
      sentence: f.sentence,
    };
    if (f.message) line.message = f.message;
    if (f.since) line.since = f.since;
    if (f.attempt !== undefined) line.attempt = f.attempt;
    const old = before.find(
      (t) => keyOf(t.object) === keyOf(f.object) && t.tone === line.tone && t.sentence === line.sentence,
    );
    if (old) {
      if (old.since) line.since = old.since;
      if (old.message) line.message = old.message;
    }
    told.push(line);
  }
  return told;
}

/** After a merge Flux needs a while to make a new object. */
const newcomerMs = 600_000;

function whenAbsent(definition: Definition, now: number): { lookAgainAt?: number } {
  const until = (definition.declared.at ?? 0) + newcomerMs;
  return now < until ? { lookAgainAt: until } : {};
}

/** The leading object is not there. That is only said when its kind has been listed to the end. */
function absent(definition: Definition, lookup: Lookup, previous: Status | undefined, now: number): Status {
  const listed = lookup.complete(definition.object.kind as ObservedKind);
  if (!listed && previous) return previous;
  const declaredAt = definition.declared.at ?? 0;
  const gone = (previous?.told.length ?? 0) > 0 || (previous?.health === "missing" && declaredAt < previous.since);
  const young = listed && now < declaredAt + newcomerMs && !gone;
  const judged: Pick<Status, "health" | "tone" | "sentence"> = !listed
    ? { health: "unknown", tone: "off", sentence: "not heard of yet" }
    : young
      ? { health: "progressing", tone: "wait", sentence: "merged, Flux has not tried it" }
      : { health: "missing", tone: "bad", sentence: "not on the cluster" };
  const unchanged = previous?.health === judged.health && previous.sentence === judged.sentence;
  const status: Status = {
    deployment: definition.id,
    declared: declaredStand(definition),
    applied: {},
    running: {},
    ...judged,
    serving: false,
    suspended: false,
    drift: [],
    told: [],
    since: unchanged ? previous.since : now,
  };
  if (!isResolvedByFlux(definition)) status.wanted = definition.declared.version;
  return status;
}

function keepIfSame(status: Status, previous: Status | undefined): Status {
  return previous && same(status, previous) ? previous : status;
}

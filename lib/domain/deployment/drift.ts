import { conditionOf, type HandEdit, keyOf, type Observation } from "./observation.ts";
import type { Parts } from "./parts.ts";
import { parseImage } from "./revision.ts";
import type { Drift, DriftClass } from "./types.ts";

/** Six classes; of a workload's fields, which show which (the rest is configuration). */
const classes: { [field: string]: DriftClass } = {
  replicas: "scaling",
  affinity: "scaling",
  tolerations: "scaling",
  nodeSelector: "scaling",
  resources: "scaling",
  topologySpreadConstraints: "scaling",
  serviceAccountName: "security",
  securityContext: "security",
  imagePullSecrets: "security",
  volumeClaimTemplates: "infrastructure",
  volumes: "infrastructure",
  hostAliases: "dependency",
  dnsConfig: "dependency",
};

/** What differs on the cluster from what Flux applied: somebody's hand, or what Helm itself found. */
export function driftOf(parts: Parts, previous: readonly Drift[], now: number): Drift[] {
  const drift: Drift[] = [];
  for (const workload of parts.workloads) {
    for (const edit of workload.workload?.hands ?? []) {
      if (stillDiffers(edit, parts.lead)) drift.push(byHand(workload, edit));
    }
  }
  const detected = conditionOf(parts.lead, "Drifted");
  if (parts.lead && detected?.status === "True" && drift.length === 0) {
    drift.push({
      class: "configuration",
      kind: "detected",
      object: { kind: parts.lead.kind, namespace: parts.lead.namespace, name: parts.lead.name },
      since: detected.since,
      sentence: "differs from what Helm applied",
    });
  }
  return drift.map((d) => ({ ...d, since: d.since || sinceBefore(d, previous) || now }));
}

/**
 * The field stays in the tool's name after its value was put back by hand. Where Helm
 * compares, its verdict counts, unless the edit is younger than Helm's last turn.
 */
function stillDiffers(edit: HandEdit, lead: Observation | undefined): boolean {
  const mode = lead?.helm?.driftMode;
  if (mode !== "warn" && mode !== "enabled") return true;
  const drifted = conditionOf(lead, "Drifted");
  if (!drifted || drifted.status === "True") return true;
  const turning = conditionOf(lead, "Reconciling")?.status === "True";
  return edit.at > Math.max(drifted.since, turning ? 0 : (lead?.reconciledAt ?? 0));
}

function byHand(workload: Observation, edit: HandEdit): Drift {
  const value = edit.field === "image" && edit.value ? imageName(edit.value) : edit.value;
  const drift: Drift = {
    class: classes[edit.field] ?? "configuration",
    kind: "by-hand",
    object: { kind: workload.kind, namespace: workload.namespace, name: workload.name },
    field: edit.field,
    by: edit.manager,
    since: edit.at,
    sentence: `edited by hand: ${edit.field}${value ? ` ${value}` : ""}`,
  };
  if (value) drift.value = value;
  return drift;
}

function imageName(image: string): string {
  const { tag, digest } = parseImage(image);
  return tag ?? digest?.slice(0, 19) ?? image;
}

function sinceBefore(drift: Drift, previous: readonly Drift[]): number | undefined {
  return previous.find(
    (p) => p.kind === drift.kind && p.field === drift.field && keyOf(p.object) === keyOf(drift.object),
  )?.since;
}

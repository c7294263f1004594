import type { Condition } from "./objects.ts";

/** A condition to be: what is not said is kept or made up when it is written. */
export type Wanted = Pick<Condition, "type" | "status" | "reason" | "message">;

export const condition = (type: string, status: Condition["status"], reason: string, message: string): Wanted => ({
  type,
  status,
  reason,
  message: message.length > 600 ? `${message.slice(0, 600)}…` : message,
});

/** Both are set together on the way, so that Ready tells what is going on. */
export function progressing(message: string, ready: string = message): Wanted[] {
  return [
    condition("Reconciling", "True", "Progressing", message),
    condition("Ready", "Unknown", "Progressing", ready),
  ];
}

// Flux sorts what matters most to the front.
const ORDER = ["Stalled", "Reconciling", "Ready"];

/**
 * The conditions after a change: `set` replaces by type, `drop` removes. A transition time moves
 * only with the status, as in Kubernetes.
 */
export function changed(
  before: readonly Condition[] | undefined,
  set: readonly Wanted[],
  drop: readonly string[],
  generation: number,
  now: Date,
): Condition[] {
  const after = new Map((before ?? []).map((c) => [c.type, c]));
  for (const type of drop) after.delete(type);
  for (const wanted of set) {
    const old = after.get(wanted.type);
    const same = old?.status === wanted.status && old.lastTransitionTime;
    const lastTransitionTime = same ? old.lastTransitionTime : seconds(now);
    after.set(wanted.type, { ...wanted, lastTransitionTime, observedGeneration: generation });
  }
  const rank = (c: Condition) => (ORDER.includes(c.type) ? ORDER.indexOf(c.type) : ORDER.length);
  return [...after.values()].sort((a, b) => rank(a) - rank(b));
}

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((c) => c.type === type);
}

/** Ready for exactly this generation. */
export function isReady(object: {
  metadata: { generation?: number };
  status?: { conditions?: Condition[]; observedGeneration?: number };
}): boolean {
  return (
    object.status?.observedGeneration === object.metadata.generation &&
    conditionOf(object.status?.conditions, "Ready")?.status === "True"
  );
}

export const seconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

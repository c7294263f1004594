import type { GateFacts } from "./facts.ts";
import type { Gate } from "./gate.ts";

/**
 * Nothing new is brought to where nobody would see how it fares. What went well goes back there all the same: in an
 * incident Flux may well hear of it where Sluice hears nothing. While all are heard there is no such gate.
 */
export function signOfLife({ silent, kind, version }: GateFacts): Gate | undefined {
  if (silent.length === 0) return undefined;
  const base = { key: "sign-of-life", label: "Sign of life" };
  const names = silent.join(" and ");
  if (kind === "rollback") {
    return { ...base, phase: "pass", sentence: `Nothing is heard from ${names}, and a rollback does not wait for it.` };
  }
  return {
    ...base,
    phase: "wait",
    sentence: `Waits for a sign of life from ${names}: nobody would see how ${version} fares there. Look at the connection; only a rollback goes without.`,
  };
}

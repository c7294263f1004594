import "server-only";
import { type Wired, wire } from "../wire.ts";

const kept = globalThis as unknown as { sluice?: Promise<Wired> };

/** One set of adapters a process. It outlives hot reloads and is shared by all routes' bundles. */
export function wired(): Promise<Wired> {
  kept.sluice ??= wire("web").catch((error) => {
    kept.sluice = undefined;
    throw error;
  });
  return kept.sluice;
}

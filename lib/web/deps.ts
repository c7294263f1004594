import "server-only";
import { type Wired, wire } from "../wire.ts";
import { Fleet } from "./fleet.ts";

/** What a page or a route may reach: the adapters, and the fleet that is held in memory. */
export type Web = Wired & { fleet: Fleet };

const kept = globalThis as unknown as { sluice?: Promise<Web> };

/** One set of adapters a process. It outlives hot reloads and is shared by all routes' bundles. */
export function web(): Promise<Web> {
  kept.sluice ??= open().catch((error: unknown) => {
    kept.sluice = undefined;
    throw error;
  });
  return kept.sluice;
}

async function open(): Promise<Web> {
  const wired = await wire("web");
  try {
    return { ...wired, fleet: await Fleet.open(wired.store, wired.live) };
  } catch (error) {
    // Whoever comes next opens all of it anew: connections left open would use up what the database has.
    await wired.close();
    throw error;
  }
}

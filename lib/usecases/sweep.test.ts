import { describe, expect, it } from "vitest";
import type { Deps } from "../ports/deps.ts";
import { sweep } from "./sweep.ts";

const now = 1_700_000_000_000;
const minute = 60_000;

type World = { due?: string[]; services?: number; releasesReadAt?: number; checkedAt?: number };

/** What a sweep asks for. */
async function asked({ due = [], services = 0, releasesReadAt, checkedAt = now }: World, sweeps = 1) {
  const all: string[] = [];
  const tx = {
    jobs: {
      addAll: async (name: string, jobs: { input: object }[]) => {
        for (const { input } of jobs) all.push(`${name} ${Object.values(input)}`);
      },
    },
  };
  const deps = {
    now: () => now,
    store: {
      read: {
        duePromotions: async () => due,
        services: async () => Array.from({ length: services }, (_, i) => ({ id: `service-${i}`, releasesReadAt })),
        connections: async () => [{ id: "gh", kind: "github", updatedAt: checkedAt }],
      },
      transaction: async (work: (t: typeof tx) => Promise<void>) => work(tx),
    },
  } as unknown as Deps;
  for (let i = 0; i < sweeps; i++) await sweep(deps);
  return all;
}

describe("a sweep", () => {
  it("asks for the releases of thousands of services in turns, and for what is due before them", async () => {
    const all = await asked({ due: ["p1"], services: 1_050 }, 11);
    expect(all[0]).toBe("advance-promotion p1");
    expect(all.slice(0, 102).filter((each) => each.startsWith("discover-releases"))).toHaveLength(100);
    expect(new Set(all).size).toBe(1_051);
  });

  it("leaves alone what was looked at lately", async () => {
    expect(await asked({ services: 1, releasesReadAt: now - minute, checkedAt: now - 50 * minute })).toEqual([]);
    const old = { services: 1, releasesReadAt: now - 3 * minute, checkedAt: now - 61 * minute };
    expect(await asked(old)).toEqual(["discover-releases service-0", "check-connection gh"]);
  });

  it("waits for no time that lies ahead: it was written by a clock that has been set right since", async () => {
    const ahead = { services: 1, releasesReadAt: now + 60 * minute, checkedAt: now + 60 * minute };
    expect(await asked(ahead)).toEqual(["discover-releases service-0", "check-connection gh"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRow } from "../ports/store.ts";
import { sweep } from "./sweep.ts";

const now = 1_700_000_000_000;
const minute = 60_000;

const shop: RepositoryRow = {
  id: "shop",
  connectionId: "here",
  fullName: "acme/shop",
  branch: "main",
  head: "c1",
  adoptedAt: 1,
  corrections: {},
};

type World = {
  tip: () => Promise<string>;
  row?: Partial<RepositoryRow>;
  heardAt?: number;
  releasesReadAt?: number;
  due?: string[];
  services?: number;
};

/** What a sweep asks for, and which tips it keeps. */
function world({ tip, row = {}, heardAt = now - minute, releasesReadAt, due = [], services = 0 }: World) {
  const asked: string[] = [];
  const tips: string[] = [];
  const tx = {
    jobs: {
      add: async (name: string, input: object) => void asked.push(`${name} ${Object.values(input)}`),
      addAll: async (name: string, jobs: { input: object }[]) => {
        for (const { input } of jobs) asked.push(`${name} ${Object.values(input)}`);
      },
    },
    layout: { saveTip: async (_: string, __: string, commit: string) => void tips.push(commit) },
  };
  const deps = {
    now: () => now,
    mirror: { tip },
    store: {
      read: {
        duePromotions: async () => due,
        repositories: async () => [{ ...shop, ...row }],
        services: async () => Array.from({ length: services }, (_, i) => ({ id: `service-${i}`, releasesReadAt })),
        connections: async () => [],
        tips: async () => [{ branch: "main", commit: "c1", heardAt }],
      },
      transaction: async (work: (t: typeof tx) => Promise<void>) => work(tx),
    },
  } as unknown as Deps;
  return { deps, asked, tips };
}

const rejected = () => Promise.reject(new Rejected("There is no such repository.", { status: 404 }));
const silent = () => Promise.reject(new Unavailable("The git host is not answering."));

describe("a sweep", () => {
  it("asks for promotions that are due though a git host hangs", async () => {
    const { deps, asked } = world({ tip: () => new Promise(() => {}), due: ["p1"] });
    void sweep(deps);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(["advance-promotion p1"]);
  });

  it("asks for the releases of thousands of services in turns, and for what is due before them", async () => {
    const { deps, asked } = world({ tip: async () => "c1", due: ["p1"], services: 1_050 });
    for (let i = 0; i < 11; i++) await sweep(deps);
    expect(asked[0]).toBe("advance-promotion p1");
    expect(asked.slice(0, 102).filter((each) => each.startsWith("discover-releases"))).toHaveLength(100);
    expect(new Set(asked).size).toBe(1_051);
  });

  it("has a repository read whose branch moved, and leaves one alone that has not", async () => {
    const moved = world({ tip: async () => "c2" });
    await sweep(moved.deps);
    expect(moved).toMatchObject({ asked: ["read-repository shop"], tips: ["c2"] });
    const still = world({ tip: async () => "c1" });
    await sweep(still.deps);
    expect(still).toMatchObject({ asked: [], tips: ["c1"] });
  });

  it("waits for no time that lies ahead: it was written by a clock that has been set right since", async () => {
    const hour = 60 * minute;
    const ahead = world({ tip: async () => "c2", heardAt: now + hour, releasesReadAt: now + hour, services: 1 });
    await sweep(ahead.deps);
    expect(ahead.asked).toEqual(["discover-releases service-0", "read-repository shop"]);
    const lately = world({ tip: async () => "c2", heardAt: now - 1, releasesReadAt: now - 1, services: 1 });
    await sweep(lately.deps);
    expect(lately.asked).toEqual([]);
  });

  it("has a refusal told once, and taken back when the host says yes again though nothing was pushed", async () => {
    const refused = world({ tip: rejected });
    await sweep(refused.deps);
    expect(refused.asked).toEqual(["read-repository shop"]);
    const told = world({ tip: rejected, row: { unread: "There is no such repository." } });
    await sweep(told.deps);
    expect(told.asked).toEqual([]);
    const back = world({ tip: async () => "c1", row: { unread: "There is no such repository." } });
    await sweep(back.deps);
    expect(back.asked).toEqual(["read-repository shop"]);
  });

  it("has the silence of a git host told after minutes and not after a moment", async () => {
    const moment = world({ tip: silent });
    await sweep(moment.deps);
    expect(moment.asked).toEqual([]);
    const long = world({ tip: silent, heardAt: now - 6 * minute });
    await sweep(long.deps);
    expect(long.asked).toEqual(["read-repository shop"]);
  });
});

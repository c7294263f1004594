import { describe, expect, it } from "vitest";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { RepositoryRow } from "../ports/store.ts";
import { lookAtGit } from "./look-at-git.ts";

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
  tip: (row: RepositoryRow) => Promise<string>;
  row?: Partial<RepositoryRow>;
  heardAt?: number;
  others?: RepositoryRow[];
};

/** What a look asks for, and which tips it keeps. */
function world({ tip, row = {}, heardAt = now - minute, others = [] }: World) {
  const asked: string[] = [];
  const tips: string[] = [];
  const tx = {
    jobs: { add: async (name: string, input: object) => void asked.push(`${name} ${Object.values(input)}`) },
    layout: { saveTip: async (_: string, __: string, commit: string) => void tips.push(commit) },
  };
  const deps = {
    now: () => now,
    mirror: { tip },
    store: {
      read: {
        repositories: async () => [{ ...shop, ...row }, ...others],
        tips: async () => [{ branch: "main", commit: "c1", heardAt }],
      },
      transaction: async (work: (t: typeof tx) => Promise<void>) => work(tx),
    },
  } as unknown as Deps;
  return { deps, asked, tips };
}

const rejected = () => Promise.reject(new Rejected("There is no such repository.", { status: 404 }));
const silent = () => Promise.reject(new Unavailable("The git host is not answering."));

describe("a look at Git", () => {
  it("has a repository read whose branch moved, and leaves one alone that has not", async () => {
    const moved = world({ tip: async () => "c2" });
    await lookAtGit(moved.deps);
    expect(moved).toMatchObject({ asked: ["read-repository shop"], tips: ["c2"] });
    const still = world({ tip: async () => "c1" });
    await lookAtGit(still.deps);
    expect(still).toMatchObject({ asked: [], tips: ["c1"] });
  });

  it("goes on to all the others while a host hangs", async () => {
    const others = Array.from({ length: 30 }, (_, i) => ({ ...shop, id: `r${i}`, fullName: `acme/r${i}` }));
    const tip = ({ id }: RepositoryRow) => (id === "shop" ? new Promise<string>(() => {}) : Promise.resolve("c2"));
    const { deps, asked } = world({ tip, others });
    void lookAtGit(deps);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(30);
  });

  it("is not put off by a time that lies ahead: it was written by a clock that has been set right since", async () => {
    const ahead = world({ tip: async () => "c2", heardAt: now + 60 * minute });
    await lookAtGit(ahead.deps);
    expect(ahead.asked).toEqual(["read-repository shop"]);
    const lately = world({ tip: async () => "c2", heardAt: now - 1 });
    await lookAtGit(lately.deps);
    expect(lately.asked).toEqual([]);
  });

  it("has a refusal told once, and taken back when the host says yes again though nothing was pushed", async () => {
    const refused = world({ tip: rejected });
    await lookAtGit(refused.deps);
    expect(refused.asked).toEqual(["read-repository shop"]);
    const told = world({ tip: rejected, row: { unread: "There is no such repository." } });
    await lookAtGit(told.deps);
    expect(told.asked).toEqual([]);
    const back = world({ tip: async () => "c1", row: { unread: "There is no such repository." } });
    await lookAtGit(back.deps);
    expect(back.asked).toEqual(["read-repository shop"]);
  });

  it("has the silence of a git host told after minutes and not after a moment", async () => {
    const moment = world({ tip: silent });
    await lookAtGit(moment.deps);
    expect(moment.asked).toEqual([]);
    const long = world({ tip: silent, heardAt: now - 6 * minute });
    await lookAtGit(long.deps);
    expect(long.asked).toEqual(["read-repository shop"]);
  });
});

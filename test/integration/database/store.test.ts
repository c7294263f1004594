import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AlreadyThere } from "../../../lib/adapters/database/failures.ts";
import type { Promotion } from "../../../lib/domain/promotion/promotion.ts";
import { LostLease } from "../../../lib/ports/store.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

let count = 0;
function asked(change: Partial<Promotion> = {}): Omit<Promotion, "number"> {
  count += 1;
  return {
    id: `P${String(count).padStart(4, "0")}`,
    service: `shop-${count}`,
    environment: "production",
    version: "1.2.3",
    from: "1.2.2",
    kind: "promotion",
    requestedBy: "mara",
    requestedAt: 1_760_000_000_000 + count,
    reason: "the fix",
    plan: {
      service: "shop",
      environment: "production",
      version: "1.2.3",
      kind: "promotion",
      step: "patch",
      legs: [],
      baseCommit: "c0ffee",
      notes: [],
    },
    planHash: "hash",
    state: { is: "opening" },
    leg: 0,
    legs: [
      {
        position: 0,
        clusters: ["eu"],
        deployments: ["d1"],
        repository: "acme/fleet",
        baseBranch: "main",
        branch: `sluice/production/shop/P${count}`,
        watchOnly: false,
      },
    ],
    holdMs: 600_000,
    deadlineMs: 3_600_000,
    retries: 0,
    nextLookAt: 1_760_000_000_000,
    ...change,
  };
}
const insert = (promotion = asked(), key?: string) =>
  test.store.transaction((tx) => tx.promotions.insert(promotion, key));

describe("a promotion", () => {
  it("comes back as it was stored, with the number that the database gave it", async () => {
    const promotion = asked();
    const stored = await insert(promotion, "key-1");
    expect(stored).toEqual({ ...promotion, number: stored.number });
    expect(await test.store.read.promotion(promotion.id)).toEqual(stored);
    expect(await test.store.read.promotionByKey("key-1")).toEqual(stored);
    expect(await test.store.read.promotionByNumber(stored.number)).toEqual(stored);
    expect(await test.store.read.duePromotions(1_760_000_000_000)).toContain(promotion.id);
  });

  it("holds for as long as people say, in whatever part of a minute", async () => {
    const stored = await insert(asked({ holdMs: 1.1 * 60_000, deadlineMs: 1.23456 * 60_000 }));
    expect(stored).toMatchObject({ holdMs: 66_000, deadlineMs: 74_074 });
  });

  it("is the only one in flight for its service and environment", async () => {
    const first = await insert();
    await expect(insert({ ...asked(), service: first.service })).rejects.toThrow(AlreadyThere);
    await test.store.transaction((tx) =>
      tx.promotions.save({ ...first, state: { is: "cancelled", at: 1, by: "mara", because: "changed my mind" } }),
    );
    await insert({ ...asked(), service: first.service });
  });

  it("keeps its ending, whoever writes", async () => {
    const first = await insert();
    const ended: Promotion = { ...first, state: { is: "verified", at: 1_760_000_000_500 } };
    await test.store.transaction((tx) => tx.promotions.save(ended));
    await expect(
      test.store.transaction((tx) => tx.promotions.save({ ...first, state: { is: "rolling-out", since: 2 } })),
    ).rejects.toThrow(LostLease);
    await expect(
      test.owner.query(`UPDATE promotion SET state = '{"is":"opening"}', "endedAt" = NULL WHERE id = $1`, [first.id]),
    ).rejects.toThrow(/has ended and keeps its ending/);
    await test.store.transaction((tx) => tx.promotions.save({ ...ended, retries: 1 }));
  });

  it("goes on when it failed and is tried again, once for each retry", async () => {
    const first = await insert();
    const failed: Promotion = { ...first, state: { is: "failed", at: 1, because: "no access" } };
    await test.store.transaction((tx) => tx.promotions.save(failed));
    const again: Promotion = { ...first, state: { is: "opening" }, retries: 1 };
    await expect(test.store.transaction((tx) => tx.promotions.save({ ...again, retries: 0 }))).rejects.toThrow(
      LostLease,
    );
    await test.store.transaction((tx) => tx.promotions.save(again));
    expect(await test.store.read.promotion(first.id)).toMatchObject({ state: { is: "opening" }, retries: 1 });
  });

  it("counts an approval once for a person and a plan", async () => {
    const { id } = await insert();
    const approval = {
      userId: "u1",
      login: "ines",
      planHash: "hash",
      verdict: "approved" as const,
      because: "looks right",
      at: 5,
    };
    await test.store.transaction((tx) => tx.promotions.approve(id, approval));
    await expect(test.store.transaction((tx) => tx.promotions.approve(id, approval))).rejects.toThrow(AlreadyThere);
    expect(await test.store.read.approvals(id)).toEqual([approval]);
  });

  it("keeps a gate report only when it says something new", async () => {
    const { id } = await insert();
    const report = { gates: [], passes: false, blocked: false, lookAgainAt: 1, facts: { checks: ["green"] } };
    await test.store.transaction(async (tx) => {
      await tx.promotions.report(id, 0, "abc", report, 1);
      await tx.promotions.report(id, 0, "abc", { ...report, lookAgainAt: 2 }, 2);
      await tx.promotions.report(id, 0, "def", report, 3);
    });
    expect((await test.store.read.reports(id)).map((one) => [one.at, one.head])).toEqual([
      [1, "abc"],
      [3, "def"],
    ]);
    expect(await test.store.read.lastReport(id)).toEqual(report);
  });

  it("tells each step once", async () => {
    const { id } = await insert();
    await test.store.transaction(async (tx) => {
      await tx.promotions.tell(id, { at: 1, sentence: "The pull request was opened.", key: "opened" });
      await tx.promotions.tell(id, { at: 2, sentence: "The pull request was opened again.", key: "opened" });
    });
    expect(await test.store.read.timeline(id)).toEqual([
      { at: 1, sentence: "The pull request was opened.", key: "opened" },
    ]);
  });

  it("is listed newest first and page by page", async () => {
    const service = "listed";
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { id } = await insert(asked({ service, environment: `e${n}`, requestedAt: 1000 + Math.floor(n / 2) }));
      ids.unshift(id);
    }
    const first = await test.store.read.listPromotions({ service, limit: 3 });
    const last = first[2] as Promotion;
    const second = await test.store.read.listPromotions({
      service,
      limit: 3,
      before: { requestedAt: last.requestedAt, id: last.id },
    });
    expect([...first, ...second].map((one) => one.id)).toEqual(ids);
  });
});

describe("a lease", () => {
  it("is held by one, runs out by the database's clock, and its fence voids what the former holder writes", async () => {
    const promotion = await insert();
    const first = await test.store.lease(promotion.id, 60_000);
    expect(await test.store.lease(promotion.id, 60_000)).toBeUndefined();
    expect(await test.store.renew(promotion.id, first?.fence ?? -1, 60_000)).toBe(true);
    await test.owner.query(`UPDATE promotion SET "leaseUntil" = now() - interval '1 second' WHERE id = $1`, [
      promotion.id,
    ]);

    const second = await test.store.lease(promotion.id, 60_000);
    expect(second?.fence).toBe((first?.fence ?? 0) + 1);
    expect(await test.store.renew(promotion.id, first?.fence ?? -1, 60_000)).toBe(false);
    await expect(
      test.store.transaction((tx) => tx.promotions.save({ ...promotion, retries: 9 }, first?.fence)),
    ).rejects.toThrow(LostLease);
    await test.store.transaction((tx) => tx.promotions.save({ ...promotion, retries: 1 }, second?.fence));
    expect((await test.store.read.promotion(promotion.id))?.retries).toBe(1);
  });

  it("is void once a person has written", async () => {
    const promotion = await insert();
    const lease = await test.store.lease(promotion.id, 60_000);
    await test.store.transaction(async (tx) => {
      const locked = (await tx.promotions.lock(promotion.id)) as Promotion;
      await tx.promotions.save({ ...locked, nextLookAt: 7 });
    });
    await expect(test.store.transaction((tx) => tx.promotions.save(promotion, lease?.fence))).rejects.toThrow(
      LostLease,
    );
  });

  it("is free again when it is given back", async () => {
    const promotion = await insert();
    const lease = await test.store.lease(promotion.id, 60_000);
    await test.store.release(promotion.id, lease?.fence ?? -1);
    expect(await test.store.lease(promotion.id, 60_000)).toBeDefined();
  });
});

describe("a transaction", () => {
  it("leaves nothing behind when it fails: no state, no audit record, no job, no news", async () => {
    const promotion = asked();
    const before = await counts();
    await expect(
      test.store.transaction(async (tx) => {
        await tx.promotions.insert(promotion);
        await tx.audit.write({ who: "mara", did: "requested", to: promotion.id, at: 1 });
        await tx.jobs.add("advance-promotion", { promotion: promotion.id }, { key: promotion.id });
        await tx.changed("promotions", [promotion.id]);
        throw new Error("power cut");
      }),
    ).rejects.toThrow("power cut");
    expect(await test.store.read.promotion(promotion.id)).toBeUndefined();
    expect(await counts()).toEqual(before);
  });

  it("lets one at a time decide for a service and environment", async () => {
    const order: string[] = [];
    let free = () => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    let taken = () => {};
    const hasIt = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const first = test.store.transaction(async (tx) => {
      await tx.promotions.lockPlace("shop", "production");
      taken();
      await held;
      order.push("first");
    });
    await hasIt;
    const second = test.store.transaction(async (tx) => {
      await tx.promotions.lockPlace("shop", "production");
      order.push("second");
    });
    await test.store.transaction((tx) => tx.promotions.lockPlace("shop", "staging"));
    order.push("elsewhere");
    free();
    await Promise.all([first, second]);
    expect(order).toEqual(["elsewhere", "first", "second"]);
  });
});

async function counts() {
  const { rows } = await test.owner.query(
    "SELECT (SELECT count(*) FROM audit_record) AS audit, (SELECT count(*) FROM change) AS change, (SELECT count(*) FROM pgboss.job) AS jobs",
  );
  return rows[0];
}

describe("what a commit declares", () => {
  it("is told once, ends where the next begins, and may be thousands of deployments", async () => {
    const of = (version: string, from: number) =>
      Array.from({ length: 12_000 }, (_, i) => ({
        deployment: `production/HelmRelease/apps/service-${i}`,
        service: `service-${i}`,
        environment: "production",
        cluster: "production",
        version,
        from,
        commit: "c0ffee",
        author: "Mara \u0000 \ud83d",
      }));
    const tell = (rows: ReturnType<typeof of>) =>
      test.store.transaction((tx) => tx.layout.addDeclared("a-repository", rows));
    expect(await tell(of("1.0.0", 1_000))).toBe(12_000);
    expect(await tell(of("1.0.0", 1_000))).toBe(0);
    const ends = of("1.0.0", 1_000).map(({ deployment }) => ({ deployment, to: 5_000 }));
    await test.store.transaction((tx) => tx.layout.closeDeclared(ends));
    await tell(of("2.0.0", 5_000));
    await test.store.transaction((tx) =>
      tx.layout.closeDeclared([{ deployment: ends[0]?.deployment ?? "", to: 5_000 }]),
    );
    const [now, before] = await test.store.read.intervals({ service: "service-7", limit: 5 });
    expect(before).toMatchObject({ version: "1.0.0", kind: "declared", from: 1_000, to: 5_000, commit: "c0ffee" });
    expect(now).toMatchObject({ version: "2.0.0", from: 5_000 });
    expect(now).not.toHaveProperty("to");
    expect((await test.store.read.openDeclared("a-repository")).size).toBe(12_000);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedLines, planText, sameEdits } from "./plan.ts";
import type { Plan, PlannedEdit, Promotion } from "./promotion.ts";
import { branchName, commitMessage, commitTitle, promotionOf, pullRequestBody } from "./pull-request.ts";

const edit: PlannedEdit = {
  path: "apps/production/checkout.yaml",
  line: 12,
  column: 16,
  before: ["      version: 4.12.1"],
  after: ["      version: 4.13.0"],
  context: { above: ["    chart: checkout"], below: [], firstLine: 11 },
};

const plan: Plan = {
  service: "checkout",
  environment: "production",
  version: "4.13.0",
  digest: "sha256:abc",
  from: "4.12.1",
  kind: "promotion",
  step: "minor",
  baseCommit: "a".repeat(40),
  notes: [],
  legs: [
    {
      clusters: ["eu"],
      deployments: ["eu/HelmRelease/cart/checkout"],
      repository: "acme/fleet",
      baseBranch: "main",
      edits: [edit],
      watchOnly: false,
    },
  ],
};

const legged = (over: Partial<PlannedEdit>): Plan => ({
  ...plan,
  legs: plan.legs.map((leg) => ({ ...leg, edits: [{ ...edit, ...over }] })),
});

describe("what an approval is for", () => {
  it("stays the same when an unrelated push moves the lines", () => {
    expect(
      planText({
        ...legged({ line: 40, context: { above: ["x"], below: [], firstLine: 39 } }),
        baseCommit: "b".repeat(40),
      }),
    ).toBe(planText(plan));
    expect(sameEdits([edit], [{ ...edit, line: 40 }])).toBe(true);
  });

  it.each([
    ["another version", { ...plan, version: "4.13.1" }],
    ["another digest of the same version", { ...plan, digest: "sha256:def" }],
    ["another line", legged({ after: ["      version: 4.13.0 # now"] })],
    ["another file", legged({ path: "apps/staging/checkout.yaml" })],
    ["another branch", { ...plan, legs: plan.legs.map((leg) => ({ ...leg, baseBranch: "release" })) }],
    ["another cluster", { ...plan, legs: plan.legs.map((leg) => ({ ...leg, clusters: ["us"] })) }],
    ["a rollback instead", { ...plan, kind: "rollback" as const }],
  ])("changes with %s", (_, other) => {
    expect(planText(other)).not.toBe(planText(plan));
  });
});

describe("the lines that differ", () => {
  it("are told with those around them", () => {
    expect(changedLines("a\nb\nc\nd", "a\nb\nX\nd")).toEqual({
      firstLine: 3,
      before: ["c"],
      after: ["X"],
      above: ["a", "b"],
      below: ["d"],
    });
  });

  it("put back into the old text give the new one", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const found = changedLines(old.join("\n"), now.join("\n"));
        const rebuilt = [
          ...old.slice(0, found.firstLine - 1),
          ...found.after,
          ...old.slice(found.firstLine - 1 + found.before.length),
        ];
        expect(rebuilt).toEqual(now);
      }),
    );
  });
});

const promotion = {
  id: "01M7ZSFS9QZPW6VFAZD7P2FRJV",
  service: "checkout",
  environment: "production",
  requestedBy: "dev",
  reason: "card fix",
  plan,
} as unknown as Promotion;

describe("the pull request", () => {
  it("has a branch that derives from the promotion, so that a crash finds it", () => {
    expect(branchName(promotion, 0)).toBe("sluice/production/checkout/01m7zsfs9qzpw6vfazd7p2frjv");
    expect(branchName(promotion, 1)).toBe("sluice/production/checkout/01m7zsfs9qzpw6vfazd7p2frjv-2");
  });

  it("has a branch that Git takes, whatever things are called", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (service, environment) => {
        const name = branchName({ ...promotion, service, environment }, 0);
        expect(name).toMatch(/^sluice\/[a-z0-9_][a-z0-9._-]*\/[a-z0-9_][a-z0-9._-]*\/[a-z0-9]+$/);
        expect(name).not.toMatch(/\.\.|\.lock\/|\.\//);
      }),
    );
  });

  it("has a commit that says which promotion it is of", () => {
    expect(promotionOf(commitMessage(promotion))).toBe(promotion.id);
    expect(promotionOf("Bump the chart")).toBeUndefined();
    expect(commitTitle(plan)).toBe("Promote checkout 4.13.0 to production");
    expect(commitTitle({ ...plan, kind: "rollback", version: "4.12.1" })).toBe(
      "Roll back checkout in production to 4.12.1",
    );
  });

  it("mentions nobody, closes nothing and breaks out of nothing, whatever the reason says", () => {
    const body = pullRequestBody(
      { ...promotion, reason: "@acme/everyone fixes #12\n</details><img src=x>\n`" },
      0,
      "https://sluice.example.com",
    );
    expect(body).not.toMatch(/@acme/);
    expect(body).not.toMatch(/#12/);
    expect(body).not.toMatch(/(?<!\\)<img/);
  });
});

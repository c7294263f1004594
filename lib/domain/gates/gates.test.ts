import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approval } from "./approval.ts";
import { checks } from "./checks.ts";
import { evaluate, inOneLine, sameReport } from "./evaluate.ts";
import { exactForm } from "./exact-form.ts";
import type { GateFacts } from "./facts.ts";
import { predecessor } from "./predecessor.ts";
import { mergeAgainAt } from "./refused-merge.ts";
import { reviews } from "./reviews.ts";
import { signOfLife } from "./sign-of-life.ts";

const head = "9c41d07aa0000000000000000000000000000000";

function facts(over: Partial<GateFacts> = {}): GateFacts {
  return {
    planHash: "the-plan",
    kind: "promotion",
    version: "3.3.0",
    environment: "production",
    requestedBy: "dev",
    expectedHead: head,
    baseBranch: "main",
    approvalsWanted: 1,
    approvals: [],
    predecessors: [{ environment: "staging", verifiedAt: 1, runs: ["3.3.0"] }],
    silent: [],
    pullRequest: { number: 7, head, base: "main", mergeable: "yes" },
    checks: [],
    reviewsWanted: 0,
    reviews: [],
    now: 1_000_000,
    ...over,
  };
}

const said = (login: string, planHash = "the-plan", verdict: "approved" | "refused" = "approved") => ({
  userId: login,
  login,
  planHash,
  verdict,
  because: "read it",
  at: 1,
});

describe("approval", () => {
  it("waits, and says who may and who may not", () => {
    const gate = approval(facts());
    expect(gate.phase).toBe("wait");
    expect(gate.sentence).toBe("One by an approver, release manager or admin, not @dev.");
  });

  it("says how many it still waits for", () => {
    const gate = approval(facts({ approvalsWanted: 3, approvals: [said("ada")] }));
    expect(gate.sentence).toBe("1 of 3: @ada approved. 2 more by approvers, release managers or admins, not @dev.");
  });

  it("passes with one by somebody else", () => {
    expect(approval(facts({ approvals: [said("ada")] })).phase).toBe("pass");
  });

  it("does not count one's own, however the login is spelled", () => {
    for (const login of ["dev", "Dev"]) expect(approval(facts({ approvals: [said(login)] })).phase).toBe("wait");
  });

  it("given for yesterday's plan does not count today, and that is said", () => {
    const gate = approval(facts({ approvals: [said("ada", "yesterday's plan")] }));
    expect(gate.phase).toBe("wait");
    expect(gate.sentence).toContain("Earlier approvals were for another plan");
  });

  it("counts a person once, however often they say it", () => {
    expect(approval(facts({ approvalsWanted: 2, approvals: [said("ada"), said("Ada")] })).phase).toBe("wait");
    expect(approval(facts({ approvalsWanted: 2, approvals: [said("ada"), said("rhea")] })).phase).toBe("pass");
  });

  it("never passes on fewer distinct other people than are asked for", () => {
    const people = fc.array(
      fc.record({ login: fc.constantFrom("dev", "ada", "rhea", "adam"), plan: fc.constantFrom("the-plan", "old") }),
    );
    fc.assert(
      fc.property(people, fc.integer({ min: 0, max: 4 }), (given, wanted) => {
        const gate = approval(facts({ approvalsWanted: wanted, approvals: given.map((g) => said(g.login, g.plan)) }));
        const others = new Set(given.filter((g) => g.plan === "the-plan" && g.login !== "dev").map((g) => g.login));
        expect(gate.phase === "pass").toBe(others.size >= wanted);
      }),
    );
  });
});

describe("a sign of life", () => {
  it("is waited for from what has fallen silent, and what to do is said", () => {
    const gate = signOfLife(facts({ silent: ["production-eu", "production-us"] }));
    expect(gate).toMatchObject({
      phase: "wait",
      sentence:
        "Waits for a sign of life from production-eu and production-us: nobody would see how 3.3.0 fares there. Look at the connection; only a rollback goes without.",
    });
  });

  it("is not waited for by a rollback, and that is said", () => {
    expect(signOfLife(facts({ silent: ["production-eu"], kind: "rollback" }))).toMatchObject({
      phase: "pass",
      sentence: "Nothing is heard from production-eu, and a rollback does not wait for it.",
    });
  });

  it("is nothing to speak of while all are heard", () => {
    expect(signOfLife(facts())).toBeUndefined();
  });
});

describe("predecessor", () => {
  it("passes once the release is verified before", () => {
    expect(predecessor(facts()).sentence).toBe("3.3.0 verified on staging.");
  });

  it("waits while it runs there but has not held", () => {
    const gate = predecessor(facts({ predecessors: [{ environment: "staging", runs: ["v3.3.0"] }] }));
    expect([gate.phase, gate.sentence]).toEqual([
      "wait",
      "3.3.0 runs on staging, but has not held there long enough yet.",
    ]);
  });

  it("says what runs there instead, and the way", () => {
    const gate = predecessor(facts({ predecessors: [{ environment: "staging", runs: ["3.2.5"] }] }));
    expect(gate.sentence).toBe("3.3.0 is not verified on staging, which runs 3.2.5. Promote it there first.");
  });

  it("sends nobody to promote what has come there, and does not get well", () => {
    const before = { environment: "staging", runs: ["3.2.5"], declared: ["3.3.0"] };
    expect(predecessor(facts({ predecessors: [before] }))).toMatchObject({
      phase: "wait",
      sentence: "3.3.0 has come to staging, but does not run there: it has to get well there first.",
    });
  });

  it("asks nothing of a rollback, nor where nothing comes before", () => {
    expect(predecessor(facts({ kind: "rollback", predecessors: [{ environment: "staging", runs: [] }] })).phase).toBe(
      "pass",
    );
    expect(predecessor(facts({ predecessors: [] })).phase).toBe("pass");
  });
});

describe("checks", () => {
  const check = (name: string, state: "green" | "running" | "red", required = true) => ({ name, state, required });

  it("waits for those that run, by name", () => {
    const gate = checks(facts({ checks: [check("lint", "green"), check("render", "running")] }));
    expect([gate.phase, gate.sentence]).toEqual(["wait", "1 of 2 required checks on 9c41d07a; waits for render."]);
  });

  it("blocks on a red one", () => {
    expect(checks(facts({ checks: [check("lint", "red")] })).phase).toBe("block");
  });

  it("leaves those out that protection does not ask for, once it asks for some", () => {
    expect(checks(facts({ checks: [check("lint", "green"), check("flaky", "red", false)] })).phase).toBe("pass");
    expect(checks(facts({ checks: [check("flaky", "red", false)] })).phase).toBe("block");
  });
});

describe("reviews on Git", () => {
  const review = (who: string, verdict: "approved" | "changes-requested" | "commented" | "dismissed", at: number) => ({
    who,
    verdict,
    at,
    commit: head,
  });

  it("are no gate where protection asks for none", () => {
    expect(reviews(facts())).toBeUndefined();
  });

  it("count by the last word of each, comments aside", () => {
    const changed = [
      review("ada", "changes-requested", 1),
      review("ada", "approved", 2),
      review("ada", "commented", 3),
    ];
    expect(reviews(facts({ reviewsWanted: 1, reviews: changed }))?.phase).toBe("pass");
    expect(
      reviews(facts({ reviewsWanted: 1, reviews: [review("ada", "approved", 1), review("ada", "dismissed", 2)] }))
        ?.phase,
    ).toBe("wait");
  });
});

describe("exact form", () => {
  it("blocks when somebody pushed to the branch", () => {
    const gate = exactForm(facts({ pullRequest: { number: 7, head: "f".repeat(40), base: "main", mergeable: "yes" } }));
    expect(gate.phase).toBe("block");
    expect(gate.sentence).toContain("Somebody pushed to the branch");
  });

  it("blocks when the pull request goes to another branch, or its own was rewritten", () => {
    const elsewhere = exactForm(facts({ pullRequest: { number: 7, head, base: "release", mergeable: "yes" } }));
    expect(elsewhere).toMatchObject({ phase: "block", sentence: expect.stringContaining("go to release") });
    expect(exactForm(facts({ rewritten: true }))).toMatchObject({
      phase: "block",
      sentence: expect.stringContaining("Somebody rewrote main"),
    });
  });

  it("blocks on a conflict and says the way", () => {
    expect(
      exactForm(facts({ pullRequest: { number: 7, head, base: "main", mergeable: "conflict" } })).sentence,
    ).toContain("promote again");
  });

  it("waits after a refused merge until it is time to try again", () => {
    const refused = (tryAgainAt: number) =>
      exactForm(facts({ mergeRefused: { sentence: "Required status check is expected.", tryAgainAt } }));
    expect(refused(1_000_001)).toMatchObject({ phase: "wait", lookAgainAt: 1_000_001 });
    expect(refused(999_999).phase).toBe("pass");
  });

  it("waits half a minute after the first refusal, and never longer than ten", () => {
    expect(mergeAgainAt({ at: 0, times: 1 })).toBe(30_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (times) => {
        const [wait, next] = [times, times + 1].map((n) => mergeAgainAt({ at: 0, times: n }));
        expect(next).toBeGreaterThanOrEqual(wait ?? 0);
        expect(next).toBeLessThanOrEqual(600_000);
      }),
    );
  });

  it.each([
    ["GitHub answered 405: Changes must be made through the merge queue", "Add the pull request to the merge queue"],
    ["GitHub answered 405: Merge commits are not allowed on this repository.", "Allow merge commits or squashing"],
    ["GitHub answered 405: At least 1 approving review is required by reviewers with write access.", "Review it on"],
    ['GitHub answered 405: Required status check "ci" is expected.', "It is merged when those checks are green."],
    ["GitHub answered 405: Commits must have verified signatures.", "Connect Sluice by an App"],
    ["GitHub answered 403: You're not authorized to push to this branch.", "Let Sluice's account merge"],
    ["GitHub answered 405: Something new", "GitHub answered 405: Something new. It is tried again."],
  ])("that was refused with %j says what to do", (sentence, way) => {
    const gate = exactForm(facts({ mergeRefused: { sentence, tryAgainAt: 2_000_000 } }));
    expect(gate.sentence).toContain(way);
  });
});

describe("all gates", () => {
  it("pass together or not at all", () => {
    expect(evaluate(facts()).passes).toBe(false);
    expect(evaluate(facts({ approvals: [said("ada")] })).passes).toBe(true);
    expect(
      evaluate(facts({ approvals: [said("ada")], checks: [{ name: "x", state: "red", required: true }] })).blocked,
    ).toBe(true);
  });

  it("fit into a commit status", () => {
    const long = facts({
      checks: Array.from({ length: 40 }, (_, i) => ({
        name: `a check with a very long name ${i}`,
        state: "running" as const,
        required: true,
      })),
      approvals: [said("ada")],
    });
    expect(inOneLine(evaluate(long)).length).toBeLessThanOrEqual(140);
    for (const pad of ["", "x"]) {
      const name = `${pad}${"🐙".repeat(90)}`;
      const odd = facts({ checks: [{ name, state: "running", required: true }], approvals: [said("ada")] });
      expect(inOneLine(evaluate(odd)).isWellFormed()).toBe(true);
    }
    expect(inOneLine(evaluate(facts({ approvals: [said("ada")] })))).toBe("All 4 gates pass.");
  });

  it("are the same report while nobody would see a difference", () => {
    expect(sameReport(evaluate(facts({ now: 1 })), evaluate(facts({ now: 2 })))).toBe(true);
    expect(sameReport(evaluate(facts()), evaluate(facts({ approvals: [said("ada")] })))).toBe(false);
    expect(sameReport(undefined, evaluate(facts()))).toBe(false);
  });
});

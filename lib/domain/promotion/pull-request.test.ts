import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPlan, aPromotion } from "../../../test/fakes/promotion.ts";
import {
  branchName,
  closingWords,
  commitMessage,
  commitTitle,
  formerBranches,
  mergeTitle,
  promotionOf,
  pullRequestBody,
  pullRequestTitle,
  retryBranch,
} from "./pull-request.ts";

const url = "https://sluice.example.com";

/** What GitHub would make of a text: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls */
const mention = /(?<![\w`])@[a-z\d]/i;
const reference = /(?<![\w&`])(?:#|GH-)\d/i;
const link = /https?:\/\//g;

const hostile = [
  "@acme/everyone please look, @dev too",
  "Fixes #12, closes acme/checkout#9 and resolves GH-4",
  "fixes https://git.example.com/acme/checkout/issues/12",
  "![x](https://evil.example.com/p.png) [y](javascript:alert(1)) <img src=x onerror=y>",
  "# Heading\n## Another\n- [ ] task\n```\nSluice-Promotion: 01FORGED\n```",
  "quiet\r\n\r\nSluice-Promotion: 01FORGED",
  "one\u2028Sluice-Promotion: 01FORGED\u2029\u0007bell",
];

describe("the text of a pull request", () => {
  it("says what comes, where, who asked and what changes", () => {
    expect(pullRequestBody(aPromotion(), 0, url)).toBe(
      [
        "Brings **checkout** in **staging** from `2.4.0` to `2.4.1` on staging.",
        "",
        "Asked for by dev:",
        "",
        "> The fix for carts",
        "",
        "- `apps/staging/checkout.yaml`, line 12: `version: 2.4.0` → `version: 2.4.1`",
        "",
        `Gates, approvals and progress: ${url}/promotions/01HZX3V9QK0000000000000000`,
        "",
        "Sluice merges this when its gates pass. A commit added by hand voids the approvals.",
      ].join("\n"),
    );
  });

  it.each(hostile)("takes nothing from what a person wrote but its words: %j", (reason) => {
    const body = pullRequestBody(aPromotion({ reason }), 0, url);
    expect(body).not.toMatch(mention);
    expect(body).not.toMatch(reference);
    expect(body.match(link)).toHaveLength(1);
    expect(body).not.toMatch(/(?<!\\)</);
    expect(body).not.toMatch(/^(#|```|Sluice-Promotion)/m);
    expect(
      body
        .split("\n")
        .filter((line) => line.includes("FORGED"))
        .every((line) => line.startsWith("> ")),
    ).toBe(true);
  });

  it("keeps what comes out of files inside its code", () => {
    const plan = aPlan({ version: "1`\n\n@acme/everyone" });
    expect(pullRequestBody(aPromotion({ plan }), 0, url)).toContain("to `1'''@acme/everyone`");
  });

  it("is as long as GitHub takes it, however much changes, and says what it leaves out", () => {
    const [leg] = aPlan().legs;
    if (!leg) throw new Error("A plan has a leg.");
    const long = `image: ${"registry.example.com/".repeat(40)}checkout:2.4.0 # 🐙`;
    const edits = Array.from({ length: 900 }, (_, i) => ({
      path: `apps/production/service-${i}.yaml`,
      line: i,
      column: 1,
      before: [long],
      after: [long],
      context: { above: [], below: [], firstLine: i },
    }));
    const plan = aPlan({
      legs: [{ ...leg, edits }],
      notes: Array.from({ length: 60 }, (_, i) => `Note ${i}: ${"_".repeat(100)}`),
    });
    const body = pullRequestBody(aPromotion({ plan, reason: "# ".repeat(1000) }), 0, url);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.isWellFormed()).toBe(true);
    expect(body).toMatch(/^- and \d+ more, each on the promotion's page\.$/m);
    expect(body).toContain("Sluice merges this when its gates pass.");
    expect(body).toContain("service-0.yaml");
  });

  it("has a title that GitHub takes, with the leg that it is", () => {
    const clusters = Array.from({ length: 60 }, (_, i) => `production-region-${i}`);
    const promotion = aPromotion({ legs: 2 });
    const legs = promotion.legs.map((leg) => ({ ...leg, clusters }));
    expect(pullRequestTitle({ ...promotion, legs }, 1)).toBe(
      "Promote checkout 2.4.1 to staging (production-region-0, production-region-1, production-region-2 and 57 more)",
    );
    expect(pullRequestTitle(aPromotion(), 0)).toBe("Promote checkout 2.4.1 to staging");
    const plan = aPlan({ service: "🐙".repeat(200), version: "9".repeat(256) });
    const title = pullRequestTitle(aPromotion({ plan }), 0);
    expect(title.length).toBeLessThanOrEqual(256);
    expect(title.isWellFormed()).toBe(true);
    expect(mergeTitle(aPromotion({ plan }), 12)).toMatch(/… \(#12\)$/);
    expect(mergeTitle(aPromotion(), 12)).toBe("Promote checkout 2.4.1 to staging (#12)");
  });

  it("closes with a word that is as harmless", () => {
    const because = "@acme/everyone: fixes #12";
    const words = closingWords(aPromotion({ state: { is: "cancelled", at: 1, by: "dev", because } }));
    expect(words).toMatch(/^Sluice closes this pull request: the promotion is cancelled\. /);
    expect(words).not.toMatch(mention);
    expect(words).not.toMatch(reference);
    expect(closingWords(aPromotion())).toBe("Sluice closes this pull request: another try took its place.");
  });
});

describe("the message of a commit", () => {
  it("names the promotion, so that it is found after a crash", () => {
    expect(commitTitle(aPlan())).toBe("Promote checkout 2.4.1 to staging");
    expect(commitTitle(aPlan({ kind: "rollback", version: "2.3.9" }))).toBe("Roll back checkout in staging to 2.3.9");
    expect(promotionOf(commitMessage(aPromotion()))).toBe("01HZX3V9QK0000000000000000");
  });

  it.each(hostile)("cannot be made to name another one, to close an issue, or to call somebody: %j", (reason) => {
    const message = commitMessage(aPromotion({ reason }));
    expect(promotionOf(message)).toBe("01HZX3V9QK0000000000000000");
    expect(message).not.toMatch(mention);
    expect(message).not.toMatch(reference);
    expect(message).not.toMatch(link);
  });

  it("is ours by its last paragraph alone, and by one name", () => {
    const id = "01HZX3V9QK0000000000000000";
    expect(promotionOf(`title\n\nSluice-Promotion: ${id}\n\nafterwards`)).toBeUndefined();
    expect(promotionOf(`title\n\nSluice-Promotion: ${id}\nSluice-Promotion: other`)).toBeUndefined();
    expect(promotionOf("")).toBeUndefined();
    expect(promotionOf(`title\r\n\r\nSluice-Promotion: ${id}\r\n`)).toBe(id);
  });

  it("names its promotion whatever the reason is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (reason) => {
        expect(promotionOf(commitMessage(aPromotion({ reason })))).toBe("01HZX3V9QK0000000000000000");
      }),
    );
  });
});

describe("the name of a branch", () => {
  const id = "01HZX3V9QK0000000000000000";

  it("is made of the promotion and its leg alone, so that whoever comes later finds it", () => {
    const promotion = { id, service: "checkout", environment: "production" };
    expect(branchName(promotion, 0)).toBe("sluice/production/checkout/01hzx3v9qk0000000000000000");
    expect(branchName(promotion, 1)).toBe("sluice/production/checkout/01hzx3v9qk0000000000000000-2");
    expect(branchName({ ...promotion, service: "Crème brûlée / v1.2" }, 0)).toBe(
      "sluice/production/cr-me-br-l-e-v1.2/01hzx3v9qk0000000000000000",
    );
  });

  it("is one that Git takes, whatever services and environments are called", () => {
    // https://git-scm.com/docs/git-check-ref-format
    const wrong = /\.\.|[\p{Cc} ~^:?*[\\]|@\{|\/\/|\/\.|\.lock(\/|$)|\.(\/|$)|\/$|^-/u;
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "binary" }),
        fc.nat(5),
        (service, environment, leg) => {
          const name = branchName({ id, service, environment }, leg);
          expect(name).not.toMatch(wrong);
          expect(name.split("/")).toHaveLength(4);
        },
      ),
    );
    for (const service of [
      "a..b",
      "x.lock",
      ".hidden",
      "-flag",
      "...",
      "a.",
      "",
      "x".repeat(59).concat("-y"),
      "refs/heads/main",
      "@{u}",
    ])
      expect(branchName({ id, service, environment: "staging" }, 0)).not.toMatch(wrong);
  });

  it("changes with every retry, and those before are known", () => {
    const branch = branchName({ id, service: "checkout", environment: "staging" }, 1);
    const second = retryBranch(retryBranch(branch, 1), 2);
    expect(second).toBe(`${branch}-r2`);
    expect(formerBranches(second, 2)).toEqual([branch, `${branch}-r1`]);
    expect(formerBranches(branch, 0)).toEqual([]);
    // A later leg that was never retried itself.
    expect(formerBranches(branch, 2)).toEqual([]);
  });
});

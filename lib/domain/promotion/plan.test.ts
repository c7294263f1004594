import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPlan } from "../../../test/fakes/promotion.ts";
import { changedLines, changedPlaces, planText, sameEdits } from "./plan.ts";
import type { Plan, PlannedEdit, PlannedLeg } from "./promotion.ts";

function withLeg(more: Partial<PlannedLeg>): Plan {
  const plan = aPlan();
  return { ...plan, legs: plan.legs.map((leg) => ({ ...leg, ...more })) };
}

function withEdit(more: Partial<PlannedEdit>): Plan {
  return withLeg({ edits: aPlan().legs.flatMap((leg) => leg.edits.map((edit) => ({ ...edit, ...more }))) });
}

describe("what an approval is for", () => {
  it.each<[string, Plan]>([
    ["an unrelated push moves the line down", withEdit({ line: 40, column: 14 })],
    ["the lines around it change", withEdit({ context: { above: ["other"], below: ["other"], firstLine: 39 } })],
    ["the plan is made at a later commit", aPlan({ baseCommit: "b9" })],
    ["a note is worded otherwise", aPlan({ notes: ["Another sentence."] })],
    ["what it starts from is known better", aPlan({ from: "2.3.0", step: "minor" })],
    ["clusters are told in another order", aPlan()],
  ])("stays when %s", (_, plan) => {
    expect(planText(plan)).toBe(planText(aPlan()));
  });

  it.each<[string, Plan]>([
    ["another version", aPlan({ version: "2.4.2" })],
    ["another digest of the same version", aPlan({ digest: `sha256:${"0".repeat(64)}` })],
    ["another service", aPlan({ service: "payments" })],
    ["another environment", aPlan({ environment: "production" })],
    ["a rollback instead of a promotion", aPlan({ kind: "rollback" })],
    ["another file", withEdit({ path: "apps/production/checkout.yaml" })],
    ["another line to replace", withEdit({ before: ["      version: 2.3.9"] })],
    ["other words to write", withEdit({ after: ['      version: "2.4.1"'] })],
    ["one more line to write", withEdit({ after: ["      version: 2.4.1", "      suspend: true"] })],
    ["one more edit", withLeg({ edits: aPlan().legs.flatMap((leg) => [...leg.edits, ...leg.edits]) })],
    ["another repository", withLeg({ repository: "evil/fleet" })],
    ["another branch to merge into", withLeg({ baseBranch: "release" })],
    ["another cluster", withLeg({ clusters: ["production-us"] })],
    ["nothing to edit any more", withLeg({ edits: [], watchOnly: true })],
    ["one more leg", { ...aPlan(), legs: [...aPlan().legs, ...aPlan().legs] }],
  ])("is void with %s", (_, plan) => {
    expect(planText(plan)).not.toBe(planText(aPlan()));
  });

  it("is void with any other text in a line, however it is put", () => {
    const lines = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(planText(withEdit({ after: a })) === planText(withEdit({ after: b }))).toBe(same);
        const edits = (after: string[]) => withEdit({ after }).legs[0]?.edits ?? [];
        expect(sameEdits(edits(a), edits(b))).toBe(same);
      }),
    );
  });
});

describe("the lines that change", () => {
  it("are those that differ, with three around them", () => {
    const before = ["a", "b", "c", "d", "version: 1", "e", "f", "g", "h"].join("\n");
    expect(changedLines(before, before.replace("version: 1", "version: 2"))).toEqual({
      firstLine: 5,
      before: ["version: 1"],
      after: ["version: 2"],
      above: ["b", "c", "d"],
      below: ["e", "f", "g"],
    });
  });

  it("have nothing below them at the end of a file", () => {
    expect(changedLines("a\nversion: 1\n", "a\nversion: 2\n")).toMatchObject({ above: ["a"], below: [] });
    expect(changedLines("version: 1\n\nb\n", "version: 2\n\nb\n").below).toEqual(["", "b"]);
  });

  it("put the one text's place into the other's give that other", () => {
    const text = fc.array(fc.constantFrom("a", "b", "", "version: 1"), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (old, now) => {
        const { firstLine, before, after } = changedLines(old.join("\n"), now.join("\n"));
        const lines = old.join("\n").split("\n");
        expect(lines.slice(firstLine - 1, firstLine - 1 + before.length)).toEqual(before);
        lines.splice(firstLine - 1, before.length, ...after);
        expect(lines.join("\n")).toBe(now.join("\n"));
      }),
    );
  });

  it("are told place by place, so that what others write between them is not part of the plan", () => {
    const lines = Array.from({ length: 900 }, (_, i) => (i === 2 || i === 4 || i === 890 ? "tag: 1" : `line ${i}`));
    const before = lines.join("\n");
    const places = changedPlaces(before, before.replaceAll("tag: 1", "tag: 2"));
    expect(places).toEqual([
      {
        firstLine: 3,
        before: ["tag: 1", "line 3", "tag: 1"],
        after: ["tag: 2", "line 3", "tag: 2"],
        above: ["line 0", "line 1"],
        below: ["line 5", "line 6", "line 7"],
      },
      {
        firstLine: 891,
        before: ["tag: 1"],
        after: ["tag: 2"],
        above: ["line 887", "line 888", "line 889"],
        below: ["line 891", "line 892", "line 893"],
      },
    ]);
  });

  it("put back place by place give the other text", () => {
    const text = fc.array(fc.constantFrom("a", "b", "", "version: 1"), { maxLength: 20 });
    fc.assert(
      fc.property(text, text, (old, now) => {
        const lines = old.join("\n").split("\n");
        for (const place of changedPlaces(old.join("\n"), now.join("\n")).toReversed()) {
          expect(lines.slice(place.firstLine - 1, place.firstLine - 1 + place.before.length)).toEqual(place.before);
          lines.splice(place.firstLine - 1, place.before.length, ...place.after);
        }
        expect(lines.join("\n")).toBe(now.join("\n"));
      }),
    );
  });
});

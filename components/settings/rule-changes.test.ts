import fc from "fast-check";
import { expect, it } from "vitest";
import { changesLeft, hasChanges } from "./rule-changes.ts";

const rules = { approvals: 1, holdMinutes: 10, deadlineMinutes: 60, oneClusterAtATime: false };

it("what somebody is about to change stays while another rule is changed elsewhere", () => {
  const left = changesLeft({ holdMinutes: 30 }, { ...rules, approvals: 2 });
  expect({ ...rules, approvals: 2, ...left }).toEqual({ ...rules, approvals: 2, holdMinutes: 30 });
});

it("what was saved is no change any more, so that the next one who changes it is seen", () => {
  const left = changesLeft({ approvals: 2 }, { ...rules, approvals: 2 });
  expect(hasChanges(left)).toBe(false);
  expect({ ...rules, approvals: 3, ...left }.approvals).toBe(3);
});

it("what was saved and is taken back again is a change", () => {
  expect(hasChanges(changesLeft({ approvals: 1 }, { ...rules, approvals: 2 }))).toBe(true);
});

it("what is left of the changes comes to the same rules", () => {
  const some = fc.record({
    approvals: fc.nat(2),
    holdMinutes: fc.nat(2),
    deadlineMinutes: fc.nat(2),
    oneClusterAtATime: fc.boolean(),
  });
  fc.assert(
    fc.property(some, some, (changes, now) => {
      expect({ ...now, ...changesLeft(changes, now) }).toEqual({ ...now, ...changes });
    }),
  );
});

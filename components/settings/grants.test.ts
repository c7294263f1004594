import { expect, it } from "vitest";
import { type Grant, give, take } from "./grants.ts";

const viewer: Grant = { role: "viewer" };
const approver: Grant = { role: "approver", environment: "production" };

it("a role is given beside those that somebody else has given meanwhile", () => {
  expect(give(viewer)([approver])).toEqual([approver, viewer]);
});

it("a role that is there already is not there twice", () => {
  expect(give(viewer)([{ role: "viewer" }, approver])).toEqual([approver, viewer]);
});

it("only that role is taken, and only there", () => {
  expect(take(approver)([viewer, { role: "approver" }, { ...approver }])).toEqual([viewer, { role: "approver" }]);
});

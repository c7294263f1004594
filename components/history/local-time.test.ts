import { expect, it } from "vitest";
import { fromLocalInput, toLocalInput } from "./local-time.ts";

it("reads back the minute that it shows, on either side of a change of the clock", () => {
  for (const at of [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 3, 30), Date.UTC(2026, 5, 1, 12, 0)]) {
    expect(fromLocalInput(toLocalInput(at))).toBe(at);
  }
});

it("takes an empty field as no time", () => {
  expect(fromLocalInput("")).toBeUndefined();
  expect(fromLocalInput("soon")).toBeUndefined();
});

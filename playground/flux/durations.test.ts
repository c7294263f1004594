import { describe, expect, it } from "vitest";
import { milliseconds, printed } from "./durations.ts";

describe("a duration", () => {
  it.each([
    ["1h30m", 5_400_000],
    ["15s", 15_000],
    ["1m0s", 60_000],
    ["250ms", 250],
    [undefined, 7],
  ])("reads %s as %d ms", (text, expected) => {
    expect(milliseconds(text, 7)).toBe(expected);
  });

  it.each([
    [300_000, "5m0s"],
    [3_600_000, "1h0m0s"],
    [40_000, "40s"],
    [10_069, "10.069s"],
    [15, "15ms"],
  ])("prints %d ms as Go does", (ms, expected) => {
    expect(printed(ms)).toBe(expected);
  });
});

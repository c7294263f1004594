import { expect, it } from "vitest";
import { absolute, age, agoWords, clock, day, lasting } from "./time-words.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

it("says an age in one unit, rounded down", () => {
  expect([41 * S, 12 * M + 59 * S, 3 * H, 47 * H, 40 * D, 800 * D].map(age).map(plain)).toEqual([
    "41 s",
    "12 m",
    "3 h",
    "1 d",
    "40 d",
    "2 y",
  ]);
});

it("never says a negative age when clocks differ", () => {
  expect(plain(age(-5000))).toBe("0 s");
  expect(plain(lasting(-5000))).toBe("0 s");
});

it("says of what is to come when, and of nothing both that it is to come and that it is over", () => {
  const now = 10 * D;
  expect([now - 12 * M, now + 2000, now + 3 * H].map((at) => plain(agoWords(at, now, "ago")))).toEqual([
    "12 m ago",
    "0 s ago",
    "in 3 h",
  ]);
  expect(plain(agoWords(now - 12 * M, now))).toBe("12 m");
});

it("says a stretch of time in two units and leaves out zeros", () => {
  expect([4 * M + 12 * S, D + 19 * H, 10 * M, 2 * D + 5 * M].map(lasting).map(plain)).toEqual([
    "4 m 12 s",
    "1 d 19 h",
    "10 m",
    "2 d",
  ]);
});

it("says the day and the zone of an absolute time", () => {
  const at = Date.UTC(2026, 10, 21, 10, 42, 3);
  expect(absolute(at, "Europe/Berlin")).toMatch(/Sat.*21 Nov 2026.*11:42:03.*(CET|GMT\+1)/);
  expect(clock(at, "Europe/Berlin")).toBe("11:42");
  expect(day(at, "Europe/Berlin", at)).toBe("Sat 21 Nov");
  expect(day(at, "Europe/Berlin", Date.UTC(2028, 1, 1))).toBe("Sat 21 Nov 2026");
});

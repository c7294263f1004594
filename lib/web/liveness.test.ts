import { expect, it } from "vitest";
import { AWAY_MS, isQuiet, lost, QUIET_MS, wasAway } from "./liveness.ts";

const NOW = 1_000_000_000;

it("a page that comes back after an hour is not live since it last heard something, and not since it noticed", () => {
  const hourAgo = NOW - 3_600_000;
  expect(lost({ live: true }, hourAgo, NOW)).toEqual({ live: false, since: hourAgo });
});

it("tries that fail one after the other do not make it look as if it were lost only now", () => {
  const first = lost({ live: true }, NOW - 5000, NOW);
  expect(lost(first, NOW - 5000, NOW + 60_000)).toBe(first);
});

it("a page that has never been live is not live since the first try that failed", () => {
  expect(lost({ live: false }, undefined, NOW)).toEqual({ live: false, since: NOW });
});

it("a stream that says nothing is dead, however it was opened", () => {
  expect(isQuiet(NOW, undefined, NOW + QUIET_MS)).toBe(false);
  expect(isQuiet(NOW, undefined, NOW + QUIET_MS + 1)).toBe(true);
  expect(isQuiet(NOW, NOW + 1000, NOW + QUIET_MS + 1)).toBe(false);
  // Opened anew after a long sleep, it gets its time.
  expect(isQuiet(NOW, NOW - 3_600_000, NOW + 1)).toBe(false);
});

it("whoever looked away for a moment has missed nothing", () => {
  expect(wasAway(NOW, NOW + AWAY_MS)).toBe(false);
  expect(wasAway(NOW, NOW + AWAY_MS + 1)).toBe(true);
  expect(wasAway(undefined, NOW)).toBe(false);
});

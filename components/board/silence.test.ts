import { expect, it } from "vitest";
import { isSilent, latestSign, oldestSign, silenceWords } from "./silence.ts";

const NOW = 1_000_000_000;
const S = 1000;

it("what was heard a moment ago is not silent, whichever of the two says so", () => {
  expect(isSilent(latestSign(NOW - 600 * S, NOW - 5 * S), NOW, 90 * S)).toBe(false);
  expect(isSilent(latestSign(NOW - 5 * S, NOW - 600 * S), NOW, 90 * S)).toBe(false);
  expect(isSilent(latestSign(undefined, NOW - 5 * S), NOW, 90 * S)).toBe(false);
});

it("what has not been heard for longer than the limit is silent, and what never was", () => {
  expect(isSilent(NOW - 91 * S, NOW, 90 * S)).toBe(true);
  expect(isSilent(latestSign(undefined, undefined), NOW, 90 * S)).toBe(true);
  expect(silenceWords(NOW - 91 * S, NOW).replaceAll("\u00a0", " ")).toBe("not heard for 1 m 31 s");
  expect(silenceWords(undefined, NOW)).toBe("never heard");
});

it("of several, the one that is silent for longest tells when all were heard", () => {
  expect(oldestSign(["eu", "us"], { eu: NOW, us: NOW - 7 * S })).toBe(NOW - 7 * S);
  expect(oldestSign(["eu", "us"], { eu: NOW })).toBeUndefined();
  expect(oldestSign([], {})).toBeUndefined();
});

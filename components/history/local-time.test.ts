import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { fromLocalInput, toLocalInput } from "./local-time.ts";

afterEach(() => void vi.unstubAllEnvs());

it("leaves what is being typed as it is, whatever the year has come to so far", () => {
  const part = (min: number, max: number, length = 2) =>
    fc.integer({ min, max }).map((value) => String(value).padStart(length, "0"));
  const typed = fc
    .tuple(part(1, 2100, 4), part(1, 12), part(1, 28), part(4, 23), part(0, 59))
    .map(([year, month, day, hour, minute]) => `${year}-${month}-${day}T${hour}:${minute}`);
  fc.assert(
    fc.property(typed, fc.constantFrom("Europe/Berlin", "America/New_York", "UTC"), (text, zone) => {
      vi.stubEnv("TZ", zone);
      expect(toLocalInput(fromLocalInput(text) ?? Number.NaN)).toBe(text);
    }),
  );
});

it("reads back the minute that it shows, on either side of a change of the clock", () => {
  for (const at of [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 3, 30), Date.UTC(2026, 5, 1, 12, 0)]) {
    expect(fromLocalInput(toLocalInput(at))).toBe(at);
  }
});

it("takes an empty field as no time", () => {
  expect(fromLocalInput("")).toBeUndefined();
  expect(fromLocalInput("soon")).toBeUndefined();
});

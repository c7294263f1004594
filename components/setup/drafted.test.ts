import { expect, it } from "vitest";
import type { Adoption, Corrections } from "../../lib/contracts/adoption.ts";
import { isTouched, readAgain, saved } from "./drafted.ts";

const reading = (commit: string, corrections: Corrections = {}) => ({ commit, corrections }) as Adoption;
const left = { ignore: ["dev/Deployment/shop/web"] };

it("what nobody has touched follows the newest reading", () => {
  const first = readAgain(undefined, reading("one"));
  expect(isTouched(first)).toBe(false);
  expect(readAgain(first, reading("two", left)).shown).toEqual(reading("two", left));
});

it("what somebody is about to set right stays while the repository is read again", () => {
  const drafted = { ...readAgain(undefined, reading("one")), shown: reading("one", left) };
  expect(isTouched(drafted)).toBe(true);
  const next = readAgain(drafted, reading("two"));
  expect(next.shown.corrections).toEqual(left);
  expect(isTouched(next)).toBe(true);
});

it("what was saved can be taken back before it has been read again, and that is not lost by the reading", () => {
  const drafted = { ...readAgain(undefined, reading("one")), shown: reading("one", left) };
  const kept = saved(drafted, left, reading("one", left));
  expect(isTouched(kept)).toBe(false);
  const takenBack = { ...kept, shown: reading("one") };
  expect(isTouched(takenBack)).toBe(true);
  const next = readAgain(takenBack, reading("one", left));
  expect(next.shown.corrections).toEqual({});
  expect(isTouched(next)).toBe(true);
});

it("what is set right while it is being saved stays, and is yet to be saved", () => {
  const drafted = { ...readAgain(undefined, reading("one")), shown: reading("one", { ignore: ["another"] }) };
  const next = saved(drafted, left, reading("one", left));
  expect(next.shown.corrections).toEqual({ ignore: ["another"] });
  expect(isTouched(next)).toBe(true);
});

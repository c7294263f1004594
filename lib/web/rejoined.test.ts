import fc from "fast-check";
import { expect, it } from "vitest";
import { type Page, rejoined } from "./rejoined.ts";

type Row = { id: number; says: string };
const rows = (says: string, ...ids: number[]): Row[] => ids.map((id) => ({ id, says }));
const idOf = (row: Row) => String(row.id);

it("rows that changed and rows that came are shown, and those further down stay", () => {
  const kept: Page<Row> = { items: rows("old", 6, 5, 4, 3, 2), next: "2" };
  const joined = rejoined({ items: rows("new", 8, 7, 6, 5), next: "5" }, kept, idOf);
  expect(joined).toEqual({ items: [...rows("new", 8, 7, 6, 5), ...rows("old", 4, 3, 2)], next: "2" });
});

it("a row that is not in the list any more goes", () => {
  const kept: Page<Row> = { items: rows("old", 6, 5, 4, 3), next: "3" };
  expect(rejoined({ items: rows("new", 6, 4), next: "4" }, kept, idOf).items.map(({ id }) => id)).toEqual([6, 4, 3]);
});

it("where more came than fits on a page, the list begins anew", () => {
  const fresh = { items: rows("new", 20, 19), next: "19" };
  expect(rejoined(fresh, { items: rows("old", 6, 5) }, idOf)).toBe(fresh);
});

it("a list that has become one page is that page", () => {
  const fresh = { items: rows("new", 1) };
  expect(rejoined(fresh, { items: rows("old", 2, 1), next: "1" }, idOf)).toBe(fresh);
});

it("is always a piece of the list from its top, without a gap", () => {
  const whole = fc.uniqueArray(fc.nat(30), { minLength: 1 }).map((ids) => ids.sort((a, b) => b - a));
  fc.assert(
    fc.property(whole, fc.nat(30), fc.nat(10), fc.nat(10), (ids, came, size, turned) => {
      const before = ids.filter((id) => id <= came);
      const page = (all: number[], count: number): Page<Row> => {
        const some = all.slice(0, count + 1);
        return some.length < all.length
          ? { items: rows("", ...some), next: String(some.at(-1)) }
          : { items: rows("", ...some) };
      };
      const joined = rejoined(page(ids, size), page(before, size + turned), idOf);
      const shown = joined.items.map(({ id }) => id);
      expect(shown).toEqual(ids.slice(0, shown.length));
      expect(joined.next === undefined).toBe(shown.length === ids.length);
    }),
  );
});

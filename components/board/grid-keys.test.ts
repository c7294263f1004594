import fc from "fast-check";
import { expect, it } from "vitest";
import type { Column } from "../../lib/contracts/board.ts";
import { hold, spotOf } from "./grid-keys.ts";
import type { BoardRow } from "./rows.ts";

const service = (id: string): BoardRow => ({ is: "service", service: { id, name: id, kind: "chart" } });
const team = (name: string): BoardRow => ({ is: "group", team: name, count: 1 });
const column = (id: string): Column => ({ id, environment: id, cluster: id });
const columns = ["dev", "prod"].map(column);

it("whoever is on a cell stays on it when rows above it go and columns before it come", () => {
  const held = hold({ row: 2, column: 1 }, [team("a"), service("api"), service("web")], columns);
  expect(spotOf(held, [team("a"), service("web")], [column("new"), ...columns])).toEqual({ row: 1, column: 2 });
});

it("whoever is on the name of a service stays on the name", () => {
  const held = hold({ row: 0, column: -1 }, [service("api"), service("web")], columns);
  expect(spotOf(held, [service("new"), service("api")], columns)).toEqual({ row: 1, column: -1 });
});

it("where the service is not there any more one is near it, and on it again when it comes back", () => {
  const rows = [service("api"), team("b"), service("web")];
  const held = hold({ row: 2, column: 0 }, rows, columns);
  expect(spotOf(held, [service("api"), team("b")], columns)).toEqual({ row: 0, column: 0 });
  expect(spotOf(held, rows, columns)).toEqual({ row: 2, column: 0 });
});

it("one is always on a service and a column that are there, whatever comes and goes", () => {
  const someRows = fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 })
    .map((ids) => ids.flatMap((id) => (id < "c" ? [team(id), service(id)] : [service(id)])));
  const someColumns = fc.uniqueArray(fc.constantFrom("x", "y", "z"), { minLength: 1 }).map((ids) => ids.map(column));
  fc.assert(
    fc.property(
      someRows,
      someColumns,
      someRows,
      someColumns,
      fc.nat(9),
      fc.nat(3),
      (rows, cols, later, after, r, c) => {
        const held = hold({ row: Math.min(r, rows.length - 1), column: Math.min(c, cols.length) - 1 }, rows, cols);
        const spot = spotOf(held, later, after);
        expect(later[spot.row]?.is).toBe("service");
        expect(spot.column === -1 || after[spot.column] !== undefined).toBe(true);
      },
    ),
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Board, Cell, Column } from "../../lib/contracts/board.ts";
import { CHIPS, countChips } from "./chips.ts";
import { layRows, orderOf, search } from "./rows.ts";
import { silentFrom, silentKey } from "./silence.ts";
import { fromBoard, receive } from "./state.ts";

const NOW = 1_000_000_000;

const columns: Column[] = ["dev", "stage", "prod-eu", "prod-us"].map((id) => ({
  id,
  environment: id,
  cluster: id,
  heardAt: NOW,
}));

const aCell = (over: Partial<Cell> = {}): Cell => ({
  deployment: "d",
  service: "s0",
  column: "dev",
  version: "1.0.0",
  health: "healthy",
  tone: "quiet",
  drift: [],
  suspended: false,
  behind: 0,
  waitsForYou: false,
  ...over,
});

const aBoard = (over: Partial<Board> = {}): Board => ({
  cursor: 10,
  now: NOW,
  staleAfterMs: 90_000,
  columns,
  services: [0, 1, 2].map((n) => ({
    id: `s${n}`,
    name: `service-${n}`,
    kind: "chart",
    team: n === 2 ? undefined : "b",
  })),
  cells: [0, 1, 2].flatMap((n) =>
    columns.map((c) => aCell({ service: `s${n}`, column: c.id, deployment: `s${n}/${c.id}` })),
  ),
  ...over,
});

const someCell = fc.record({
  health: fc.constantFrom("healthy", "progressing", "failing", "suspended", "unknown", "missing"),
  tone: fc.constantFrom("quiet", "muted", "bad", "you", "motion", "held", "drift", "asleep"),
  version: fc.constantFrom("1.0.0", "1.1.0", "2.0.0"),
  motion: fc.option(fc.constant({ to: "2.0.0", progress: 0.5 }), { nil: undefined }),
  drift: fc.constantFrom<string[]>([], ["by hand"]),
  suspended: fc.boolean(),
  behind: fc.nat(3),
  waitsForYou: fc.boolean(),
});

const someBoard = fc
  .record({
    services: fc.integer({ min: 0, max: 12 }),
    cells: fc.array(fc.tuple(fc.nat(11), fc.nat(3), someCell), { maxLength: 40 }),
    heard: fc.array(fc.constantFrom(undefined, NOW, NOW - 200_000), { minLength: 4, maxLength: 4 }),
  })
  .map(({ services, cells, heard }) =>
    aBoard({
      columns: columns.map((c, i) => ({ ...c, heardAt: heard[i] })),
      services: Array.from({ length: services }, (_, n) => ({
        id: `s${n}`,
        name: `name-${n % 5}`,
        kind: n % 2 ? "chart" : "image",
        team: n % 3 ? `team-${n % 3}` : undefined,
      })),
      cells: cells
        .filter(([n]) => n < services)
        .map(([n, c, some]) => aCell({ ...some, service: `s${n}`, column: columns[c]?.id ?? "dev" } as Partial<Cell>)),
    }),
  );

const view = (board: Board) => {
  const state = fromBoard(board);
  const silent = silentFrom(silentKey(state.columns, NOW, state.staleAfterMs));
  return { state, silent };
};

describe("the chips", () => {
  it("count exactly the rows that they filter to, whatever is searched and however it is grouped", () => {
    fc.assert(
      fc.property(
        someBoard,
        fc.constantFrom("", "name-1", "2.0.0", "chart team-1", "nothing has this"),
        fc.constantFrom("team" as const, "none" as const),
        fc.constantFrom("name" as const, "trouble" as const, "recent" as const),
        (board, query, group, sort) => {
          const { state, silent } = view(board);
          const found = search(state.services, state.rows, query);
          const order = orderOf(state, sort, silent);
          const counted = new Map(countChips(found, state.rows, silent).map((chip) => [chip.key, chip.count]));
          for (const { key } of CHIPS) {
            const rows = layRows(found, state.rows, { chip: key, group, order, silent });
            expect(rows.filter((row) => row.is === "service")).toHaveLength(counted.get(key) ?? 0);
          }
        },
      ),
    );
  });

  it("are not shown at zero, except the one that is chosen", () => {
    const { state, silent } = view(aBoard());
    expect(countChips(state.services, state.rows, silent)).toEqual([]);
    expect(countChips(state.services, state.rows, silent, "failing").map((c) => [c.key, c.count])).toEqual([
      ["failing", 0],
    ]);
  });

  it("do not call failing what is merely not heard", () => {
    const board = aBoard({
      columns: columns.map((c) => (c.id === "dev" ? { ...c, heardAt: NOW - 91_000 } : c)),
      cells: [aCell({ tone: "bad", health: "failing" })],
    });
    const { state, silent } = view(board);
    expect(countChips(state.services, state.rows, silent).map((chip) => chip.key)).toEqual(["silent"]);
  });
});

describe("the order", () => {
  it("stays when a cell begins to fail, until somebody asks for a new one", () => {
    const { state, silent } = view(aBoard());
    const order = orderOf(state, "trouble", silent);
    const later = receive(state, { cursor: 11, at: NOW, cells: [aCell({ service: "s1", tone: "bad" })] });
    const ids = (s: typeof state, o: typeof order) =>
      layRows(s.services, s.rows, { group: "none", order: o, silent }).map((r) =>
        r.is === "service" ? r.service.id : "",
      );
    expect(ids(later, order)).toEqual(["s0", "s1", "s2"]);
    expect(ids(later, orderOf(later, "trouble", silent))).toEqual(["s1", "s0", "s2"]);
  });

  it("puts services without a team last", () => {
    const { state, silent } = view(aBoard());
    const rows = layRows(state.services, state.rows, { group: "team", order: orderOf(state, "name", silent), silent });
    expect(rows.map((row) => (row.is === "group" ? `${row.team} ${row.count}` : row.service.id))).toEqual([
      "b 2",
      "s0",
      "s1",
      "no team 1",
      "s2",
    ]);
  });
});

describe("the live stream", () => {
  it("swaps a cell and leaves every other row as it was", () => {
    const { state } = view(aBoard());
    const next = receive(state, { cursor: 12, at: NOW, cells: [aCell({ version: "1.0.1" })] });
    expect(next.rows.get("s0")?.get("dev")?.version).toBe("1.0.1");
    expect(next.rows.get("s1")).toBe(state.rows.get("s1"));
    expect(next.cursor).toBe(12);
  });

  it("ignores what the snapshot already holds", () => {
    const { state } = view(aBoard());
    expect(receive(state, { cursor: 9, at: NOW, cells: [aCell({ version: "0.9" })] })).toBe(state);
  });

  it("keeps two changes of one service in one message", () => {
    const { state } = view(aBoard());
    const cells = [aCell({ version: "2" }), aCell({ column: "stage", version: "3" })];
    const row = receive(state, { cursor: 11, at: NOW, cells }).rows.get("s0");
    expect([row?.get("dev")?.version, row?.get("stage")?.version]).toEqual(["2", "3"]);
  });

  it("asks for a new snapshot when a cell has no place, or the gap was too large", () => {
    const { state } = view(aBoard());
    expect(receive(state, { cursor: 11, at: NOW, cells: [aCell({ service: "new" })] }).outdated).toBe(true);
    expect(receive(state, { cursor: 11, at: NOW, reload: true }).outdated).toBe(true);
  });

  it("never moves a sign of life back in time", () => {
    const { state } = view(aBoard());
    const next = receive(state, { cursor: 11, at: NOW, heard: { dev: NOW - 5, stage: NOW + 5 } });
    expect(next.columns.map((c) => c.heardAt)).toEqual([NOW, NOW + 5, NOW, NOW]);
  });

  it("ends with the same board however the messages are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(9)), { maxLength: 20 }),
        fc.nat(20),
        (changes, cut) => {
          const cells = changes.map(([s, c, v]) =>
            aCell({ service: `s${s}`, column: columns[c]?.id ?? "", version: `${v}` }),
          );
          const whole = receive(fromBoard(aBoard()), { cursor: 20, at: NOW, cells });
          const first = receive(fromBoard(aBoard()), { cursor: 15, at: NOW, cells: cells.slice(0, cut) });
          expect(receive(first, { cursor: 20, at: NOW, cells: cells.slice(cut) })).toEqual(whole);
        },
      ),
    );
  });
});

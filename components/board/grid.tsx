// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be virtualised in two directions; the roles say what the elements would
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active cell
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { Cell } from "../../lib/contracts/board.ts";
import "./board.css";
import { GridHead } from "./grid-head.tsx";
import { type Held, hold, move, type Spot, spotOf } from "./grid-keys.ts";
import { cellId, GridRow } from "./grid-row.tsx";
import type { BoardRow } from "./rows.ts";
import { type BoardState, EMPTY_ROW } from "./state.ts";
import { useWidth } from "./use-width.ts";

type Props = {
  state: BoardState;
  rows: BoardRow[];
  silent: ReadonlySet<string>;
  dense: boolean;
  open: string | undefined;
  onOpen: (cell: Cell) => void;
  onPromote: (cell: Cell) => void;
  onService: (id: string) => void;
};

/**
 * The grid draws only what is in view, in both directions. It holds the focus
 * itself and names its active cell, so that a cell may leave the screen and
 * come back without losing it.
 */
export function Grid({ state, rows, silent, dense, open, onOpen, onPromote, onService }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Held>({ spot: { row: 0, column: 0 } });
  const sizes = dense ? DENSE : COMFORTABLE;
  const { columns } = state;
  const col = useColumnWidth(box, columns.length, sizes);

  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (i) => (rows[i]?.is === "group" ? sizes.group : sizes.row),
    overscan: 3,
    scrollMargin: 0,
    scrollPaddingStart: sizes.head + sizes.group,
    // Rows are counted from below the headings, which take of the window's height.
    scrollPaddingEnd: sizes.head,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => col,
    overscan: 1,
    // And columns from behind the first one.
    scrollPaddingEnd: sizes.first,
  });
  // Sizes follow the density, the window and where the headings are, which the virtualisers do not watch.
  const shape = rows.map((row) => (row.is === "group" ? "g" : "s")).join("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    vertical.measure();
    horizontal.measure();
  }, [sizes, col, shape]);

  const shown = horizontal.getVirtualItems();
  const from = shown[0]?.index ?? 0;
  const to = (shown.at(-1)?.index ?? columns.length - 1) + 1;
  const before = from * col;
  const active = spotOf(held, rows, columns);

  const cellAt = (spot: Spot): Cell | undefined => {
    const row = rows[spot.row];
    const column = columns[spot.column];
    return row?.is === "service" && column ? state.rows.get(row.service.id)?.get(column.id) : undefined;
  };

  const keyed = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const next = move(event.key, active, rows, columns.length, 10);
    const cell = cellAt(active);
    const row = rows[active.row];
    if (next) {
      setHeld(hold(next, rows, columns));
      vertical.scrollToIndex(next.row);
      if (next.column >= 0) horizontal.scrollToIndex(next.column);
    } else if (event.key === "Enter" && active.column < 0 && row?.is === "service") onService(row.service.id);
    else if (event.key === "Enter" && cell) onOpen(cell);
    else if (event.key === "p" && cell) onPromote(cell);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const clicked = (event: MouseEvent) => {
    const id = (event.target as Element).closest("[role=gridcell]")?.id.split("-");
    if (!id) return;
    const spot = { row: Number(id[1]), column: Number(id[2]) };
    setHeld(hold(spot, rows, columns));
    const cell = cellAt(spot);
    if (cell && cell.health !== "missing") onOpen(cell);
  };

  return (
    <div
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label="Services and environments"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={rows.length > 0 ? cellId(active.row, active.column) : undefined}
      className="board max-h-full"
      data-dense={dense || undefined}
      style={{ "--col": `${col}px`, "--first": `${sizes.first}px` } as CSSProperties}
      onKeyDown={keyed}
      onClick={clicked}
    >
      <div role="rowgroup" style={{ display: "contents" }}>
        <GridHead
          columns={columns}
          {...{ from, to, before, silent, dense }}
          total={rows.filter((r) => r.is === "service").length}
        />
      </div>
      <div
        role="rowgroup"
        style={{
          position: "relative",
          height: vertical.getTotalSize(),
          width: sizes.first + col * columns.length,
          minWidth: "100%",
        }}
      >
        {vertical.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          if (row.is === "group")
            return <TeamRow key={`team ${row.team}`} team={row.team} index={index} top={start} height={size} />;
          return (
            <GridRow
              key={row.service.id}
              service={row.service}
              row={state.rows.get(row.service.id) ?? EMPTY_ROW}
              {...{ columns, from, to, before, index, silent, dense, open }}
              top={start}
              height={size}
              last={index === rows.length - 1}
              active={index === active.row ? active.column : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}

function TeamRow({ team, index, top, height }: { team: string; index: number; top: number; height: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="board-row"
      style={{ height, transform: `translateY(${top}px)`, background: "var(--bg)" }}
    >
      <div role="rowheader" className="board-team" style={{ width: "100%" }}>
        <span style={{ position: "sticky", left: "var(--pad)" }}>{team}</span>
      </div>
    </div>
  );
}

type Sizes = { row: number; group: number; head: number; first: number; narrowest: number };
const COMFORTABLE: Sizes = { row: 49, group: 28, head: 53, first: 179, narrowest: 212 };
const DENSE: Sizes = { row: 28, group: 26, head: 32, first: 119, narrowest: 110 };

/** All columns are equally wide: they share the window as long as each stays readable. */
function useColumnWidth(box: React.RefObject<HTMLDivElement | null>, count: number, sizes: Sizes): number {
  const width = useWidth(box);
  if (count === 0) return sizes.narrowest;
  return Math.max(sizes.narrowest, Math.floor(((width - sizes.first) / count) * 100) / 100);
}

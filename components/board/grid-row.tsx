// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be virtualised in two directions; the roles say what the elements would
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active cell
"use client";

import Link from "next/link";
import { memo } from "react";
import type { BoardService, Column } from "../../lib/contracts/board.ts";
import { GridCell } from "./grid-cell.tsx";
import type { Row } from "./state.ts";

type Props = {
  service: BoardService;
  row: Row;
  columns: Column[];
  from: number;
  to: number;
  before: number;
  index: number;
  top: number;
  height: number;
  last: boolean;
  silent: ReadonlySet<string>;
  dense: boolean;
  /** The active column of this row: −1 is the service's name; undefined where another row is active. */
  active: number | undefined;
  open: string | undefined;
};

export const GridRow = memo(function GridRow(props: Props) {
  const { service, row, columns, from, dense } = props;
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      className="board-row"
      data-last={props.last || undefined}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        id={cellId(props.index, -1)}
        className="board-first"
        data-active={props.active === -1 || undefined}
      >
        <Link
          href={`/services/${encodeURIComponent(service.id)}`}
          prefetch={false}
          tabIndex={-1}
          className="block truncate font-semibold hover:underline"
        >
          {service.name}
        </Link>
        {dense ? null : <span className="block truncate text-xs text-ink-3">{service.kind}</span>}
      </div>
      {props.before > 0 ? <div role="presentation" style={{ width: props.before }} /> : null}
      {columns.slice(from, props.to).map((column, i) => {
        const cell = row.get(column.id);
        return (
          <GridCell
            key={column.id}
            id={cellId(props.index, from + i)}
            cell={cell}
            column={column}
            colIndex={from + i + 2}
            serviceName={service.name}
            silent={props.silent.has(column.id)}
            dense={dense}
            active={props.active === from + i}
            open={cell !== undefined && cell.deployment === props.open}
          />
        );
      })}
    </div>
  );
});

export function cellId(row: number, column: number): string {
  return `cell-${row}-${column}`;
}

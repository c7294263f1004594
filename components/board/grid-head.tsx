// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be virtualised in two directions; the roles say what the elements would
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active cell
"use client";

import type { Column } from "../../lib/contracts/board.ts";
import { useTick } from "../ui/ticker.ts";
import { clock, day } from "../ui/time-words.ts";
import { PlaceName } from "./place-name.tsx";

export function GridHead({
  columns,
  from,
  to,
  before,
  total,
  silent,
  dense,
}: {
  columns: Column[];
  from: number;
  to: number;
  /** Width of the columns left of the first that is drawn, in pixels. */
  before: number;
  total: number;
  silent: ReadonlySet<string>;
  dense: boolean;
}) {
  return (
    <div role="row" className="board-head" aria-rowindex={1}>
      <div role="columnheader" className="board-first" aria-colindex={1}>
        <span className="font-semibold">Service</span>
        {dense ? null : <span className="block text-xs text-ink-3">{total}</span>}
      </div>
      {before > 0 ? <div role="presentation" style={{ width: before }} /> : null}
      {columns.slice(from, to).map((column, i) => (
        <HeadCell
          key={column.id}
          column={column}
          colIndex={from + i + 2}
          silent={silent.has(column.id)}
          dense={dense}
        />
      ))}
    </div>
  );
}

function HeadCell(props: { column: Column; colIndex: number; silent: boolean; dense: boolean }) {
  const { column, silent, dense } = props;
  const since = useTick((now) => (silent ? silentSince(column, now) : undefined));
  const second = since ?? [column.rule, column.freeze].filter(Boolean).join(" · ");
  return (
    <div
      role="columnheader"
      aria-colindex={props.colIndex}
      className={`board-col ${silent ? "hatched" : ""}`}
      data-tip={(silent ? column.trouble : undefined) ?? (dense ? second : undefined) ?? undefined}
    >
      <PlaceName
        environment={column.environment}
        label={column.label}
        className={`font-semibold ${silent ? "text-ink-2" : ""}`}
      />
      {dense ? null : (
        <span className="block truncate text-xs text-ink-2">
          {since ?? column.rule}
          {!since && column.rule && column.freeze ? " · " : null}
          {!since && column.freeze ? <span className="font-medium text-held">{column.freeze}</span> : null}
          {"\u00a0"}
        </span>
      )}
    </div>
  );
}

function silentSince(column: Column, now: number): string {
  if (column.heardAt === undefined) return "never heard";
  const today = day(now) === day(column.heardAt);
  return `silent since ${today ? "" : `${day(column.heardAt)} `}${clock(column.heardAt)}`;
}

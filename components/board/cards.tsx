"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import Link from "next/link";
import { useLayoutEffect, useRef, useState } from "react";
import type { BoardService, Cell, Column } from "../../lib/contracts/board.ts";
import { HEALTH, TONES } from "../status-badge.tsx";
import { useTick } from "../ui/ticker.ts";
import { age } from "../ui/time-words.ts";
import { PlaceName } from "./place-name.tsx";
import { silenceWords } from "./silence.ts";
import { type BoardState, EMPTY_ROW, type Row } from "./state.ts";
import { spoken, versionWords } from "./words.ts";

type Props = {
  state: BoardState;
  services: BoardService[];
  silent: ReadonlySet<string>;
  onOpen: (cell: Cell) => void;
};

const HEAD = 41;
const LINE = 37;
const SENTENCE = 20;
const GAP = 10;

/** The board on a phone: one card a service. Heights are known, so that nothing moves while one scrolls. */
export function Cards({ state, services, silent, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(box.current?.offsetTop ?? 0), []);
  const rowOf = (service: BoardService | undefined) => (service && state.rows.get(service.id)) || EMPTY_ROW;
  const virtual = useWindowVirtualizer({
    count: services.length,
    estimateSize: (i) => heightOf(state.columns, rowOf(services[i]), silent) + GAP,
    overscan: 2,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights follow the cells, which the virtualiser does not watch
  useLayoutEffect(() => virtual.measure(), [state.rows, services, silent]);

  return (
    <div ref={box} className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const service = services[index];
        if (!service) return null;
        return (
          <section
            key={service.id}
            aria-label={service.name}
            className="absolute inset-x-0 top-0 overflow-hidden rounded-lg border bg-panel"
            style={{ height: size - GAP, transform: `translateY(${start - top}px)` }}
          >
            <header className="flex h-10 items-center justify-between border-b px-3.5">
              <Link
                href={`/services/${encodeURIComponent(service.id)}`}
                prefetch={false}
                className="truncate text-md font-semibold"
              >
                {service.name}
              </Link>
              <span className="max-w-[40%] shrink-0 truncate pl-3 text-ink-2">{service.team}</span>
            </header>
            {state.columns.map((column) => {
              const cell = rowOf(service).get(column.id);
              if (!cell || cell.health === "missing") return null;
              const line = { cell, column, service, silent: silent.has(column.id), onOpen };
              return <CardLine key={column.id} {...line} />;
            })}
          </section>
        );
      })}
    </div>
  );
}

function CardLine(props: {
  cell: Cell;
  column: Column;
  service: BoardService;
  silent: boolean;
  onOpen: Props["onOpen"];
}) {
  const { cell, column, silent } = props;
  const asleep = silent || cell.tone === "asleep";
  const tone = TONES[asleep ? "asleep" : cell.tone];
  const silence = useTick((now) => {
    if (!silent) return asleep ? (cell.sentence ?? "not heard") : undefined;
    return silenceWords(column.heardAt, now);
  });
  const when = useTick((now) => (asleep ? "?" : cell.since === undefined ? "" : age(now - cell.since)));
  const sentence = silence ?? cell.sentence;
  const Icon = asleep || cell.tone === "motion" ? undefined : tone.icon;
  const tinted = asleep || cell.tone === "bad" || cell.tone === "you" || cell.tone === "motion";
  return (
    <button
      type="button"
      onClick={() => props.onOpen(cell)}
      aria-label={spoken(props.service.name, column, cell, silence)}
      className={`grid w-full grid-cols-[112px_1fr_auto] content-center border-b px-3.5 text-left last:border-b-0 ${tinted ? tone.tint : ""}`}
      style={{ height: LINE + (sentence ? SENTENCE : 0) }}
    >
      <span className="min-w-0 pr-2 text-ink-2">
        <PlaceName environment={column.environment} label={column.label} />
      </span>
      <span className={`version truncate ${asleep ? "text-ink-2" : ""}`}>
        {asleep ? null : <Dot health={cell.health} />}
        {asleep ? cell.version : versionWords(cell)}
      </span>
      <span className="text-xs text-ink-3">{when}</span>
      {sentence ? (
        <span className={`col-span-2 col-start-2 flex min-w-0 items-center gap-1.5 text-xs ${tone.ink}`}>
          {Icon ? <Icon className="size-3.5 shrink-0" aria-hidden /> : null}
          <span className="truncate">{sentence}</span>
        </span>
      ) : null}
    </button>
  );
}

/** As on the grid: what runs keeps the dot of its health, also while something else is said. */
function Dot({ health }: { health: Cell["health"] }) {
  return (
    <span
      aria-hidden
      className={`mr-[7px] inline-block size-[7px] rounded-full bg-current align-[1px] ${HEALTH[health].ink}`}
    />
  );
}

function heightOf(columns: Column[], row: Row, silent: ReadonlySet<string>): number {
  let height = HEAD;
  for (const column of columns) {
    const cell = row.get(column.id);
    if (!cell || cell.health === "missing") continue;
    const says = cell.sentence || silent.has(column.id) || cell.tone === "asleep";
    height += LINE + (says ? SENTENCE : 0);
  }
  return height + 1;
}

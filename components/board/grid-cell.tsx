// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be virtualised in two directions; the roles say what the elements would
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active cell
"use client";

import { Pause } from "lucide-react";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import type { Cell, Column } from "../../lib/contracts/board.ts";
import { TONES } from "../status-badge.tsx";
import { useTick } from "../ui/ticker.ts";
import { absolute, age } from "../ui/time-words.ts";
import { silenceWords } from "./silence.ts";
import { spoken, versionWords } from "./words.ts";

type Props = {
  id: string;
  cell: Cell | undefined;
  column: Column;
  colIndex: number;
  serviceName: string;
  silent: boolean;
  dense: boolean;
  active: boolean;
  open: boolean;
};

/** One deployment on the board. Everything that only ages is drawn by its own clock. */
export const GridCell = memo(function GridCell(props: Props) {
  const { cell, column, silent, dense } = props;
  const changed = useChange(cell);
  const shared = {
    id: props.id,
    "aria-colindex": props.colIndex,
    "data-active": props.active || undefined,
    "data-open": props.open || undefined,
    "aria-selected": props.open,
  } as const;
  const asleep = silent || cell?.tone === "asleep";
  const silence = useTick((now) => (asleep ? asleepWords(column, silent, cell, now) : undefined));

  if (!cell || cell.health === "missing") {
    return (
      <div {...shared} role="gridcell" className="cell none" aria-label={spoken(props.serviceName, column, cell)}>
        {dense ? "–" : (cell?.sentence ?? "not here")}
      </div>
    );
  }

  const tone = asleep ? "asleep" : cell.tone;
  const sentence = silence ?? cell.sentence;
  return (
    <div
      {...shared}
      role="gridcell"
      ref={changed}
      className={`cell ${asleep ? "hatched" : ""}`}
      data-deployment={cell.deployment}
      data-tone={tone}
      data-health={asleep ? undefined : cell.health}
      data-motion={cell.motion && !asleep ? "" : undefined}
      data-tip={dense ? sentence : undefined}
      style={cell.motion ? ({ "--progress": cell.motion.progress } as CSSProperties) : undefined}
      aria-label={spoken(props.serviceName, column, cell, silence)}
    >
      {dense ? <DenseInside cell={cell} tone={tone} /> : <Inside cell={cell} tone={tone} sentence={sentence} />}
    </div>
  );
});

function Inside({ cell, tone, sentence }: { cell: Cell; tone: Cell["tone"]; sentence: string | undefined }) {
  // While it moves the edge and the arrow say so.
  const Icon = tone === "motion" || tone === "held" || tone === "asleep" ? undefined : TONES[tone].icon;
  return (
    <>
      <span className="v">
        {tone === "asleep" ? (cell.version ?? "—") : versionWords(cell)}
        {cell.suspended ? <Pause aria-hidden /> : null}
      </span>
      <Age since={cell.since} asleep={tone === "asleep"} />
      {sentence ? (
        <span className="s">
          {Icon ? <Icon aria-hidden /> : null}
          {sentence}
        </span>
      ) : null}
    </>
  );
}

function DenseInside({ cell, tone }: { cell: Cell; tone: Cell["tone"] }) {
  const Icon = denseIcon(cell, tone);
  return (
    <>
      <span className="v">
        {cell.version ?? "—"}
        {cell.motion && tone !== "asleep" ? <span className="to"> → {cell.motion.to}</span> : null}
      </span>
      {Icon ? <Icon aria-hidden /> : null}
    </>
  );
}

function denseIcon(cell: Cell, tone: Cell["tone"]) {
  if (tone === "asleep" || cell.motion) return undefined;
  if (tone === "bad" || tone === "you" || tone === "drift") return TONES[tone].icon;
  return cell.suspended ? Pause : undefined;
}

function Age({ since, asleep }: { since: number | undefined; asleep: boolean }) {
  const text = useTick((now) => (asleep ? "?" : since === undefined ? "" : age(now - since)));
  return (
    <span className="a" data-tip={asleep || since === undefined ? undefined : absolute(since)}>
      {text}
    </span>
  );
}

function asleepWords(column: Column, silent: boolean, cell: Cell | undefined, now: number): string {
  return silent ? silenceWords(column.heardAt, now) : (cell?.sentence ?? "not heard");
}

/** Draws the edge of a cell once when what it says has changed; not when it comes into view. */
function useChange(cell: Cell | undefined) {
  const element = useRef<HTMLDivElement>(null);
  const said = `${cell?.version} ${cell?.tone} ${cell?.sentence} ${cell?.motion?.to}`;
  const last = useRef({ deployment: cell?.deployment, said });
  useEffect(() => {
    const before = last.current;
    last.current = { deployment: cell?.deployment, said };
    const node = element.current;
    if (!node || before.said === said || before.deployment !== cell?.deployment) return;
    node.dataset.changed = "";
    const done = () => delete node.dataset.changed;
    node.addEventListener("animationend", done, { once: true });
    return () => node.removeEventListener("animationend", done);
  }, [cell?.deployment, said]);
  return element;
}

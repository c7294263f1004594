"use client";

import { TONES } from "../status-badge.tsx";
import type { ChipKey, Counted } from "./chips.ts";

const LOOKS: Record<Counted["tone"], string> = {
  bad: "border-transparent bg-bad-tint text-bad",
  you: "border-transparent bg-you-tint text-you",
  motion: "border-transparent bg-accent-tint text-accent",
  plain: "border-line bg-panel text-ink-2",
};

/** What is wrong, counted; a click filters to it, another lets go. */
export function ChipRow(props: { chips: Counted[]; chosen: ChipKey | undefined; onChoose: (key?: ChipKey) => void }) {
  return (
    <fieldset className="flex min-w-0 gap-1.5 max-sm:-mx-3 max-sm:overflow-x-auto max-sm:p-0.5 max-sm:px-3 sm:flex-wrap">
      <legend className="sr-only">Filter by what is wrong</legend>
      {props.chips.map((chip) => {
        const Icon = chip.tone === "bad" || chip.tone === "you" ? TONES[chip.tone].icon : undefined;
        const chosen = chip.key === props.chosen;
        return (
          <button
            key={chip.key}
            type="button"
            aria-pressed={chosen}
            onClick={() => props.onChoose(chosen ? undefined : chip.key)}
            className={`flex h-[26px] shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-xs ${LOOKS[chip.tone]} ${chosen ? "ring-2 ring-accent" : "hover:brightness-97"}`}
          >
            {Icon ? <Icon className="size-3.5" aria-hidden /> : null}
            <span className={`version ${chip.tone === "plain" ? "text-ink" : ""}`}>{chip.count}</span>
            {chip.label}
          </button>
        );
      })}
    </fieldset>
  );
}

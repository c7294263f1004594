"use client";

import { useState } from "react";
import type { PlanPreview } from "../../lib/contracts/promotion.ts";
import { INPUT } from "../ui/field.tsx";
import { Time } from "../ui/time.tsx";

type Choices = PlanPreview["choices"];
const SEARCH_FROM = 9;
/** A registry may have one for every commit. */
const MOST_SHOWN = 200;

/** The releases to choose from, newest first; the one that is offered is the newest verified. */
export function ReleaseList(props: {
  choices: Choices | undefined;
  /** They could not be read: there is nothing to wait for. */
  isFailed: boolean;
  chosen: string | undefined;
  onChoose: (version: string) => void;
}) {
  const [query, setQuery] = useState("");
  const all = props.choices ?? [];
  const fitting = all.filter((choice) => choice.version.toLowerCase().includes(query.toLowerCase()));
  const isMeant = (choice: Choices[number]) => choice.offered || choice.version === props.chosen;
  const shown = fitting.filter((choice, i) => i < MOST_SHOWN || isMeant(choice));
  const more = fitting.length - shown.length;
  return (
    <div className="flex min-h-0 flex-col border-r bg-bg max-sm:h-[220px] max-sm:border-r-0 max-sm:border-b">
      {all.length >= SEARCH_FROM ? (
        <div className="border-b p-2">
          <input
            type="search"
            aria-label="Search releases"
            placeholder="Search releases…"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className={`${INPUT} h-7 w-full`}
          />
        </div>
      ) : null}
      <fieldset className="min-h-0 min-w-0 flex-1 overflow-y-auto p-1.5">
        <legend className="sr-only">Release</legend>
        {shown.map((choice) => (
          <Release
            key={choice.version}
            choice={choice}
            chosen={choice.version === props.chosen}
            onChoose={() => props.onChoose(choice.version)}
          />
        ))}
        {more > 0 ? <p className="p-2.5 text-ink-2">{more} more. Type a part of the one you look for.</p> : null}
        {props.choices && shown.length === 0 ? (
          <p className="p-2.5 text-ink-2">{all.length === 0 ? "No release is known yet." : "No release fits."}</p>
        ) : null}
        {props.choices || props.isFailed ? null : <div className="skeleton m-1 h-[180px]" />}
      </fieldset>
    </div>
  );
}

function Release({ choice, chosen, onChoose }: { choice: Choices[number]; chosen: boolean; onChoose: () => void }) {
  return (
    <label
      className={`block cursor-pointer rounded-md px-2.5 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-accent ${chosen ? "bg-accent-tint" : "hover:bg-sunk"}`}
    >
      <input type="radio" name="release" checked={chosen} onChange={onChoose} className="sr-only" />
      <span className="flex items-baseline gap-2">
        <span className="version">{choice.version}</span>
        <span className={`text-xs ${choice.step === "downgrade" ? "text-held" : "text-ink-2"}`}>{choice.step}</span>
        <span className="flex-1" />
        {choice.publishedAt ? <Time at={choice.publishedAt} className="text-xs text-ink-3" /> : null}
      </span>
      <span className="block truncate text-xs text-ink-2" data-tip={whereWords(choice)}>
        {whereWords(choice)}
      </span>
    </label>
  );
}

function whereWords(choice: Choices[number]): string {
  if (choice.verifiedIn.length > 0)
    return `${choice.offered ? "offered · " : ""}verified in ${choice.verifiedIn.join(", ")}`;
  if (choice.runsIn.length > 0) return `runs in ${choice.runsIn.join(", ")}`;
  return "has not run anywhere";
}

"use client";

import type { ReleaseChoices } from "../../lib/contracts/promotion.ts";
import { INPUT } from "../ui/field.tsx";
import { Time } from "../ui/time.tsx";

type Choice = ReleaseChoices["choices"][number];
const SEARCH_FROM = 9;

/** What somebody looks for among the releases, and what was found of it beyond those that are at hand. */
export type ReleaseSearch = {
  query: string;
  onQuery: (query: string) => void;
  found: ReleaseChoices | undefined;
  problem: string | undefined;
};

type Props = {
  first: ReleaseChoices | undefined;
  /** They could not be read: there is nothing to wait for. */
  isFailed: boolean;
  search: ReleaseSearch;
  chosen: string | undefined;
  onChoose: (version: string) => void;
};

/** The releases to choose from, newest first; the one that is offered is the newest verified. */
export function ReleaseList({ first, isFailed, search, chosen, onChoose }: Props) {
  const all = first?.choices ?? [];
  const fitting = all.filter((choice) => choice.version.toLowerCase().includes(search.query.trim().toLowerCase()));
  const shown = search.found?.choices ?? fitting;
  const rest = first && restWords(first, search, shown.length === 0);
  return (
    <div className="flex min-h-0 flex-col border-r bg-bg max-sm:h-[220px] max-sm:border-r-0 max-sm:border-b">
      {all.length >= SEARCH_FROM ? (
        <div className="border-b p-2">
          <input
            type="search"
            aria-label="Search releases"
            placeholder="Search releases…"
            value={search.query}
            onChange={(event) => search.onQuery(event.target.value)}
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
            chosen={choice.version === chosen}
            onChoose={() => onChoose(choice.version)}
          />
        ))}
        {rest ? (
          <p role="status" className="p-2.5 text-ink-2">
            {rest}
          </p>
        ) : null}
        {first || isFailed ? null : <div className="skeleton m-1 h-[180px]" />}
      </fieldset>
    </div>
  );
}

/** What is not in the list, and how to get there. */
function restWords(first: ReleaseChoices, { query, found, problem }: ReleaseSearch, isNone: boolean) {
  const isSearch = query.trim() !== "";
  if (isSearch && first.moreChoices && !found) return problem ?? "Searching the older ones…";
  const more = (found ?? first).moreChoices;
  if (more) return `${more} more. Type a part of the one you look for.`;
  if (isNone) return isSearch ? "No release fits." : "No release is known yet.";
  return undefined;
}

function Release({ choice, chosen, onChoose }: { choice: Choice; chosen: boolean; onChoose: () => void }) {
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

function whereWords(choice: Choice): string {
  if (choice.verifiedIn.length > 0)
    return `${choice.offered ? "offered · " : ""}verified in ${choice.verifiedIn.join(", ")}`;
  if (choice.runsIn.length > 0) return `runs in ${choice.runsIn.join(", ")}`;
  return "nowhere on your board yet";
}

"use client";

import { Search } from "lucide-react";
import type { ReactNode } from "react";
import type { Group, Sort } from "./rows.ts";

const CONTROL = "h-7 rounded-md border border-strong bg-panel px-2.5 font-medium hover:bg-sunk";

export type ViewOptions = { sort: Sort; group: Group; dense: boolean };

export function Toolbar(props: {
  title: ReactNode;
  query: string;
  view: ViewOptions;
  onQuery: (text: string) => void;
  onView: (view: Partial<ViewOptions>) => void;
}) {
  const { view, onView } = props;
  return (
    <header className="flex min-h-[51px] items-center gap-2.5 border-b px-5 max-sm:flex-wrap max-sm:px-3.5 max-sm:py-2.5">
      <div className="flex flex-1 items-center gap-2.5">{props.title}</div>
      <SearchBox query={props.query} onQuery={props.onQuery} />
      <Choice label="Group" value={view.group} onChange={(group) => onView({ group: group as Group })}>
        <option value="team">Group: team</option>
        <option value="none">Group: none</option>
      </Choice>
      <Choice label="Sort" value={view.sort} onChange={(sort) => onView({ sort: sort as Sort })}>
        <option value="name">Sort: name</option>
        <option value="trouble">Sort: trouble first</option>
        <option value="recent">Sort: newest change</option>
      </Choice>
      <button
        type="button"
        aria-pressed={view.dense}
        onClick={() => onView({ dense: !view.dense })}
        className={`${CONTROL} max-sm:hidden ${view.dense ? "bg-sunk" : ""}`}
      >
        Dense
      </button>
    </header>
  );
}

function SearchBox({ query, onQuery }: { query: string; onQuery: (text: string) => void }) {
  return (
    <label className="relative flex w-[250px] items-center max-sm:order-last max-sm:w-full">
      <Search className="pointer-events-none absolute left-3 size-3.5 text-ink-2" aria-hidden />
      <input
        type="search"
        data-search
        aria-label="Search the board"
        placeholder="Service, version, owner…"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          onQuery("");
          event.currentTarget.blur();
        }}
        className="h-7 w-full rounded-md border border-strong bg-panel pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <kbd aria-hidden className="absolute right-2.5 rounded-sm border px-1.5 text-ink-3 max-sm:hidden">
        /
      </kbd>
    </label>
  );
}

function Choice(props: { label: string; value: string; onChange: (value: string) => void; children: ReactNode }) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      className={`${CONTROL} cursor-pointer appearance-none [field-sizing:content] max-sm:hidden`}
    >
      {props.children}
    </select>
  );
}

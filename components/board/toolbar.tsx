"use client";

import type { ReactNode } from "react";
import { SearchBox } from "../ui/search-box.tsx";
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
      <SearchBox
        label="Search the board"
        placeholder="Service, version, owner…"
        value={props.query}
        onChange={props.onQuery}
      />
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

"use client";

import { type ChipKey, isChip } from "../../../components/board/chips.ts";
import { type Group, isSort, type Sort } from "../../../components/board/rows.ts";
import type { ViewOptions } from "../../../components/board/toolbar.tsx";
import { useUrlQuery } from "../../../components/ui/url-query.ts";
import { type Patch, useUrl } from "../../../components/ui/url-state.ts";

export type View = {
  query: string;
  chip: ChipKey | undefined;
  sort: Sort;
  group: Group;
  dense: boolean;
  /** The deployment whose panel is open. */
  open: string | undefined;
  setQuery: (text: string) => void;
  set: (patch: Patch, how?: "push" | "replace") => void;
  setOptions: (options: Partial<ViewOptions>) => void;
};

/** How the board is looked at: all of it is in the address. */
export function useView(): View {
  const [params, set] = useUrl();
  const [query, setQuery] = useUrlQuery();
  const show = params.get("show");
  const sort = params.get("sort");
  return {
    query,
    setQuery,
    chip: isChip(show) ? show : undefined,
    sort: isSort(sort) ? sort : "name",
    group: params.get("group") === "none" ? "none" : "team",
    dense: params.get("rows") === "dense",
    open: params.get("d") ?? undefined,
    set,
    setOptions: (options) => set(patchOf(options)),
  };
}

function patchOf(options: Partial<ViewOptions>): Patch {
  const patch: Patch = {};
  if (options.sort !== undefined) patch.sort = options.sort === "name" ? undefined : options.sort;
  if (options.group !== undefined) patch.group = options.group === "team" ? undefined : options.group;
  if (options.dense !== undefined) patch.rows = options.dense ? "dense" : undefined;
  return patch;
}

import type { Board, LiveMessage } from "../../contracts/board.ts";
import { type Actor, sees, visible } from "../../domain/permissions.ts";
import type { Web } from "../deps.ts";
import type { News } from "../fleet-facts.ts";

type Kept = { at: number; cursor: number; text: string };
const kept = new Map<string, Kept>();

/** A snapshot is the same for everybody who sees the same and for whom the same waits; within a second it is written once. */
export function boardText(wired: Web, actor: Actor): string {
  const { fleet } = wired;
  const seen = visible(actor);
  const waiting = fleet
    .waitsFor(actor)
    .map(({ promotion }) => promotion.id)
    .sort();
  const key = JSON.stringify([seen === "all" ? seen : [...seen].sort(), waiting]);
  const now = performance.now();
  const known = kept.get(key);
  if (known && known.cursor === fleet.cursor && now - known.at < 1000) return known.text;
  const text = JSON.stringify(boardOf(wired, actor));
  if (kept.size > 500) kept.clear();
  kept.set(key, { at: now, cursor: fleet.cursor, text });
  return text;
}

export function boardOf({ fleet, now, staleAfterMs }: Web, actor: Actor): Board {
  const columns = fleet.columns(actor);
  const cells = [...fleet.deployments.keys()].flatMap((id) => fleet.cell(id, actor) ?? []);
  const here = new Set(cells.map((cell) => cell.service));
  return {
    cursor: fleet.cursor,
    now: now(),
    staleAfterMs,
    columns,
    services: [...fleet.services.values()]
      .filter((service) => here.has(service.id))
      .map(({ id, name, kind, team }) => ({ id, name, kind, ...(team ? { team } : {}) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    cells,
  };
}

/** From so many on the whole is read again: a stream ends that is not read in time, and comes again with the same. */
const mostCells = 2_000;

/** What a change means for one reader: only cells and promotions that he may see. */
export function messageFor(
  { fleet, now }: Web,
  actor: Actor,
  news: Pick<News, "cursor" | "keys" | "promotions"> & { layout?: boolean },
): LiveMessage | undefined {
  if (news.layout || news.keys.length > mostCells) return { cursor: news.cursor, at: now(), reload: true };
  const cells = news.keys.flatMap((id) => fleet.cell(id, actor) ?? []);
  const promotions = news.promotions.filter(({ environment }) => sees(actor, environment)).map(({ id }) => id);
  if (cells.length === 0 && promotions.length === 0) return undefined;
  return {
    cursor: news.cursor,
    at: now(),
    ...(cells.length > 0 ? { cells } : {}),
    ...(promotions.length > 0 ? { promotions } : {}),
  };
}

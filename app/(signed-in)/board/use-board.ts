"use client";

import { useEffect, useState } from "react";
import { type BoardState, fromBoard, receive } from "../../../components/board/state.ts";
import { columnName, versionWords } from "../../../components/board/words.ts";
import { hearServerTime } from "../../../components/ui/ticker.ts";
import type { Cell, LiveMessage } from "../../../lib/contracts/board.ts";
import { api } from "../../../lib/web/client.ts";
import { listen } from "../../../lib/web/live.ts";
import { useResource } from "../../../lib/web/resource.ts";

/** The snapshot, and every change after it. */
export function useBoard() {
  const { data, problem, reload } = useResource("board", api.board);
  const [state, setState] = useState<BoardState>();
  const [spokenChange, setSpokenChange] = useState("");

  useEffect(() => {
    if (!data) return;
    hearServerTime(data.now);
    setState((before) => fromBoard(data, (before?.snapshot ?? 0) + 1));
    return listen(data.cursor, (message) => {
      setState((before) => before && receive(before, message));
      setSpokenChange((before) => wordsFor(message, data) ?? before);
    });
  }, [data]);

  const outdated = state?.outdated;
  useEffect(() => {
    if (outdated) reload();
  }, [outdated, reload]);

  return { state, problem, reload, spokenChange };
}

/** What is worth saying aloud: what needs somebody, and what has arrived. Not every step of every rollout. */
function wordsFor(
  message: LiveMessage,
  names: { services: { id: string; name: string }[]; columns: { id: string }[] },
) {
  const loud = message.cells?.filter((cell) => cell.tone === "bad" || cell.tone === "you");
  const cell = loud?.[0];
  if (!cell) return undefined;
  const service = names.services.find((each) => each.id === cell.service)?.name ?? cell.service;
  const column = names.columns.find((each) => each.id === cell.column) as Parameters<typeof columnName>[0] | undefined;
  const more = loud.length > 1 ? `, and ${loud.length - 1} more` : "";
  return `${service}${column ? `, ${columnName(column)}` : ""}: ${saying(cell)}${more}`;
}

function saying(cell: Cell): string {
  return cell.sentence ?? versionWords(cell);
}

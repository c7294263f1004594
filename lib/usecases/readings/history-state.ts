import type { HistoryState } from "../../ports/store-writes.ts";

/** The log has to be read from its newest commit on; what it said before is forgotten when that begins. */
export const unreadHistory: Omit<HistoryState, "held" | "precedence"> = {
  at: null,
  done: false,
  position: null,
  read: 0,
  total: null,
};

import { useSyncExternalStore } from "react";

const QUERY = "(max-width: 719.98px)";

function subscribe(reader: () => void): () => void {
  const query = window.matchMedia(QUERY);
  query.addEventListener("change", reader);
  return () => query.removeEventListener("change", reader);
}

/** Whether this is a phone; false on the server. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(QUERY).matches,
    () => false,
  );
}

import { useCallback, useEffect, useRef, useState } from "react";
import type { ApiProblem } from "./client.ts";
import { useResource } from "./resource.ts";

/** A list that is read page by page, each after the last row of the one before. */
export type Pages<T> = {
  items: T[] | undefined;
  problem: ApiProblem | undefined;
  more: (() => void) | undefined;
  busy: boolean;
  reload: () => void;
};

type Page<T> = { items: T[]; next?: string };

/** `key` names the list and its filters: another key begins at the first page. */
export function usePages<T>(key: string, load: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const first = useResource(key, () => load());
  const [turned, setTurned] = useState<{ key: string; pages: Page<T>[] }>({ key, pages: [] });
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });

  // Once one has turned a page, the first stays as it was: read anew it would end elsewhere, and leave a gap.
  const kept = turned.key === key && turned.pages.length > 0 ? turned.pages : undefined;
  const pages = kept ?? (first.data ? [first.data] : undefined);
  const next = pages?.at(-1)?.next;
  const more = useCallback(async () => {
    if (!next || !pages) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const page = await latest.current(next);
      setTurned({ key, pages: [...pages, page] });
    } catch (error) {
      setProblem(error as ApiProblem);
    }
    setBusy(false);
  }, [key, next, pages]);

  return {
    items: pages?.flatMap((page) => page.items),
    problem: problem ?? first.problem,
    more: next ? () => void more() : undefined,
    busy,
    reload: first.reload,
  };
}

import { useCallback, useEffect, useRef, useState } from "react";
import type { ApiProblem } from "./client.ts";
import { type Page, rejoined } from "./rejoined.ts";
import { useResource } from "./resource.ts";

/** A list that is read page by page, each after the last row of the one before. */
export type Pages<T> = {
  items: T[] | undefined;
  problem: ApiProblem | undefined;
  more: (() => void) | undefined;
  busy: boolean;
  reload: () => void;
};

/** What was turned to: the first page that it follows, and all of it as one page. */
type Turned<T> = { key: string; first: Page<T>; all: Page<T> };

/** `key` names the list and its filters: another key begins at the first page. */
export function usePages<T>(
  key: string,
  load: (cursor?: string) => Promise<Page<T>>,
  idOf: (item: T) => string,
): Pages<T> {
  const first = useResource(key, () => load());
  const [turned, setTurned] = useState<Turned<T>>();
  const [failed, setFailed] = useState<{ key: string; problem: ApiProblem }>();
  const [busy, setBusy] = useState(false);

  let all = first.data;
  if (first.data && turned?.key === key) {
    all = turned.first === first.data ? turned.all : rejoined(first.data, turned.all, idOf);
    if (all !== turned.all) setTurned({ key, first: first.data, all });
  }
  const latest = useRef({ key, load, first: first.data, all });
  useEffect(() => {
    latest.current = { key, load, first: first.data, all };
  });

  const next = all?.next;
  const more = useCallback(async () => {
    if (!next) return;
    setBusy(true);
    setFailed(undefined);
    try {
      const page = await latest.current.load(next);
      const now = latest.current;
      // Not where the list has become another meanwhile, or goes on elsewhere.
      if (now.key === key && now.first && now.all?.next === next)
        setTurned({ key, first: now.first, all: { ...page, items: [...now.all.items, ...page.items] } });
    } catch (error) {
      setFailed({ key, problem: error as ApiProblem });
    }
    setBusy(false);
  }, [key, next]);

  const problem = failed?.key === key ? failed.problem : undefined;
  return {
    items: all?.items,
    problem: problem ?? first.problem,
    more: next ? () => void more() : undefined,
    busy,
    reload: problem ? () => void more() : first.reload,
  };
}

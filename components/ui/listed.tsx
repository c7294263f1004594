import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { ProblemNote } from "./problem.tsx";

/** A list as it was read; with `more` where it goes on. */
type Reading<T> = {
  items: T[] | undefined;
  problem: { message: string } | undefined;
  reload: () => void;
  more?: (() => void) | undefined;
  busy?: boolean;
};

/** What stands on a page for a list: what it could not be read for, what has its size until it is there, that nothing is in it, or the list. */
export function Listed<T>(props: {
  reading: Reading<T>;
  loading: ReactNode;
  empty: ReactNode;
  /** What more of it is called. */
  older?: string;
  children: (items: T[]) => ReactNode;
}) {
  const { items, problem, reload, more, busy = false } = props.reading;
  const none = problem ? null : props.loading;
  return (
    <>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={items !== undefined} /> : null}
      {items ? (items.length > 0 ? props.children(items) : props.empty) : none}
      {more ? (
        <Button className="self-center" busy={busy} onClick={more}>
          {props.older}
        </Button>
      ) : null}
    </>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useDeferredValue, useMemo } from "react";
import { Cards } from "../../../components/board/cards.tsx";
import { ChipRow } from "../../../components/board/chip-row.tsx";
import { countChips } from "../../../components/board/chips.ts";
import { Grid } from "../../../components/board/grid.tsx";
import { LiveMark } from "../../../components/board/live-mark.tsx";
import { type BoardRow, layRows, orderOf, search } from "../../../components/board/rows.ts";
import { silentFrom, silentKey } from "../../../components/board/silence.ts";
import { BoardSkeleton } from "../../../components/board/skeleton.tsx";
import type { BoardState } from "../../../components/board/state.ts";
import { Toolbar } from "../../../components/board/toolbar.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { many } from "../../../components/ui/many.ts";
import { useNarrow } from "../../../components/ui/narrow.ts";
import { Empty, ProblemNote } from "../../../components/ui/problem.tsx";
import { useTick } from "../../../components/ui/ticker.ts";
import type { Cell } from "../../../lib/contracts/board.ts";
import { useLive } from "../../../lib/web/live.ts";
import { useBoard } from "./use-board.ts";
import { useView, type View } from "./use-view.ts";

const Panel = dynamic(() => import("../deployment-host.tsx"), { ssr: false });

export function BoardScreen() {
  const { state, problem, reload, spokenChange } = useBoard();
  const view = useView();
  const live = useLive();
  const narrow = useNarrow();

  return (
    <div className={narrow ? "" : "flex h-dvh flex-col"}>
      <Toolbar
        title={
          <>
            <h1 className="text-md font-semibold">Board</h1>
            <LiveMark live={live.live} since={live.since} />
          </>
        }
        query={view.query}
        view={view}
        onQuery={view.setQuery}
        onView={(next) => view.setOptions(next)}
      />
      <div className="flex min-h-0 flex-1 flex-col gap-2 px-5 pt-2.5 pb-3.5 max-sm:px-3">
        {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={state !== undefined} /> : null}
        {state ? <Filled state={state} view={view} narrow={narrow} /> : problem ? null : <BoardSkeleton />}
      </div>
      <p aria-live="polite" className="sr-only">
        {spokenChange}
      </p>
      {view.open ? <Panel id={view.open} onClose={() => view.set({ d: undefined })} /> : null}
    </div>
  );
}

function Filled({ state, view, narrow }: { state: BoardState; view: View; narrow: boolean }) {
  const router = useRouter();
  const { rows, chips, silent } = useRows(state, view, narrow);
  const services = rows.flatMap((row) => (row.is === "service" ? [row.service] : []));
  const open = (cell: Cell) => view.set({ d: cell.deployment }, view.open ? "replace" : "push");
  const promote = (cell: Cell) => {
    const column = state.columns.find((each) => each.id === cell.column);
    if (column) view.set({ promote: cell.service, into: column.environment }, "push");
  };

  if (state.services.length === 0) return <NothingAdopted />;
  return (
    <>
      <div className="flex min-h-[26px] items-center gap-3">
        <ChipRow chips={chips} chosen={view.chip} onChoose={(show) => view.set({ show })} />
        <span className="ml-auto shrink-0 text-xs text-ink-2 max-sm:hidden">{summary(state, services.length)}</span>
      </div>
      {rows.length === 0 ? (
        <Empty title="No service matches" action={<ButtonLink href="/board">Show all services</ButtonLink>}>
          Nothing on the board fits the search and the filter.
        </Empty>
      ) : narrow ? (
        <Cards state={state} services={services} silent={silent} onOpen={open} />
      ) : (
        <div className="min-h-0 flex-1">
          <Grid
            {...{ state, rows, silent }}
            dense={view.dense}
            open={view.open}
            onOpen={open}
            onPromote={promote}
            onService={(id) => router.push(`/services/${encodeURIComponent(id)}`)}
          />
        </div>
      )}
    </>
  );
}

function useRows(state: BoardState, view: View, narrow: boolean) {
  const key = useTick((now) => silentKey(state.columns, now, state.staleAfterMs));
  const silent = useMemo(() => silentFrom(key), [key]);
  // On a phone trouble comes first and teams are on the cards.
  const sort = narrow ? "trouble" : view.sort;
  const group = narrow ? "none" : view.group;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is made once a snapshot, so that rows do not jump
  const order = useMemo(() => orderOf(state, sort, silent), [state.snapshot, sort]);
  const query = useDeferredValue(view.query);
  const found = useMemo(() => search(state.services, state.rows, query), [state.services, state.rows, query]);
  const chips = useMemo(() => countChips(found, state.rows, silent, view.chip), [found, state.rows, silent, view.chip]);
  const rows: BoardRow[] = useMemo(
    () => layRows(found, state.rows, { chip: view.chip, group, order, silent }),
    [found, state.rows, view.chip, group, order, silent],
  );
  return { rows, chips, silent };
}

function summary(state: BoardState, shown: number): string {
  const clusters = new Set(state.columns.map((column) => column.cluster)).size;
  const all = state.services.length;
  const services = shown === all ? `${all}` : `${shown} of ${all}`;
  return `${services} ${all === 1 ? "service" : "services"} · ${many(clusters, "cluster")}`;
}

function NothingAdopted() {
  return (
    <Empty
      title="The board is empty"
      action={
        <>
          <ButtonLink href="/setup/adopt" look="primary">
            Adopt a repository
          </ButtonLink>
          <ButtonLink href="/setup/connect">Check the connections</ButtonLink>
        </>
      }
    >
      Point Sluice at a Flux repository. It reads which services run on which clusters, shows why it thinks so, and
      fills this page.
    </Empty>
  );
}

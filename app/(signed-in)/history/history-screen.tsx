"use client";

import { HistoryFilters } from "../../../components/history/history-filters.tsx";
import { HistoryTable } from "../../../components/history/history-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { useUrl } from "../../../components/ui/url-state.ts";
import { api } from "../../../lib/web/client.ts";
import { usePages } from "../../../lib/web/pages.ts";
import { useResource } from "../../../lib/web/resource.ts";

/** What ran where and when; or, at a given time, what ran then. */
export function HistoryScreen() {
  const [params, set] = useUrl();
  const filter = {
    service: params.get("service") ?? undefined,
    environment: params.get("environment") ?? undefined,
    cluster: params.get("cluster") ?? undefined,
    at: Number(params.get("at")) || undefined,
  };
  const board = useResource("board", api.board);
  const list = usePages(
    `history ${JSON.stringify(filter)}`,
    async (cursor) => {
      const page = await api.history({ ...filter, cursor });
      return { items: page.intervals, next: page.next };
    },
    (interval) => interval.id,
  );
  return (
    <Page title="History">
      <HistoryFilters
        filter={filter}
        services={board.data?.services ?? []}
        columns={board.data?.columns ?? []}
        onChange={(patch) => set(patch)}
      />
      <Listed
        reading={list}
        loading={<RowsSkeleton rows={12} height={37} label="The history is loading" />}
        empty={
          <Empty
            title={filter.at ? "Nothing is known of that time" : "No history here yet"}
            action={<ButtonLink href="/history">Show all</ButtonLink>}
          >
            The history begins with the Git log of an adopted repository, and goes on with what is observed.
          </Empty>
        }
        older="Earlier"
      >
        {(intervals) => <HistoryTable intervals={intervals} at={filter.at} />}
      </Listed>
    </Page>
  );
}

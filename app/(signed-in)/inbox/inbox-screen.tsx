"use client";

import { PromotionTable } from "../../../components/promotion/promotion-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty, ProblemNote } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { useResource } from "../../../lib/web/resource.ts";

export function InboxScreen() {
  const { data, problem, reload } = useResource("inbox", api.inbox);
  return (
    <Page title="Inbox">
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {!data ? (
        problem ? null : (
          <RowsSkeleton rows={3} height={49} label="The inbox is loading" />
        )
      ) : data.promotions.length === 0 ? (
        <Empty title="Nothing waits for you" action={<ButtonLink href="/board">Look at the board</ButtonLink>}>
          What needs your approval appears here, with the plan, what it brings, and what else it waits for.
        </Empty>
      ) : (
        <PromotionTable promotions={data.promotions} label="Waits for you" />
      )}
    </Page>
  );
}

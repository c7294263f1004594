"use client";

import { PromotionTable } from "../../../components/promotion/promotion-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { api } from "../../../lib/web/client.ts";
import { useResource } from "../../../lib/web/resource.ts";

export function InboxScreen() {
  const { data, problem, reload } = useResource("inbox", api.inbox);
  return (
    <Page title="Inbox">
      <Listed
        reading={{ items: data?.promotions, problem, reload }}
        loading={<RowsSkeleton rows={3} height={49} label="The inbox is loading" />}
        empty={
          <Empty title="Nothing waits for you" action={<ButtonLink href="/board">Look at the board</ButtonLink>}>
            What needs your approval appears here, with the plan, what it brings, and what else it waits for.
          </Empty>
        }
      >
        {(promotions) => <PromotionTable promotions={promotions} label="Waits for you" />}
      </Listed>
    </Page>
  );
}

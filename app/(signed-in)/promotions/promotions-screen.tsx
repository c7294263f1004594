"use client";

import { PromotionTable } from "../../../components/promotion/promotion-table.tsx";
import { ButtonLink } from "../../../components/ui/button.tsx";
import { Listed } from "../../../components/ui/listed.tsx";
import { Page, RowsSkeleton } from "../../../components/ui/page.tsx";
import { Empty } from "../../../components/ui/problem.tsx";
import { Toggles } from "../../../components/ui/tabs.tsx";
import { useUrl } from "../../../components/ui/url-state.ts";
import { api } from "../../../lib/web/client.ts";
import { usePages } from "../../../lib/web/pages.ts";

const STATES = [
  ["all", "All"],
  ["open", "In flight"],
  ["ended", "Ended"],
] as const;
type State = (typeof STATES)[number][0];

export function PromotionsScreen() {
  const [params, set] = useUrl();
  const state = (params.get("state") ?? "all") as State;
  const service = params.get("service") ?? undefined;
  const environment = params.get("environment") ?? undefined;
  const list = usePages(
    `promotions ${state} ${service ?? ""} ${environment ?? ""}`,
    async (cursor) => {
      const page = await api.promotions({ state: state === "all" ? undefined : state, service, environment, cursor });
      return { items: page.promotions, next: page.next };
    },
    (promotion) => promotion.id,
  );

  return (
    <Page
      title="Promotions"
      aside={
        <Toggles
          label="Which"
          value={state}
          options={STATES}
          onChange={(next) => set({ state: next === "all" ? undefined : next })}
        />
      }
    >
      <Listed
        reading={list}
        loading={<RowsSkeleton rows={8} height={49} label="The promotions are loading" />}
        empty={
          <Empty title="No promotions here" action={<ButtonLink href="/board">Go to the board</ButtonLink>}>
            Choose a cell on the board and press p: Sluice shows the exact lines that would change before anything
            happens.
          </Empty>
        }
        older="Older promotions"
      >
        {(promotions) => <PromotionTable promotions={promotions} label="Promotions" />}
      </Listed>
    </Page>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useEffect } from "react";
import { PromotionTable } from "../../../../components/promotion/promotion-table.tsx";
import { LeadTimeTable } from "../../../../components/services/lead-time-table.tsx";
import { ReleaseMatrix } from "../../../../components/services/release-matrix.tsx";
import { ButtonLink } from "../../../../components/ui/button.tsx";
import { OutLink } from "../../../../components/ui/out-link.tsx";
import { Crumbs, RowsSkeleton, Section } from "../../../../components/ui/page.tsx";
import { ProblemNote } from "../../../../components/ui/problem.tsx";
import { useUrl } from "../../../../components/ui/url-state.ts";
import { api } from "../../../../lib/web/client.ts";
import { listen } from "../../../../lib/web/live.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";
import { useSilent } from "../../use-silent.ts";

const Panel = dynamic(() => import("../../deployment-host.tsx"), { ssr: false });

export function ServiceScreen({ id }: { id: string }) {
  const key = `service ${id}`;
  const { data, problem, reload } = useResource(key, () => api.service(id));
  // The board's columns name environments and clusters in their order; most came from the board and know them already.
  const board = useResource("board", api.board);
  const leadTimes = useResource(`lead-times ${id}`, () => api.leadTimes(id));
  const silent = useSilent(board.data);
  const [params, set] = useUrl();
  const open = params.get("d");
  useEffect(
    () =>
      listen(undefined, (message) => {
        if (message.reload || message.cells?.some((cell) => cell.service === id)) invalidate(key);
      }),
    [id, key],
  );

  return (
    <article className="flex flex-col gap-5 px-6 py-4 max-sm:px-3">
      <header className="[overflow-wrap:anywhere]">
        <Crumbs trail={[["Services", "/services"], [data?.name ?? id]]} />
        <div className="mt-1.5 flex flex-wrap items-center gap-3">
          <h1 className="text-xl leading-tight font-semibold tracking-tight">{data?.name ?? id}</h1>
          <span className="text-ink-2">{[data?.kind, data?.team].filter(Boolean).join(" · ")}</span>
          <span className="flex-1" />
          {data?.sourceUrl ? (
            <OutLink href={data.sourceUrl} className="text-accent">
              Source
            </OutLink>
          ) : null}
          <ButtonLink href={`/history?service=${encodeURIComponent(id)}`}>History</ButtonLink>
        </div>
      </header>
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {board.problem ? (
        <ProblemNote sentence={board.problem.message} onRetry={board.reload} stale={board.data !== undefined} />
      ) : null}
      {data && board.data ? (
        <>
          <Section title="Releases" beside="newest first; where each one runs, and where it is verified">
            <ReleaseMatrix
              service={data}
              columns={board.data.columns}
              silent={silent}
              onOpen={(deployment) => set({ d: deployment }, open ? "replace" : "push")}
              onPromote={(environment, version) => set({ promote: id, into: environment, version }, "push")}
            />
          </Section>
          {leadTimes.data && leadTimes.data.steps.length > 0 ? (
            <Section title="From environment to environment" beside="how long its versions took">
              <LeadTimeTable steps={leadTimes.data.steps} />
            </Section>
          ) : null}
          {data.promotions.length > 0 ? (
            <Section title="Promotions">
              <PromotionTable promotions={data.promotions} label={`Promotions of ${data.name}`} />
            </Section>
          ) : null}
        </>
      ) : problem || board.problem ? null : (
        <RowsSkeleton rows={8} height={45} label="The service is loading" />
      )}
      {open ? <Panel id={open} onClose={() => set({ d: undefined })} /> : null}
    </article>
  );
}

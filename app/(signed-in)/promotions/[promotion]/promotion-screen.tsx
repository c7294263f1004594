"use client";

import dynamic from "next/dynamic";
import { useEffect, useMemo, useState } from "react";
import { LiveMark } from "../../../../components/board/live-mark.tsx";
import { PromotionActions, type PromotionVerb } from "../../../../components/promotion/promotion-actions.tsx";
import { PromotionSkeleton } from "../../../../components/promotion/promotion-skeleton.tsx";
import { PromotionView } from "../../../../components/promotion/promotion-view.tsx";
import { ProblemNote } from "../../../../components/ui/problem.tsx";
import { say } from "../../../../components/ui/toast.ts";
import { useUrl } from "../../../../components/ui/url-state.ts";
import type { Promotion } from "../../../../lib/contracts/promotion.ts";
import { api } from "../../../../lib/web/client.ts";
import { listen, useLive } from "../../../../lib/web/live.ts";
import { invalidate, useResource } from "../../../../lib/web/resource.ts";
import { useSilent } from "../../use-silent.ts";

const ReasonDialog = dynamic(() => import("../../../../components/ui/reason-dialog.tsx"), { ssr: false });

const WATCH_MS = 15_000;

const QUESTIONS = {
  cancel: {
    title: "Cancel this promotion",
    description: "Its pull request is closed and nothing is merged. What has been merged already stays.",
    confirm: "Cancel the promotion",
    look: "danger" as const,
  },
  retry: {
    title: "Try again",
    description: "The promotion goes on from the step where it stopped.",
    confirm: "Try again",
    look: "primary" as const,
  },
};

export function PromotionScreen({ id }: { id: string }) {
  const { data, problem, reload } = useResource(`promotion ${id}`, () => api.promotion(id));
  const live = useLive();
  const places = useMemo(
    () =>
      data && {
        columns: data.whereItIs.map((each) => ({ ...each, id: each.column })),
        staleAfterMs: data.staleAfterMs,
      },
    [data],
  );
  const silent = useSilent(places);
  const [asked, setAsked] = useState<"cancel" | "retry">();
  const [, setUrl] = useUrl();
  // The address may name it by its number; the stream goes by ids.
  const named = data?.id ?? id;
  useEffect(
    () =>
      listen(undefined, (message) => {
        if (message.reload || message.promotions?.includes(named)) invalidate(`promotion ${id}`);
      }),
    [id, named],
  );

  const rollsOut = data?.state === "rolling-out" || data?.state === "holding";
  // A cluster that falls silent sends nothing: whoever watches a rollout asks.
  useEffect(() => {
    if (!rollsOut) return;
    const timer = setInterval(() => invalidate(`promotion ${id}`), WATCH_MS);
    return () => clearInterval(timer);
  }, [id, rollsOut]);

  const act = (promotion: Promotion, verb: PromotionVerb) => {
    if (verb !== "rollback") return setAsked(verb);
    setUrl({ promote: promotion.service, into: promotion.environment, version: promotion.wayBack?.version }, "push");
  };
  const changed = () => invalidate(`promotion ${id}`, "promotions*", "inbox", "me");

  return (
    <>
      {problem ? (
        <div className="px-6 pt-4 max-sm:px-3">
          <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} />
        </div>
      ) : null}
      {data ? (
        <PromotionView
          promotion={data}
          silent={silent}
          actions={
            <>
              <LiveMark live={live.live} since={live.since} />
              <PromotionActions promotion={data} onAct={(verb) => act(data, verb)} />
            </>
          }
          onVerdict={async (verdict, because) => {
            await api.verdict(id, { planHash: data.planHash, verdict, because });
            void say(
              verdict === "approved" ? "Your approval counts for this plan." : "Refused. Whoever asked reads why.",
            );
            await changed();
          }}
        />
      ) : problem ? null : (
        <PromotionSkeleton />
      )}
      {asked ? (
        <ReasonDialog
          {...QUESTIONS[asked]}
          of={id}
          onClose={() => setAsked(undefined)}
          onConfirm={async (reason) => {
            await (asked === "cancel" ? api.cancel(id, reason) : api.retry(id, reason));
            setAsked(undefined);
            changed();
          }}
        />
      ) : null}
    </>
  );
}

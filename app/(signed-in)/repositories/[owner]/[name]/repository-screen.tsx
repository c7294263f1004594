"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Declared } from "../../../../../components/repository/declared.tsx";
import { Clusters, Environments } from "../../../../../components/repository/layout.tsx";
import { Located } from "../../../../../components/repository/located.tsx";
import { Rails } from "../../../../../components/repository/rails.tsx";
import { type HistoryOrder, ReadingFacts } from "../../../../../components/repository/reading-facts.tsx";
import { takeOrder } from "../../../../../components/setup/corrections.ts";
import { SuggestedOrder } from "../../../../../components/setup/suggested-order.tsx";
import { useAct } from "../../../../../components/ui/act.ts";
import { Button, ButtonLink } from "../../../../../components/ui/button.tsx";
import { Crumbs, RowsSkeleton, Section } from "../../../../../components/ui/page.tsx";
import { ProblemNote } from "../../../../../components/ui/problem.tsx";
import { say } from "../../../../../components/ui/toast.ts";
import { api } from "../../../../../lib/web/client.ts";
import { listen } from "../../../../../lib/web/live.ts";
import { invalidate, useResource } from "../../../../../lib/web/resource.ts";

const ReasonDialog = dynamic(() => import("../../../../../components/ui/reason-dialog.tsx"), { ssr: false });
const WHILE_READING_MS = 3000;

/** One repository: what was read out of it and why, its guard rails, and what did not resolve. */
export function RepositoryScreen({ name }: { name: string }) {
  const key = `repository ${name}`;
  const { data, problem, reload } = useResource(key, () => api.repository(name));
  useEffect(
    () =>
      listen(undefined, (message) => {
        if (message.reload) invalidate(key);
      }),
    [key],
  );
  const steer = useAct(async (to: HistoryOrder) => {
    await api.steerHistory(name, to);
    await invalidate(key);
  });
  const order = useAct(async (environments: Parameters<typeof takeOrder>[1]) => {
    // Beside what is set by hand now: the API replaces all of it, and another page may have set something since.
    const { corrections = {} } = await api.repository(name);
    await api.adopt({ repository: name, corrections: takeOrder(corrections, environments), confirm: true });
    await invalidate("*");
    void say("The order is set. The next readings keep to it.");
  });
  const router = useRouter();
  const [leaving, setLeaving] = useState(false);
  const leave = async (reason: string) => {
    await api.leave(name, reason);
    await invalidate("*");
    router.push("/repositories");
    void say(`Sluice no longer follows ${name}.`);
  };
  const reading = data && !data.history.done && !data.history.stopped;
  useEffect(() => {
    if (!reading) return;
    const timer = setInterval(reload, WHILE_READING_MS);
    return () => clearInterval(timer);
  }, [reading, reload]);
  return (
    <article className="flex flex-col gap-5 px-6 py-4 max-sm:px-3">
      <header>
        <Crumbs trail={[["Repositories", "/repositories"], [name]]} />
        <div className="mt-1.5 flex flex-wrap items-center gap-3">
          <h1 className="min-w-0 text-xl leading-tight font-semibold tracking-tight [overflow-wrap:anywhere]">
            {name}
          </h1>
          <span className="flex-1" />
          {data?.url ? <ButtonLink href={data.url}>On the git host</ButtonLink> : null}
          {data?.mayCorrect ? (
            <>
              <ButtonLink href={`/setup/adopt?repository=${encodeURIComponent(name)}`}>Correct a guess</ButtonLink>
              <Button onClick={() => setLeaving(true)}>Stop following</Button>
            </>
          ) : null}
        </div>
        {data ? <ReadingFacts repository={data} busy={steer.busy} onSteer={(to) => void steer.run(to)} /> : null}
      </header>
      {steer.error ? <ProblemNote sentence={steer.error} /> : null}
      {order.error ? <ProblemNote sentence={order.error} /> : null}
      {problem ? <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} /> : null}
      {data?.unread ? <ProblemNote sentence={data.unread} stale /> : null}
      {data ? (
        <SuggestedOrder
          {...data}
          busy={order.busy}
          {...(data.mayCorrect
            ? { onTake: (taken) => void order.run(taken), onKeep: () => void order.run(data.environments) }
            : {})}
        />
      ) : null}
      {data ? (
        <div className="grid grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] items-start gap-x-8 gap-y-6 max-lg:grid-cols-1">
          <div className="flex flex-col gap-6">
            <Section title="Guard rails" beside={railWords(data.rails)}>
              <Rails rails={data.rails} />
            </Section>
            {data.problems.length > 0 ? (
              <Section title="What did not resolve" beside="everything else was read all the same">
                <Located findings={data.problems} />
              </Section>
            ) : null}
            <Section title="Services" beside="each version, the line that says it, and why">
              <Declared services={data.services} />
            </Section>
          </div>
          <div className="flex flex-col gap-6">
            <Section
              title="Environments"
              beside={data.confirmed ? "in order" : "in order, as the log says: nobody has confirmed them yet"}
            >
              <Environments environments={data.environments} />
            </Section>
            <Section title="Clusters">
              <Clusters clusters={data.clusters} />
            </Section>
          </div>
        </div>
      ) : problem ? null : (
        <RowsSkeleton rows={10} height={37} label="The repository is read" />
      )}
      {leaving ? (
        <ReasonDialog
          title={`Stop following ${name}`}
          of={name}
          description="Its deployments leave the board. Nothing changes in Git or on a cluster, the history stays, and so do your corrections: it can be adopted again."
          confirm="Stop following"
          look="danger"
          onConfirm={leave}
          onClose={() => setLeaving(false)}
        />
      ) : null}
    </article>
  );
}

function railWords(rails: { findings: unknown[] }[]): string {
  const broken = rails.filter(({ findings }) => findings.length > 0).length;
  return broken === 0 ? `all ${rails.length} are kept` : `${rails.length - broken} of ${rails.length} are kept`;
}

"use client";

import { useEffect, useState } from "react";
import { latestSign } from "../../components/board/silence.ts";
import { Acts, type DeploymentVerb } from "../../components/deployment/acts.tsx";
import { Panel, PanelTitle } from "../../components/deployment/panel.tsx";
import { SidePanel } from "../../components/ui/dialog.tsx";
import { RowsSkeleton } from "../../components/ui/page.tsx";
import { ProblemNote } from "../../components/ui/problem.tsx";
import ReasonDialog from "../../components/ui/reason-dialog.tsx";
import { useTick } from "../../components/ui/ticker.ts";
import { say } from "../../components/ui/toast.ts";
import { useUrl } from "../../components/ui/url-state.ts";
import type { Deployment } from "../../lib/contracts/deployment.ts";
import { api } from "../../lib/web/client.ts";
import { listen, signsOfLife } from "../../lib/web/live.ts";
import { invalidate, useResource } from "../../lib/web/resource.ts";
import { Why } from "./why.tsx";

type Asked = "reconcile" | "suspend" | "resume";

const QUESTIONS: Record<Asked, { title: string; description: string; confirm: string; done: string }> = {
  reconcile: {
    title: "Reconcile now",
    description: "Flux is asked to look at Git and the registry at once, instead of at its next interval.",
    confirm: "Reconcile now",
    done: "Flux was asked to reconcile.",
  },
  suspend: {
    title: "Suspend",
    description: "Flux stops to apply anything here, until somebody resumes it. What runs goes on running.",
    confirm: "Suspend",
    done: "Suspended: Flux applies nothing here.",
  },
  resume: {
    title: "Resume",
    description: "Flux applies again what Git says, all that was merged meanwhile included.",
    confirm: "Resume",
    done: "Resumed: Flux applies what Git says.",
  },
};

/** The panel of one deployment, with what one may do there. */
export default function DeploymentHost({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, problem, reload } = useResource(`deployment ${id}`, () => api.deployment(id));
  // Of this deployment: the panel may go on to another while the question stands.
  const [question, setAsked] = useState<{ id: string; verb: Asked }>();
  const asked = question?.id === id ? question : undefined;
  const [, setUrl] = useUrl();
  // It is read again when something changes; that it is still heard changes nothing.
  const heardAt = useTick(() => data && latestSign(data.heardAt, signsOfLife()[data.cell.column]));

  useEffect(
    () =>
      listen(undefined, (message) => {
        if (message.reload || message.cells?.some((cell) => cell.deployment === id)) invalidate(`deployment ${id}`);
      }),
    [id],
  );

  const act = (deployment: Deployment, verb: DeploymentVerb) => {
    if (verb !== "promote" && verb !== "rollback") return setAsked({ id, verb });
    const version = verb === "rollback" ? deployment.wayBack?.version : undefined;
    setUrl({ promote: deployment.service.id, into: deployment.environment, version }, "push");
  };

  return (
    <SidePanel label="Deployment: " title={data ? <PanelTitle deployment={data} /> : "…"} onClose={onClose}>
      {problem ? (
        <div className="px-5 pt-4">
          <ProblemNote sentence={problem.message} onRetry={reload} stale={data !== undefined} />
        </div>
      ) : null}
      {data ? (
        <Panel
          deployment={data}
          heardAt={heardAt}
          acts={<Acts acts={data.acts} wayBack={data.wayBack?.version} onAct={(verb) => act(data, verb)} />}
          why={<Why id={id} version={data.declared.version} />}
        />
      ) : problem ? null : (
        <div className="flex flex-col gap-5 px-5 py-4">
          <div className="skeleton h-[78px]" />
          <div className="skeleton h-7 w-[70%]" />
          <RowsSkeleton rows={3} height={53} label="The deployment is loading" />
          <RowsSkeleton rows={3} height={53} />
        </div>
      )}
      {asked ? (
        <ReasonDialog
          {...QUESTIONS[asked.verb]}
          of={id}
          onClose={() => setAsked(undefined)}
          onConfirm={async (reason) => {
            await api.act(id, asked.verb, reason);
            void say(QUESTIONS[asked.verb].done);
            setAsked((now) => (now === asked ? undefined : now));
            invalidate(`deployment ${id}`);
          }}
        />
      ) : null}
    </SidePanel>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { PromoteDialog } from "../../components/promotion/promote-dialog.tsx";
import { useHere } from "../../components/ui/here.ts";
import { say } from "../../components/ui/toast.ts";
import type { PlanPreview } from "../../lib/contracts/promotion.ts";
import { ApiProblem, api } from "../../lib/web/client.ts";
import { invalidate, useResource } from "../../lib/web/resource.ts";
import { useReleaseSearch } from "./release-search.ts";

type Props = {
  service: string;
  environment: string;
  version: string | undefined;
  onVersion: (version: string) => void;
  onClose: () => void;
};

export default function PromoteHost({ service, environment, version, onVersion, onClose }: Props) {
  const router = useRouter();
  const key = `plan ${service} ${environment} ${version ?? ""}`;
  const plan = useResource(key, () => api.plan({ service, environment, version }));
  const [last, setLast] = useState<PlanPreview>();
  const [refusal, setRefusal] = useState<ApiProblem>();
  // While the plan for another release is read, the one before stays on the screen.
  useEffect(() => {
    if (plan.data) setLast(plan.data);
  }, [plan.data]);

  const search = useReleaseSearch({ service, environment }, (plan.data ?? last)?.moreChoices !== undefined);
  const here = useHere();
  const request = async (reason: string, supersede: boolean): Promise<boolean> => {
    const chosen = plan.data;
    if (!chosen?.version) return false;
    setRefusal(undefined);
    try {
      const { id } = await api.promote({
        service,
        environment,
        version: chosen.version,
        reason,
        planHash: chosen.planHash,
        supersede: supersede || undefined,
      });
      void say(`${chosen.serviceName} ${chosen.version} is on its way to ${environment}.`);
      invalidate("promotions*", "inbox", "me", "deployment*");
      // In the place of the dialog, so that the way back does not open it again; and nobody is led away from elsewhere.
      if (here()) router.replace(`/promotions/${encodeURIComponent(id)}`);
      return true;
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : new ApiProblem(0, "unexpected", String(error));
      if (!here()) void say(problem.message, "bad");
      setRefusal(problem);
      if (problem.code === "plan-changed") plan.reload();
      return false;
    }
  };

  return (
    <PromoteDialog
      plan={plan.data ?? last}
      reading={plan.data === undefined || plan.loading}
      stale={plan.data === undefined}
      problem={plan.problem?.message}
      refusal={refusal?.message}
      inFlight={refusal?.status === 409 && refusal.code.includes("flight")}
      search={search}
      chosen={version}
      of={`${service} ${environment}`}
      title={{ service: last?.serviceName ?? service, environment }}
      onVersion={(next) => {
        setRefusal(undefined);
        onVersion(next);
      }}
      onRequest={request}
      onRetry={plan.reload}
      onClose={onClose}
    />
  );
}

import type { LeadTimes, LeadTime as LeadTimeView } from "../../contracts/lead-times.ts";
import { type LeadTime, leadTimesOf } from "../../domain/history/lead-time.ts";
import { type Actor, sees } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import type { Web } from "../deps.ts";

const mostVersions = 100;

/** How long a service's versions took from environment to environment, for those that the actor may see both ends of. */
export async function loadLeadTimes({ fleet, store }: Web, actor: Actor, service: string): Promise<Result<LeadTimes>> {
  const seen = fleet.ofService(service).some((d) => sees(actor, d.environment));
  if (!fleet.services.has(service) || !seen)
    return refuse("not-found", "There is no such service, or you may not see it.");
  const [declared, running] = await Promise.all([
    store.read.stays({ service, kind: "declared" }),
    store.read.stays({ service, kind: "running" }),
  ]);
  const observed = leadTimesOf(running, fleet.environments);
  const byLog = leadTimesOf(declared, fleet.environments);
  const pairs = new Map([...observed, ...byLog].map(({ from, to }) => [`${from}\n${to}`, { from, to }]));
  const places = new Map(fleet.environments.map(({ name }, i) => [name, i]));
  const placeOf = (name: string) => places.get(name) ?? 0;
  return ok({
    steps: [...pairs.values()]
      .filter(({ from, to }) => sees(actor, from) && sees(actor, to))
      .sort((a, b) => placeOf(a.to) - placeOf(b.to) || placeOf(a.from) - placeOf(b.from))
      .map(({ from, to }) => {
        const of = (all: readonly LeadTime[]) => viewOf(all.find((step) => step.from === from && step.to === to));
        return { from, to, declared: of(byLog), running: of(observed) };
      }),
  });
}

function viewOf(step: LeadTime | undefined): LeadTimeView {
  const { passages = [], medianMs = 0, p90Ms = 0, skipped = 0 } = step ?? {};
  return { count: passages.length, medianMs, p90Ms, skipped, versions: passages.slice(0, mostVersions) };
}

import type { ReleaseChoices } from "../../contracts/promotion.ts";
import { type Actor, sees } from "../../domain/permissions.ts";
import { stagesBefore } from "../../domain/promotion/stages.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/result.ts";
import { plainVersion } from "../../domain/version/same.ts";
import { classifyStep } from "../../domain/version/step.ts";
import { isPrerelease, newestFirst, oldest, parseVersion } from "../../domain/version/version.ts";
import type { Web } from "../deps.ts";

type Place = { service: string; environment: string };
type Choice = ReleaseChoices["choices"][number];

/** A registry may have one for every commit, and nobody reads thousands: whoever looks for an older one says which. */
const mostChoices = 50;

/** The releases whose version holds what is looked for; text is compared plainly, so no pattern of anybody's is run. */
export async function loadChoices(
  wired: Web,
  actor: Actor,
  { q = "", ...place }: Place & { q?: string | undefined },
): Promise<Result<ReleaseChoices>> {
  if (!wired.fleet.services.has(place.service) || !sees(actor, place.environment)) return noSuchPlace();
  const { choices } = await choicesFor(wired, actor, place);
  const text = q.trim().toLowerCase();
  return ok(shownOf(choices.filter((choice) => choice.version.toLowerCase().includes(text))));
}

export function noSuchPlace(): Refusal {
  return refuse("not-found", "There is no such service or environment, or you may not see it.");
}

/** The newest, and of the others those that somebody may mean without looking for them. */
export function shownOf(all: readonly Choice[], asked?: string): ReleaseChoices {
  const isMeant = (choice: Choice) => choice.offered || choice.version === asked || choice.runsIn.length > 0;
  const choices = all.filter((choice, i) => i < mostChoices || isMeant(choice));
  const more = all.length - choices.length;
  return { choices, ...(more > 0 ? { moreChoices: more } : {}) };
}

/** Every release, newest first; offered is the newest that is verified in the environment before and newer than what is here. */
export async function choicesFor(
  { fleet, store }: Web,
  actor: Actor,
  { service, environment }: Place,
): Promise<{ choices: Choice[]; from: string | undefined }> {
  const [releases, verifications] = await Promise.all([
    store.read.releases(service),
    store.read.verifications(service),
  ]);
  const deployments = fleet.ofService(service);
  const here = deployments.filter((d) => d.environment === environment);
  const runs = (d: (typeof here)[number]) => fleet.statuses.get(d.id)?.runs;
  const from = oldest(here.map((d) => (d.found.policy === "fixed" ? d.declaredVersion : runs(d))));
  const counted = stagesBefore(fleet.environments, environment, (stage) =>
    deployments.some((d) => d.environment === stage),
  );
  const verified = Map.groupBy(fleet.byStage(verifications), (each) => plainVersion(each.version));
  const seen = deployments.filter((d) => sees(actor, d.environment));
  const running = Map.groupBy(seen, (d) => plainVersion(runs(d) ?? ""));
  // The gate of this environment speaks of those before it, whoever may see them.
  const isTold = (stage: string) => counted.includes(stage) || sees(actor, stage);
  const publishedAt = new Map(releases.map((r) => [r.version, r.publishedAt]));
  const choices = newestFirst([...publishedAt.keys()]).map((version) => {
    const published = publishedAt.get(version);
    const plain = plainVersion(version);
    return {
      version,
      step: from ? classifyStep(from, version) : "incomparable",
      verifiedIn: (verified.get(plain) ?? []).flatMap((each) => (isTold(each.environment) ? [each.environment] : [])),
      runsIn: (running.get(plain) ?? []).map((d) => d.cluster),
      offered: false,
      ...(published ? { publishedAt: published } : {}),
    };
  });
  const newer = choices.filter(
    (c) => c.step !== "same" && c.step !== "downgrade" && c.step !== "incomparable" && isFinal(c.version),
  );
  const offer = newer.find((c) => counted.every((stage) => c.verifiedIn.includes(stage)));
  return { choices: choices.map((c) => ({ ...c, offered: c === offer })), from };
}

function isFinal(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== null && !isPrerelease(parsed);
}

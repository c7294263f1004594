import type { z } from "zod";
import type {
  Adoption as AdoptionView,
  adoptionRequest,
  Corrections as CorrectionsView,
} from "../../contracts/adoption.ts";
import { type Actor, may } from "../../domain/permissions.ts";
import { checkCorrections } from "../../domain/repository/adopt/check-corrections.ts";
import type { Corrections } from "../../domain/repository/adopt/types.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { Rejected } from "../../ports/failures.ts";
import type { RepositoryRow } from "../../ports/store.ts";
import { adoptRepository } from "../../usecases/adopt-repository.ts";
import { readCorrected } from "../../usecases/readings/correct.ts";
import { isSameName } from "../../usecases/readings/repository-at.ts";
import type { Web } from "../deps.ts";
import { adoptionView, type Place } from "./adoption-view.ts";
import { correctionsFrom, keptFinds } from "./corrections.ts";

/** What a repository says at its branch's tip, with the corrections that were made; nothing is taken by looking. */
export async function loadAdoption(
  web: Web,
  actor: Actor,
  repository: string,
  sent?: CorrectionsView,
): Promise<Result<AdoptionView>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const place = await findPlace(web, repository);
  if (!place.ok) return place;
  const tip = await unlessMistyped<string>(
    web.mirror.tip(place.value, place.value.branch).then((commit) => ok(commit)),
  );
  if (!tip.ok) return tip;
  const corrections = sent ? keptFinds(correctionsFrom(sent), place.value.corrections) : place.value.corrections;
  return viewCorrected(web, { ...place.value, corrections }, tip.value, place.value.corrections);
}

export async function adoptOrRead(
  web: Web,
  actor: Actor,
  body: z.infer<typeof adoptionRequest>,
): Promise<Result<AdoptionView>> {
  if (!body.confirm) return loadAdoption(web, actor, body.repository, body.corrections);
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const place = await findPlace(web, body.repository);
  if (!place.ok) return place;
  const { connectionId, fullName, branch, corrections: stored } = place.value;
  const corrections = body.corrections ? keptFinds(correctionsFrom(body.corrections), stored) : stored;
  const adopted = await unlessMistyped(adoptRepository(web, actor, { connectionId, fullName, branch, corrections }));
  if (!adopted.ok) return adopted;
  return loadAdoption(web, actor, body.repository);
}

/** Who types a name may type a wrong one: nothing is wrong with the git host then. */
function unlessMistyped<T>(asked: Promise<Result<T>>): Promise<Result<T>> {
  return asked.catch((error: unknown) => {
    if (error instanceof Rejected && error.status === 404) return refuse("not-found", error.message);
    throw error;
  });
}

/** The reading with corrections, what is left out included, so that it can be taken again. */
async function viewCorrected(web: Web, place: Place, commit: string, before: Corrections) {
  const { corrections, matched, known, reading } = await readCorrected(web, place, commit);
  const sensible = checkCorrections(reading.adoption, { corrections, before, clusters: known.map(({ id }) => id) });
  if (!sensible.ok) return sensible;
  const precedence = (await web.store.read.history(place.id))?.precedence ?? [];
  return ok(await adoptionView(web, { ...place, corrections }, { reading, matched, known, precedence }));
}

export async function findPlace(web: Web, repository: string): Promise<Result<Place>> {
  const [fullName = "", wanted] = repository.trim().split("@");
  if (!/^[\w.-]+\/[\w.-]+$/.test(fullName))
    return refuse("invalid", `"${repository}" is no repository. Write it as owner/name.`);
  const adopted = await web.store.read.repositories();
  const kept = (name: string) => adopted.find((row) => isSameName(row.fullName, name));
  const asKnown = (known: RepositoryRow) =>
    ok({ ...known, branch: wanted ?? known.branch, adopted: known.adoptedAt !== undefined });
  const known = kept(fullName);
  if (known) return asKnown(known);
  const [host] = await web.store.read.connections("github");
  if (!host) return refuse("not-connected", "Connect a GitHub first; then its repositories can be adopted.");
  const found = await web.hosts.repository(host.id, fullName);
  // Under the name that it had before, GitHub leads to the one that it has now.
  const renamed = found && kept(found.fullName);
  if (renamed) return asKnown(renamed);
  const name = found?.fullName ?? fullName;
  const branch = wanted ?? found?.defaultBranch ?? "main";
  return ok({ id: name, connectionId: host.id, fullName: name, branch, adopted: false, corrections: {} });
}

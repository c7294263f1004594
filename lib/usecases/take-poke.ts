import type { Leg } from "../domain/promotion/promotion.ts";
import { currentLeg } from "../domain/promotion/transition.ts";
import type { Deps } from "../ports/deps.ts";
import { isSameName } from "./readings/repository-at.ts";

/** A webhook is a wake-up and nothing more: it says what to look at again, and the look decides. */
export async function takePoke(
  deps: Deps,
  poke: { delivery: string; repository?: string; event: string; pullRequest?: number; head?: string },
): Promise<"taken" | "seen" | "ignored"> {
  const repositories = await deps.store.read.repositories();
  const isMeant = (name: string | undefined) =>
    name !== undefined && poke.repository !== undefined && isSameName(name, poke.repository);
  const row = repositories.find((r) => isMeant(r.fullName));
  return deps.store.transaction(async (tx) => {
    if (!(await tx.firstSeen(poke.delivery))) return "seen";
    if (row && (poke.event === "push" || poke.event === "pull_request")) {
      await tx.jobs.add("read-repository", { repository: row.id }, { key: `read-${row.id}` });
    }
    // The checks of one pull request say nothing of another: with many under way each would be looked at all the time.
    const isOf = ({ repository, pullRequest, head }: Leg) =>
      isMeant(repository) &&
      (poke.pullRequest === undefined || pullRequest === undefined || pullRequest === poke.pullRequest) &&
      (poke.head === undefined || head === undefined || head === poke.head);
    const active = (await tx.activePromotions()).filter((p) => isOf(currentLeg(p)));
    const looks = active.map(({ id }) => ({ input: { promotion: id }, key: id }));
    await tx.jobs.addAll("advance-promotion", looks);
    const released = poke.event === "create" || poke.event === "release" || poke.event === "registry_package";
    const services = released ? (await tx.services()).filter((s) => isMeant(s.sourceRepository)) : [];
    const releases = services.map(({ id }) => ({ input: { service: id }, key: `releases-${id}` }));
    await tx.jobs.addAll("discover-releases", releases);
    return row || services.length > 0 ? "taken" : "ignored";
  });
}

import { limitOf, type Rollout, rollout } from "../../domain/promotion/verify.ts";
import { watchedLeg } from "../readings/watched-leg.ts";
import { type Look, legOf, settle } from "./look.ts";

export type Watching = { look: Look; until: number | undefined };

/** After the merge: the promised version has to run, be healthy, and hold. */
export async function watchRollout(look: Look): Promise<Watching> {
  const { deps, promotion } = look;
  const now = deps.now();
  const seen = rollout(promotion.version, await watchedLeg(deps, legOf(look)), promotion.state.is === "holding");
  if (promotion.state.is === "holding") return hold(look, seen, promotion.state.healthySince);
  if (promotion.state.is !== "rolling-out") throw new Error("Only what is merged rolls out.");

  if (seen.is === "there") {
    // Health from before the merge is another release's.
    const since = Math.max(seen.since, promotion.state.since);
    const next = await settle(
      look,
      { type: "running-and-healthy", since },
      { sentence: `${seen.sentence} It has to hold.` },
    );
    return { look: next, until: since + promotion.holdMs };
  }
  const deadline = limitOf(promotion.state, promotion);
  if (now >= deadline && seen.is !== "silent") {
    const late =
      promotion.state.relapsedAt === undefined
        ? `Not healthy within ${minutes(promotion.deadlineMs)}.`
        : "It relapsed during its hold, and is not healthy again in time.";
    const because = `${late} ${seen.sentence}`;
    return { look: await settle(look, { type: "failed", because }, { sentence: because }), until: undefined };
  }
  return { look, until: Math.min(now + 15_000, now < deadline ? deadline : now + 15_000) };
}

async function hold(look: Look, seen: Rollout, healthySince: number): Promise<Watching> {
  const { deps, promotion } = look;
  const now = deps.now();
  // A silent cluster is no relapse: it is unknown, and the hold waits for its word.
  if (seen.is === "silent") return { look, until: now + 15_000 };
  if (seen.is !== "there") {
    return {
      look: await settle(look, { type: "unhealthy-again" }, { sentence: `Relapsed during the hold. ${seen.sentence}` }),
      until: now,
    };
  }
  const since = Math.max(seen.since, healthySince);
  const until = since + promotion.holdMs;
  if (now < until) return { look, until };
  const last = promotion.leg + 1 >= promotion.legs.length;
  const where = legOf(look).clusters.join(" and ");
  const sentence = last
    ? `Verified: healthy on ${where} for ${minutes(promotion.holdMs)}`
    : `Held on ${where} for ${minutes(promotion.holdMs)}; the next leg begins`;
  return { look: await settle(look, { type: "held" }, { sentence }), until: now };
}

function minutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

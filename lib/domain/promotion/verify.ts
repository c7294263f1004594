import type { Status } from "../deployment/types.ts";
import { sameVersion } from "../version/same.ts";

/** What the clusters of a leg say about the promised version, as one of the few things that matter to a promotion. */
export type Rollout =
  | { is: "silent"; clusters: string[]; sentence: string }
  | { is: "on-its-way"; sentence: string; suspended?: true }
  | { is: "failing"; sentence: string }
  | { is: "there"; since: number; sentence: string };

export type Watched = { cluster: string; status: Status | undefined; stale: boolean };

/**
 * The promised version runs and is healthy on every cluster, or it does not yet. A silent
 * cluster is never counted as healthy, and never as failed either: it waits.
 */
export function rollout(version: string, watched: readonly Watched[], holding = false): Rollout {
  if (watched.length === 0) return { is: "silent", clusters: [], sentence: "Waits for a sign of life." };
  const silent = watched.filter((w) => w.stale || w.status === undefined);
  const heard = watched.filter((w) => !w.stale && w.status !== undefined);
  const failing = heard.find((w) => w.status?.health === "failing" && wants(w.status, version));
  if (failing)
    return { is: "failing", sentence: `${failing.cluster}: ${failing.status?.sentence ?? "it is not healthy"}.` };
  if (silent.length > 0) {
    const names = silent.map((w) => w.cluster);
    return { is: "silent", clusters: names, sentence: `Waits for a sign of life from ${names.join(" and ")}.` };
  }
  const waiting = heard.find((w) => !arrived(w.status, version, holding));
  if (waiting) {
    const sentence = `${waiting.cluster}: ${progressOf(waiting.status, version)}.`;
    return { is: "on-its-way", sentence, ...(waiting.status?.suspended ? { suspended: true } : {}) };
  }
  const since = Math.max(...heard.map((w) => w.status?.healthySince ?? 0));
  return {
    is: "there",
    since,
    sentence: `${version} runs and is healthy on ${heard.map((w) => w.cluster).join(" and ")}.`,
  };
}

/** Once it has arrived, a source that cannot be fetched for a while takes nothing from what serves: that is no relapse. */
function arrived(status: Status | undefined, version: string, holding: boolean): boolean {
  return (
    status !== undefined &&
    (holding ? status.serving : status.health === "healthy") &&
    status.healthySince !== undefined &&
    status.runs !== undefined &&
    sameVersion(status.runs, version)
  );
}

function wants(status: Status | undefined, version: string): boolean {
  return status?.wanted !== undefined && sameVersion(status.wanted, version);
}

function progressOf(status: Status | undefined, version: string): string {
  if (status?.suspended) return "suspended, so Flux will not apply it";
  if (status?.sentence) return status.sentence;
  if (status?.runs && !sameVersion(status.runs, version)) return `still runs ${status.runs}`;
  return "not healthy yet";
}

/** What a rollout waits for that does not come by itself, for the middle of a sentence. */
export function heldUpBy(seen: Rollout | undefined): string | undefined {
  if (!seen || seen.is === "there" || (seen.is === "on-its-way" && !seen.suspended)) return undefined;
  return seen.sentence.replace(/\.$/, "").replace(/^Waits/, "waits");
}

/**
 * Until when it has to be healthy. Whoever has been there and relapses has that time once more, or a hold that is longer
 * than the deadline would make an end of every passing failure; but not for ever.
 */
export function limitOf(
  { since, relapsedAt }: { since: number; relapsedAt?: number },
  { deadlineMs, holdMs }: { deadlineMs: number; holdMs: number },
): number {
  const first = since + deadlineMs;
  return relapsedAt === undefined ? first : Math.min(relapsedAt + deadlineMs, first + holdMs);
}

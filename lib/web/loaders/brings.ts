import type { Brings } from "../../contracts/promotion.ts";
import { sameVersion } from "../../domain/version/same.ts";
import { compareVersions } from "../../domain/version/version.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { hosted } from "../../usecases/readings/repository-at.ts";
import type { Web } from "../deps.ts";

const kept = new Map<string, Omit<Brings, "since">>();

/** The commits and pull requests between two releases: between two commits, so it never changes and is kept. */
export async function bringsOf(
  wired: Web,
  service: string,
  from: string | undefined,
  to: string,
): Promise<Brings | undefined> {
  if (!from || sameVersion(from, to)) return undefined;
  const releases = await wired.store.read.releases(service);
  const [old, young] = [from, to].map((version) => releases.find((r) => sameVersion(r.version, version)));
  const back = compareVersions(to, from) < 0;
  const nothing = (unknown: string): Brings => ({
    since: from,
    commits: 0,
    pullRequests: 0,
    changes: [],
    unknown,
    takesBack: back,
  });
  if (!old?.commit || !young?.commit) return nothing("The artifacts do not say which commits they were made from.");
  const source = young.sourceUrl ?? old.sourceUrl;
  const repository = source ? (await hosted(wired))(source) : undefined;
  if (!repository) return nothing("Their source code is not on a connected git host.");
  const [first, last] = back ? [young.commit, old.commit] : [old.commit, young.commit];
  const key = JSON.stringify([repository, first, last, back]);
  const known = kept.get(key);
  if (known) return { since: from, ...known };
  try {
    const compared = await wired.sources.compare(repository, first, last);
    const brings = { takesBack: back, url: compared.url, ...listed(compared.commits, compared.total) };
    if (kept.size > 500) kept.clear();
    kept.set(key, brings);
    return { since: from, ...brings };
  } catch (error) {
    if (error instanceof Unavailable || error instanceof Rejected) return nothing(error.message);
    throw error;
  }
}

type Commits = Awaited<ReturnType<Web["sources"]["compare"]>>["commits"];

/** Pull requests where they are known; commits that came by none stand for themselves, and those inside one do not. */
function listed(commits: Commits, total: number): Pick<Brings, "commits" | "pullRequests" | "changes"> {
  const merged = commits.filter((c) => c.pullRequest);
  const shown = merged.length > 0 ? merged : commits;
  return {
    commits: total,
    pullRequests: merged.length,
    changes: shown.slice(0, 50).map((c) => ({
      label: c.pullRequest ? `#${c.pullRequest.number}` : c.sha.slice(0, 7),
      title: c.pullRequest?.title ?? c.title.split("\n")[0] ?? "",
      author: c.author,
      ...((c.pullRequest?.url ?? c.url) ? { url: c.pullRequest?.url ?? c.url } : {}),
    })),
  };
}

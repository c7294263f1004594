import type { ReleaseSource } from "../domain/repository/adopt/types.ts";
import { tagFilter } from "../domain/version/tag-filter.ts";
import { newestFirst, parseVersion } from "../domain/version/version.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { FoundRelease } from "../ports/registry.ts";
import type { ReleaseRow, ServiceRow } from "../ports/store.ts";
import { hosted } from "./readings/repository-at.ts";

/** How many of the newest releases are looked at closely (digest, time, commit) in one turn. */
const closely = 40;

/**
 * Finds a service's releases where its places point: registry tags, a chart index, Git tags,
 * commits of a followed branch. What was found is kept; a registry that does not answer takes nothing away,
 * and is told with the service until it answers.
 */
export async function discoverReleases(deps: Deps, input: { service: string }): Promise<void> {
  const [service] = await deps.store.read.services([input.service]);
  if (!service) return;
  const known = new Map((await deps.store.read.releases(service.id)).map((r) => [r.version, r]));
  const deployments = await deps.store.read.deployments({ service: service.id });
  const sources = distinct(
    deployments.flatMap((d) => (d.found.source ? [d.found.source] : [])),
    service,
  );
  const rows: Found[] = [];
  const troubles: (Rejected | Unavailable)[] = [];
  for (const source of sources) {
    try {
      const { found, trouble } = await releasesAt(deps, source, known);
      for (const row of found) rows.push(row);
      if (trouble) troubles.push(trouble);
    } catch (error) {
      if (!(error instanceof Rejected || error instanceof Unavailable)) throw error;
      troubles.push(error);
    }
  }
  const now = deps.now();
  await deps.store.transaction(async (tx) => {
    if (rows.length === 0 && troubles.length > 0) {
      await tx.discovered.trouble(service.id, troubles.map(({ message }) => message).join(" "), now);
      return;
    }
    const fresh = await tx.discovered.save(service.id, oneOfEach(rows), now);
    if (fresh.length > 0) {
      await tx.changed("releases", [service.id]);
      await tx.changed(
        "cells",
        deployments.map((d) => d.id),
      );
    }
  });
  const unanswered = troubles.find((trouble) => trouble instanceof Unavailable);
  if (unanswered) throw unanswered;
}

type Found = Omit<ReleaseRow, "service">;

/** One version may lie in several places, as where a registry is a mirror of another one: each tells what it knows of it. */
function oneOfEach(rows: readonly Found[]): Found[] {
  const found = new Map<string, Found>();
  for (const row of rows) found.set(row.version, { ...row, ...found.get(row.version) });
  return [...found.values()];
}

function distinct(sources: ReleaseSource[], service: ServiceRow): ReleaseSource[] {
  const all = service.source ? [service.source, ...sources] : sources;
  return [...new Map(all.map((s) => [`${s.kind} ${s.url} ${s.chart ?? ""}`, s])).values()];
}

async function releasesAt(
  deps: Deps,
  source: ReleaseSource,
  known: ReadonlyMap<string, ReleaseRow>,
): Promise<{ found: Found[]; trouble?: Unavailable }> {
  const now = deps.now();
  const where =
    source.chart && source.kind === "helm-repository" ? `${source.chart} at ${bare(source.url)}` : bare(source.url);
  const rows = ({ found, ...how }: Listed) => ({
    found: found.flatMap(({ publishedAt, ...each }) => {
      if (parseVersion(each.version) === null) return [];
      const at = isMoment(publishedAt, now) ? { publishedAt } : {};
      return [{ ...each, ...at, foundAt: known.get(each.version)?.foundAt ?? now, where }];
    }),
    ...how,
  });
  switch (source.kind) {
    case "oci":
      return rows(await fromRegistry(deps, source.url, source.semverFilter, known));
    case "helm-repository":
      if (source.url.startsWith("oci://")) {
        const repository = `${source.url.replace(/\/$/, "")}/${source.chart ?? ""}`;
        return rows(await fromRegistry(deps, repository, undefined, known, asChart));
      }
      return rows({ found: await deps.registry.chartIndex(source.url, source.chart ?? "") });
    case "git":
      return rows({ found: await fromGit(deps, source.url) });
    case "bucket":
      throw new Rejected("The objects of a bucket have no versions that Sluice could list.");
  }
}

/**
 * Builds that can be repeated are made at the beginning of some epoch (1970, 1980, the year 1), which says nothing, and a
 * clock may be wrong by more than a calendar has. A day is what time zones make of one that is right.
 */
function isMoment(at: number | undefined, now: number): at is number {
  return at !== undefined && at >= Date.UTC(1990) && at <= now + 86_400_000;
}

/** `trouble`: the registry lists them, and does not tell more of all of them now. */
type Listed = { found: FoundRelease[]; trouble?: Unavailable };

async function fromRegistry(
  deps: Deps,
  repository: string,
  filter: string | undefined,
  known: ReadonlyMap<string, ReleaseRow>,
  called: (tag: string) => string = (tag) => tag,
): Promise<Listed> {
  const tags = await deps.registry.tags(repository);
  if (tags.length === 0)
    throw new Rejected(`The registry has no tags of ${bare(repository)}, or Sluice may not see them.`);
  const matches = tagFilter(filter);
  const versions = newestFirst(tags.filter((tag) => parseVersion(tag.replace("_", "+")) !== null && matches(tag)));
  const found: FoundRelease[] = [];
  const rest = () => versions.slice(found.length).map((tag) => ({ version: called(tag) }));
  for (const tag of versions.slice(0, closely)) {
    // A tag may be moved: what has a digest already is looked at again only while it is among the newest.
    const before = known.get(called(tag));
    if (before?.digest && found.length >= 5) {
      found.push(knownOf(before));
      continue;
    }
    try {
      found.push({ ...(await deps.registry.describe(repository, tag)), version: called(tag) });
    } catch (trouble) {
      // Most limit how often they are asked. What was told until then is kept, so that the next turn gets further.
      if (!(trouble instanceof Unavailable)) throw trouble;
      return { found: [...found, ...rest()], trouble };
    }
  }
  return { found: [...found, ...rest()] };
}

/** A tag has no plus sign: Helm writes an underscore for it, and reads it back. */
function asChart(tag: string): string {
  return tag.replaceAll("_", "+");
}

function knownOf({ version, digest, publishedAt, commit, sourceUrl }: ReleaseRow): FoundRelease {
  return {
    version,
    ...(digest ? { digest } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    ...(commit ? { commit } : {}),
    ...(sourceUrl ? { sourceUrl } : {}),
  };
}

async function fromGit(deps: Deps, url: string): Promise<FoundRelease[]> {
  const repository = (await hosted(deps))(url);
  if (!repository) throw new Rejected(`${bare(url)} is not on a connected git host, so its tags are not known.`);
  const tags = await deps.sources.tags(repository);
  return tags
    .filter((tag) => parseVersion(tag.name) !== null)
    .map((tag) => ({
      version: tag.name,
      commit: tag.commit,
      sourceUrl: url,
      ...(tag.at ? { publishedAt: tag.at } : {}),
    }));
}

function bare(url: string): string {
  return url.replace(/^[a-z]+:\/\/([^@/]*@)?/, "");
}

import type { Release, Service } from "../../contracts/deployment.ts";
import type { ReleaseList, SearchHits, ServiceList } from "../../contracts/lists.ts";
import { type Actor, sees, visible } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { plainVersion, sameVersion } from "../../domain/version/same.ts";
import { newestFirst } from "../../domain/version/version.ts";
import type { ReleaseRow } from "../../ports/store.ts";
import { repositoryAt } from "../../usecases/readings/repository-at.ts";
import type { Web } from "../deps.ts";
import { keyFrom, keyText } from "./paging.ts";
import { summaryOf, within } from "./promotion-summary.ts";

export async function loadServices(wired: Web, actor: Actor): Promise<Result<ServiceList>> {
  const { fleet } = wired;
  const columns = fleet.columns(actor);
  const services = [...fleet.services.values()].sort((a, b) => a.name.localeCompare(b.name));
  const rows = services.map((service) => {
    const there = fleet.ofService(service.id);
    const runsIn = columns.flatMap((column) => {
      const d = there.find((each) => each.cluster === column.cluster && each.environment === column.environment);
      const version = d && fleet.statuses.get(d.id)?.runs;
      return d ? [{ environment: column.environment, cluster: column.cluster, ...(version ? { version } : {}) }] : [];
    });
    const [latest] = fleet.versions.get(service.id) ?? [];
    return {
      id: service.id,
      name: service.name,
      kind: service.kind,
      ...(service.team ? { team: service.team } : {}),
      ...(latest ? { latest } : {}),
      runsIn,
    };
  });
  return ok({ services: rows.filter((row) => row.runsIn.length > 0) });
}

const mostReleases = 200;

export async function loadService(wired: Web, actor: Actor, id: string): Promise<Result<Service>> {
  const { fleet, store } = wired;
  const service = fleet.services.get(id);
  const cells = fleet.ofService(id).flatMap((d) => fleet.cell(d.id, actor) ?? []);
  if (!service || cells.length === 0) return refuse("not-found", "There is no such service, or you may not see it.");
  const [releases, promotions] = await Promise.all([
    store.read.releases(id),
    store.read.listPromotions({ service: id, ...within(actor), limit: 10 }),
  ]);
  const byVersion = new Map(releases.map((release) => [release.version, release]));
  const sorted = newestFirst([...byVersion.keys()]).flatMap((version) => byVersion.get(version) ?? []);
  const counts = new Set(cells.flatMap((cell) => (cell.version ? [plainVersion(cell.version)] : [])));
  // An old one counts as long as it runs somewhere.
  const shown = sorted.filter((release, i) => i < mostReleases || counts.has(plainVersion(release.version)));
  return ok({
    id,
    name: service.name,
    kind: service.kind,
    ...(service.team ? { team: service.team } : {}),
    ...(sorted[0]?.sourceUrl && safeUrl(sorted[0].sourceUrl) ? { sourceUrl: sorted[0].sourceUrl } : {}),
    cells,
    releases: await Promise.all(shown.map((release) => releaseView(wired, actor, release))),
    ...(shown.length < sorted.length ? { olderReleases: sorted.length - shown.length } : {}),
    promotions: promotions.map((p) => summaryOf(wired, p, fleet.active.get(p.id)?.report, actor)),
    ...(service.releasesTrouble ? { releasesTrouble: service.releasesTrouble } : {}),
  });
}

async function releaseView(wired: Web, actor: Actor, release: ReleaseRow): Promise<Release> {
  const { fleet, store } = wired;
  const verified = await verificationsOf(store, release.service);
  const repository = release.sourceUrl && release.commit ? await repositoryAt(wired, release.sourceUrl) : undefined;
  const columns = fleet.columns(actor);
  const { service, sourceUrl, ...shown } = release;
  const running = fleet
    .ofService(service)
    .filter((d) => sameVersion(fleet.statuses.get(d.id)?.runs ?? "", release.version));
  return {
    ...shown,
    ...(repository && release.commit ? { commitUrl: wired.links.commit(repository, release.commit) } : {}),
    runsIn: columns.flatMap((column) =>
      running
        .filter((d) => d.cluster === column.cluster && d.environment === column.environment)
        .map(() => ({ environment: column.environment, cluster: column.cluster })),
    ),
    verifiedIn: verified
      .filter((v) => sameVersion(v.version, release.version) && sees(actor, v.environment))
      .map((v) => v.environment),
  };
}

const asked = new Map<string, { at: number; rows: ReturnType<Web["store"]["read"]["verifications"]> }>();

/** A page of releases asks for the same service's many times within a moment. */
function verificationsOf(store: Web["store"], service: string) {
  const known = asked.get(service);
  if (known && performance.now() - known.at < 500) return known.rows;
  const rows = store.read.verifications(service);
  asked.set(service, { at: performance.now(), rows });
  return rows;
}

export async function loadReleases(
  wired: Web,
  actor: Actor,
  query: { cursor?: string | undefined; q?: string | undefined },
): Promise<Result<ReleaseList>> {
  const limit = 50;
  const key = keyFrom(query.cursor, { at: "moment", service: "text", version: "text" });
  const rows = await wired.store.read.newestReleases({
    limit: limit + 1,
    ...servicesFor(wired, actor, query.q),
    ...(key ? { before: { at: Number(key.at), service: key.service, version: key.version } } : {}),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const views = await Promise.all(
    page.map(async ({ at, ...row }) => {
      const { where, ...view } = await releaseView(wired, actor, row);
      return { ...view, service: row.service, serviceName: wired.fleet.services.get(row.service)?.name ?? row.service };
    }),
  );
  return ok({
    releases: views,
    ...(rows.length > limit && last ? { next: keyText([String(last.at), last.service, last.version]) } : {}),
  });
}

/** A name that is none of theirs finds nothing: everything would look like an answer. */
function servicesFor({ fleet }: Web, actor: Actor, q = ""): { services?: string[] } {
  if (!q && visible(actor) === "all") return {};
  const isSeen = (id: string) =>
    visible(actor) === "all" || fleet.ofService(id).some((d) => sees(actor, d.environment));
  return { services: [...fleet.services.keys()].filter((id) => (!q || id === q) && isSeen(id)) };
}

/** What is in memory answers; text is compared plainly, so no pattern of anybody's is run. */
export async function search(wired: Web, actor: Actor, q: string): Promise<Result<SearchHits>> {
  const { fleet, store } = wired;
  const text = q.trim().toLowerCase();
  if (!text) return ok({ hits: [] });
  const seen = new Set([...fleet.deployments.values()].filter((d) => sees(actor, d.environment)).map((d) => d.service));
  const hits: SearchHits["hits"] = [];
  for (const service of fleet.services.values()) {
    if (!seen.has(service.id)) continue;
    const named = `${service.name} ${service.team ?? ""}`.toLowerCase().includes(text);
    if (named)
      hits.push({
        kind: "service",
        id: service.id,
        title: service.name,
        href: `/services/${encodeURIComponent(service.id)}`,
        ...(service.team ? { detail: service.team } : {}),
      });
    for (const version of fleet.versions.get(service.id) ?? []) {
      if (hits.length >= 40) break;
      if (version.toLowerCase().startsWith(text))
        hits.push({
          kind: "release",
          id: `${service.id} ${version}`,
          title: `${service.name} ${version}`,
          href: `/services/${encodeURIComponent(service.id)}`,
        });
    }
  }
  for (const d of fleet.deployments.values()) {
    if (hits.length >= 60) break;
    if (!sees(actor, d.environment) || !`${d.service} ${d.cluster}`.toLowerCase().includes(text)) continue;
    const version = fleet.statuses.get(d.id)?.runs;
    hits.push({
      kind: "deployment",
      id: d.id,
      title: `${d.service} on ${d.cluster}`,
      href: `/board?d=${encodeURIComponent(d.id)}`,
      ...(version ? { detail: version } : {}),
    });
  }
  if (/^#?\d{1,9}$/.test(text)) {
    const promotion = await store.read.promotionByNumber(Number(text.replace("#", "")));
    if (promotion && sees(actor, promotion.environment))
      hits.unshift({
        kind: "promotion",
        id: promotion.id,
        title: `#${promotion.number} ${promotion.service} ${promotion.version}`,
        href: `/promotions/${promotion.id}`,
      });
  }
  return ok({ hits: hits.slice(0, 60) });
}

/** Links come out of artifacts: anything but http(s) is text. */
export function safeUrl(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

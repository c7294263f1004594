import type { Release, Service } from "../../contracts/deployment.ts";
import type { ReleaseList, SearchHits, ServiceList } from "../../contracts/lists.ts";
import { type Actor, sees, visible } from "../../domain/permissions.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { plainVersion, sameVersion } from "../../domain/version/same.ts";
import { newestFirst } from "../../domain/version/version.ts";
import type { ReleaseRow } from "../../ports/store.ts";
import { hosted } from "../../usecases/readings/repository-at.ts";
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
    releases: await releaseViews(wired, actor, shown),
    ...(shown.length < sorted.length ? { olderReleases: sorted.length - shown.length } : {}),
    promotions: promotions.map((p) => summaryOf(wired, p, fleet.active.get(p.id)?.report, actor)),
    ...(service.releasesTrouble ? { releasesTrouble: service.releasesTrouble } : {}),
  });
}

/** What all of them need is asked for once: a page has up to hundreds. */
async function releaseViews(wired: Web, actor: Actor, releases: readonly ReleaseRow[]): Promise<Release[]> {
  const { fleet, store, links } = wired;
  const services = [...new Set(releases.map(({ service }) => service))];
  const [hostedAt, verified] = await Promise.all([
    hosted(wired),
    Promise.all(services.map((service) => store.read.verifications(service))),
  ]);
  const verifications = new Map(services.map((service, i) => [service, fleet.byStage(verified[i] ?? [])]));
  const columns = fleet.columns(actor);
  return releases.map(({ service, sourceUrl, ...shown }) => {
    const repository = sourceUrl && shown.commit ? hostedAt(sourceUrl) : undefined;
    const isThis = (version: string) => sameVersion(version, shown.version);
    const running = fleet.ofService(service).filter((d) => isThis(fleet.statuses.get(d.id)?.runs ?? ""));
    return {
      ...shown,
      ...(repository && shown.commit ? { commitUrl: links.commit(repository, shown.commit) } : {}),
      runsIn: columns.flatMap(({ environment, cluster }) =>
        running.some((d) => d.cluster === cluster && d.environment === environment) ? { environment, cluster } : [],
      ),
      verifiedIn: (verifications.get(service) ?? [])
        .filter((v) => isThis(v.version) && sees(actor, v.environment))
        .map((v) => v.environment),
    };
  });
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
  const views = await releaseViews(
    wired,
    actor,
    page.map(({ at, ...release }) => release),
  );
  return ok({
    releases: views.map(({ where, ...view }, i) => {
      const service = page[i]?.service ?? "";
      return { ...view, service, serviceName: wired.fleet.services.get(service)?.name ?? service };
    }),
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

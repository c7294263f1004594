// Long, because what is held in memory and what keeps it current may not drift apart.
import type { Cell, Column } from "../contracts/board.ts";
import { cellOf, type InFlight, releasesBehind } from "../domain/deployment/cell.ts";
import { kindsOf } from "../domain/deployment/staleness.ts";
import type { Status } from "../domain/deployment/types.ts";
import type { GateReport } from "../domain/gates/gate.ts";
import { type Actor, mayApprove, visible } from "../domain/permissions.ts";
import type { Promotion } from "../domain/promotion/promotion.ts";
import { stagesBefore } from "../domain/promotion/stages.ts";
import type { VersionPolicy } from "../domain/repository/adopt/types.ts";
import type { Change, Live } from "../ports/live.ts";
import type { ClusterRow, DeploymentRow, EnvironmentRow, HeardRow, ServiceRow, Store } from "../ports/store.ts";

/**
 * What the board is made of, held in this process and kept current by the stream of changes:
 * a request is answered from memory, and a change loads what it names and nothing else.
 * Losing it costs one load; Postgres remains the truth.
 */
export class Fleet {
  environments: EnvironmentRow[] = [];
  clusters: ClusterRow[] = [];
  services = new Map<string, ServiceRow>();
  deployments = new Map<string, DeploymentRow>();
  /** By service, since whoever draws a cell asks for its neighbours, and a board asks for all cells. */
  private idsOf = new Map<string, string[]>();
  statuses = new Map<string, Status>();
  heard = new Map<string, HeardRow[]>();
  versions = new Map<string, string[]>();
  active = new Map<string, { promotion: Promotion; report: GateReport | undefined }>();
  /** The last change that is in here. */
  cursor = 0;
  private kinds = new Map<string, Set<string>>();
  /** By cluster: the environments, other than its own, that some of its deployments belong to. */
  private guests = new Map<string, Set<string>>();
  private readonly store: Store;
  private readonly listeners = new Set<(news: News) => void>();
  private recent: { cursor: number; keys: string[]; promotions: string[] }[] = [];
  private beganAt = 0;
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(store: Store) {
    this.store = store;
  }

  static async open(store: Store, live: Live): Promise<Fleet> {
    const fleet = new Fleet(store);
    const early: Change[] = [];
    let loaded = false;
    live.subscribe((changes) => {
      if (loaded) fleet.enqueue(changes);
      else early.push(...changes);
    });
    fleet.cursor = await live.cursor();
    fleet.beganAt = fleet.cursor;
    await fleet.loadLayout();
    loaded = true;
    if (early.length > 0) fleet.enqueue(early);
    const timer = setInterval(() => fleet.listenToHeard(), 5_000);
    timer.unref();
    return fleet;
  }

  /** Called after each change with what it touched. Returns how to stop. */
  follow(listener: (news: News) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Keys of what changed after a cursor; undefined where that is longer ago than is remembered. */
  since(cursor: number): { keys: string[]; promotions: string[] } | undefined {
    if (cursor < this.beganAt || (this.recent[0] && this.recent.length >= remembered && cursor < this.recent[0].cursor))
      return undefined;
    const later = this.recent.filter((change) => change.cursor > cursor);
    return {
      keys: [...new Set(later.flatMap((c) => c.keys))],
      promotions: [...new Set(later.flatMap((c) => c.promotions))],
    };
  }

  private enqueue(changes: Change[]): void {
    // One after the other: two loads at once could leave the older answer standing.
    this.queue = this.queue.then(() => this.take(changes)).catch(() => this.loadLayout().catch(() => {}));
  }

  private async take(changes: Change[]): Promise<void> {
    const of = (topic: Change["topic"]) => [
      ...new Set(changes.filter((c) => c.topic === topic).flatMap((c) => c.keys)),
    ];
    const layout = of("layout").length > 0;
    if (layout) await this.loadLayout();
    const [cells, promotions, releases] = [of("cells"), of("promotions"), of("releases")];
    const touched = new Set(cells);
    if (promotions.length > 0) for (const id of await this.loadPromotions()) touched.add(id);
    for (const service of releases) {
      await this.loadVersions(service);
      for (const { id } of this.ofService(service)) touched.add(id);
    }
    if (cells.length > 0 && !layout) await this.loadStatuses(cells);
    for (const id of [...touched]) for (const next of this.downstream(id)) touched.add(next);
    const last = changes.at(-1);
    if (last) this.cursor = last.id;
    const news = { cursor: this.cursor, keys: [...touched], promotions, layout };
    this.recent.push(news);
    if (this.recent.length > remembered) this.recent.shift();
    for (const listener of this.listeners) listener(news);
  }

  private async loadLayout(): Promise<void> {
    const { read } = this.store;
    const [environments, clusters, services, deployments] = await Promise.all([
      read.environments(),
      read.clusters(),
      read.services(),
      read.deployments(),
    ]);
    this.environments = environments.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
    this.clusters = clusters;
    this.services = new Map(services.map((s) => [s.id, s]));
    this.deployments = new Map(deployments.map((d) => [d.id, d]));
    this.idsOf = new Map();
    for (const { id, service } of deployments) this.idsOf.set(service, [...(this.idsOf.get(service) ?? []), id]);
    this.kinds = new Map();
    for (const { cluster, definition } of deployments) {
      const kinds = this.kinds.get(cluster) ?? new Set<string>();
      for (const kind of kindsOf(definition)) kinds.add(kind);
      this.kinds.set(cluster, kinds);
    }
    const homes = new Map(clusters.map((c) => [c.id, c.environment]));
    this.guests = new Map();
    for (const { cluster, environment } of deployments)
      if (homes.has(cluster) && homes.get(cluster) !== environment)
        this.guests.set(cluster, new Set(this.guests.get(cluster)).add(environment));
    this.statuses = await read.statuses([...this.deployments.keys()]);
    await Promise.all([this.listenToHeard(), this.loadPromotions(), ...services.map((s) => this.loadVersions(s.id))]);
  }

  private async loadStatuses(ids: string[]): Promise<void> {
    const [statuses, rows] = await Promise.all([this.store.read.statuses(ids), this.store.read.deployments({ ids })]);
    for (const row of rows) this.deployments.set(row.id, row);
    for (const [id, status] of statuses) this.statuses.set(id, status);
  }

  private async loadPromotions(): Promise<string[]> {
    const before = [...this.active.values()].flatMap(({ promotion }) =>
      promotion.legs.flatMap((leg) => leg.deployments),
    );
    const promotions = await this.store.read.activePromotions();
    const withReports = await Promise.all(
      promotions.map(async (promotion) => ({ promotion, report: await this.store.read.lastReport(promotion.id) })),
    );
    this.active = new Map(withReports.map((each) => [each.promotion.id, each]));
    return [...before, ...promotions.flatMap((p) => p.legs.flatMap((leg) => leg.deployments))];
  }

  private async loadVersions(service: string): Promise<void> {
    this.versions.set(
      service,
      (await this.store.read.releases(service)).map((r) => r.version),
    );
  }

  private async listenToHeard(): Promise<void> {
    const rows = await this.store.read.heard(this.clusters.map((c) => c.id)).catch(() => []);
    const heard = new Map<string, HeardRow[]>();
    for (const row of rows) heard.set(row.cluster, [...(heard.get(row.cluster) ?? []), row]);
    if (rows.length > 0) this.heard = heard;
  }

  /** What comes after this environment counts how far it is behind it. */
  private downstream(id: string): string[] {
    const deployment = this.deployments.get(id);
    if (!deployment) return [];
    const others = this.ofService(deployment.service);
    const isDeployed = (name: string) => others.some((d) => d.environment === name);
    return others
      .filter((d) => stagesBefore(this.environments, d.environment, isDeployed).includes(deployment.environment))
      .map((d) => d.id);
  }

  private ofService(service: string): DeploymentRow[] {
    return (this.idsOf.get(service) ?? []).flatMap((id) => this.deployments.get(id) ?? []);
  }

  /** Of the kinds that something on the cluster rests on: one that Sluice may not read makes no column grey. */
  heardOn(cluster: string): HeardRow[] {
    const kinds = this.kinds.get(cluster);
    return (this.heard.get(cluster) ?? []).filter((row) => !kinds || kinds.has(row.kind));
  }

  columns(actor: Actor): Column[] {
    const seen = visible(actor);
    return this.environments
      .filter((e) => seen === "all" || seen.has(e.name))
      .flatMap((environment) =>
        this.clusters
          .filter((c) => c.environment === environment.name || this.guests.get(c.id)?.has(environment.name))
          // One that is no longer declared anywhere, and was never connected, is only a name from before.
          .filter((c) => this.kinds.has(c.id) || c.connectionId !== undefined)
          .sort((a, b) => a.id.localeCompare(b.id))
          .map((cluster) => this.columnOf(environment, cluster)),
      );
  }

  /** A cluster that holds deployments of another environment too stands in a column of each. */
  private columnId(cluster: string, environment: string): string {
    return this.guests.get(cluster)?.has(environment) ? `${environment}@${cluster}` : cluster;
  }

  /** "production-eu" in production is "eu"; among guests it goes by its whole name. */
  labelOf(cluster: string, environment: string): string | undefined {
    const known = this.clusters.find((c) => c.id === cluster);
    if (known?.environment === environment) return known.label;
    return cluster === environment ? undefined : cluster;
  }

  private columnOf(environment: EnvironmentRow, cluster: ClusterRow): Column {
    const label = this.labelOf(cluster.id, environment.name);
    const rows = this.heardOn(cluster.id);
    const heardAt = oldestHeard(rows);
    const trouble =
      rows.find((row) => row.trouble)?.trouble ?? (cluster.connectionId ? undefined : "This cluster is not connected.");
    return {
      id: this.columnId(cluster.id, environment.name),
      environment: environment.name,
      cluster: cluster.id,
      ...(label ? { label } : {}),
      rule: this.ruleOf(cluster.id, environment.name),
      ...(heardAt === undefined ? {} : { heardAt }),
      ...(trouble ? { trouble } : {}),
    };
  }

  /** How versions are written in a column: what most of its places do, then the others by their count. */
  private ruleOf(cluster: string, environment: string): string {
    const counts = new Map<VersionPolicy, number>();
    for (const d of this.deployments.values())
      if (d.cluster === cluster && d.environment === environment)
        counts.set(d.found.policy, (counts.get(d.found.policy) ?? 0) + 1);
    const [most, ...others] = [...counts].sort((a, b) => b[1] - a[1]);
    if (!most) return "nothing declared";
    return [policies[most[0]].all, ...others.map(([policy, count]) => `${count} ${policies[policy].some}`)].join(", ");
  }

  cell(id: string, actor: Actor): Cell | undefined {
    const deployment = this.deployments.get(id);
    if (!deployment || !sees(actor, deployment.environment)) return undefined;
    const status = this.statuses.get(id);
    const inFlight = this.inFlight(deployment, actor);
    const behind = this.behind(deployment);
    const connected = this.clusters.find((c) => c.id === deployment.cluster)?.connectionId !== undefined;
    const said = cellOf({
      status,
      declared: deployment.declaredVersion,
      behind: behind?.releases ?? 0,
      connected,
      ...(inFlight ? { inFlight } : {}),
    });
    return {
      deployment: id,
      service: deployment.service,
      column: this.columnId(deployment.cluster, deployment.environment),
      ...(status?.runs ? { version: status.runs } : {}),
      health: status?.health ?? "unknown",
      ...said,
      ...(status?.motion ? { motion: status.motion } : {}),
      ...(status?.running.since === undefined ? {} : { since: status.running.since }),
      drift: status?.drift.map((d) => d.class) ?? [],
      suspended: status?.suspended ?? false,
      pinned: false,
      behind: behind?.releases ?? 0,
      ...(inFlight ? { promotion: inFlight.id } : {}),
      waitsForYou: inFlight?.waitsFor === "you",
    };
  }

  behind(deployment: DeploymentRow): { environment: string; releases: number; version: string } | undefined {
    const others = this.ofService(deployment.service);
    const before = stagesBefore(this.environments, deployment.environment, (name) =>
      others.some((d) => d.environment === name),
    );
    const here = this.statuses.get(deployment.id)?.runs;
    for (const environment of before) {
      for (const other of others) {
        if (other.environment !== environment) continue;
        const version = this.statuses.get(other.id)?.runs;
        const releases = releasesBehind(here, version, this.versions.get(deployment.service) ?? []);
        if (version && releases > 0) return { environment, releases, version };
      }
    }
    return undefined;
  }

  private inFlight(deployment: DeploymentRow, actor: Actor): InFlight | undefined {
    for (const { promotion, report } of this.active.values()) {
      if (promotion.service !== deployment.service || promotion.environment !== deployment.environment) continue;
      if (!promotion.legs.some((leg) => leg.deployments.includes(deployment.id))) continue;
      return {
        id: promotion.id,
        version: promotion.version,
        ...(promotion.from ? { from: promotion.from } : {}),
        ...waiting(promotion, report, actor),
      };
    }
    return undefined;
  }

  /** What waits for this person: gates that his role can open, on requests that are not his own. */
  waitsFor(actor: Actor): { promotion: Promotion; report: GateReport | undefined }[] {
    return [...this.active.values()].filter(
      ({ promotion, report }) =>
        sees(actor, promotion.environment) && waiting(promotion, report, actor).waitsFor === "you",
    );
  }
}

export type News = { cursor: number; keys: string[]; promotions: string[]; layout: boolean };

const remembered = 2000;

const policies: Record<VersionPolicy, { all: string; some: string }> = {
  "follows-branch": { all: "follows a branch", some: "by branch" },
  range: { all: "ranges", some: "by range" },
  fixed: { all: "fixed versions", some: "fixed" },
  floating: { all: "moving tags", some: "moving" },
};

export function sees(actor: Actor, environment: string): boolean {
  const seen = visible(actor);
  return seen === "all" || seen.has(environment);
}

function waiting(
  promotion: Promotion,
  report: GateReport | undefined,
  actor: Actor,
): Pick<InFlight, "waitsFor" | "sentence"> {
  const { state, version } = promotion;
  if (state.is === "rolling-out")
    return {
      waitsFor: "rollout",
      sentence: promotion.legs[promotion.leg]?.watchOnly ? `watching for ${version}` : `${version} merged, rolling out`,
    };
  if (state.is === "holding") return { waitsFor: "rollout", sentence: `${version} has to hold` };
  if (state.is !== "gated")
    return {
      waitsFor: "git",
      sentence: state.is === "merging" ? `${version} is being merged` : `${version}: opening a pull request`,
    };
  const approval = report?.gates.find((gate) => gate.key === "approval");
  if (approval?.phase === "wait") {
    const yours = mayApprove(actor, promotion).ok;
    return yours
      ? { waitsFor: "you", sentence: `${version} waits for your approval` }
      : { waitsFor: "approval", sentence: `${version} waits for approval` };
  }
  const other = report?.gates.find((gate) => gate.phase !== "pass");
  return { waitsFor: "machine", sentence: `${version} waits: ${other?.label.toLowerCase() ?? "gates"}` };
}

/** A cluster was heard when the kind that was silent for longest was. Undefined: one of them never was. */
export function oldestHeard(rows: readonly HeardRow[]): number | undefined {
  if (rows.length === 0 || rows.some((row) => row.heardAt === undefined)) return undefined;
  return Math.min(...rows.map((row) => row.heardAt ?? 0));
}

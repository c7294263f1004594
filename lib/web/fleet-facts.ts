import { kindsOf } from "../domain/deployment/staleness.ts";
import type { Status } from "../domain/deployment/types.ts";
import type { GateReport } from "../domain/gates/gate.ts";
import { hasEnded, type Promotion } from "../domain/promotion/promotion.ts";
import { stagesBefore } from "../domain/promotion/stages.ts";
import type { VersionPolicy } from "../domain/repository/adopt/types.ts";
import { newestFirst } from "../domain/version/version.ts";
import type { Change, Live } from "../ports/live.ts";
import type { ClusterRow, DeploymentRow, EnvironmentRow, HeardRow, ServiceRow, Store } from "../ports/store.ts";

/**
 * What the board is made of, held in this process and kept current by the stream of changes:
 * a request is answered from memory, and a change loads what it names and nothing else.
 * Losing it costs one load; Postgres remains the truth.
 */
export class FleetFacts {
  environments: EnvironmentRow[] = [];
  clusters: ClusterRow[] = [];
  services = new Map<string, ServiceRow>();
  deployments = new Map<string, DeploymentRow>();
  /** By service, since whoever draws a cell asks for its neighbours, and a board asks for all cells. */
  private idsOf = new Map<string, string[]>();
  statuses = new Map<string, Status>();
  heard = new Map<string, HeardRow[]>();
  /** By service, the newest first. */
  versions = new Map<string, string[]>();
  active = new Map<string, { promotion: Promotion; report: GateReport | undefined }>();
  /** The last change that is in here. */
  cursor = 0;
  protected kinds = new Map<string, Set<string>>();
  private policies: Map<string, Map<VersionPolicy, number>> | undefined;
  /** By cluster: the environments, other than its own, that some of its deployments belong to. */
  protected guests = new Map<string, Set<string>>();
  private readonly store: Store;
  private readonly listeners = new Set<(news: News) => void>();
  private recent: News[] = [];
  private beganAt = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.store = store;
  }

  static async open<T extends FleetFacts>(this: new (store: Store) => T, store: Store, live: Live): Promise<T> {
    const fleet = new this(store);
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

  /** What changed after a cursor; undefined where that is longer ago than is remembered, or of another database. */
  since(cursor: number): Omit<News, "cursor"> | undefined {
    if (cursor < this.beganAt || cursor > this.cursor) return undefined;
    if (this.recent[0] && this.recent.length >= remembered && cursor < this.recent[0].cursor) return undefined;
    const later = this.recent.filter((change) => change.cursor > cursor);
    return {
      keys: [...new Set(later.flatMap((c) => c.keys))],
      promotions: [...new Map(later.flatMap((c) => c.promotions.map((told) => [told.id, told]))).values()],
      layout: later.some((c) => c.layout),
    };
  }

  private enqueue(changes: Change[]): void {
    // One after the other: two loads at once could leave the older answer standing.
    this.queue = this.queue.then(() => this.take(changes)).catch(() => this.takeAll(changes));
  }

  /** What could not be loaded one by one is loaded whole, however long that takes: nobody says it twice. */
  private async takeAll(changes: Change[]): Promise<void> {
    const isLoaded = () =>
      this.loadLayout().then(
        () => true,
        () => false,
      );
    while (!(await isLoaded())) await new Promise((resolve) => setTimeout(resolve, againMs).unref());
    this.tell({ cursor: changes.at(-1)?.id ?? this.cursor, keys: [], promotions: [], layout: true });
  }

  private async take(changes: Change[]): Promise<void> {
    const of = (topic: Change["topic"]) => [
      ...new Set(changes.filter((c) => c.topic === topic).flatMap((c) => c.keys)),
    ];
    const [named, cells, promotions, releases] = [of("layout"), of("cells"), of("promotions"), of("releases")];
    const layout = named.length > 0;
    if (layout) await this.loadLayout([...new Set([...named, ...cells])]);
    else if (cells.length > 0 && (await this.loadDeployments(cells))) this.index();
    const touched = new Set(cells);
    const moved = await this.loadNamed(promotions);
    for (const { legs } of moved) for (const leg of legs) for (const id of leg.deployments) touched.add(id);
    for (const service of releases) {
      await this.loadVersions(service);
      for (const { id } of this.ofService(service)) touched.add(id);
    }
    for (const id of [...touched]) for (const next of this.downstream(id)) touched.add(next);
    this.tell({ cursor: changes.at(-1)?.id ?? this.cursor, keys: [...touched], promotions: toldOf(moved), layout });
  }

  private tell(news: News): void {
    this.cursor = news.cursor;
    this.recent.push(news);
    if (this.recent.length > remembered) this.recent.shift();
    for (const listener of this.listeners) listener(news);
  }

  /** Of deployments only those that are named, where any are: what a push did not touch is as it was, and promotions tell of themselves. */
  private async loadLayout(named?: readonly string[]): Promise<void> {
    const { read } = this.store;
    const [environments, clusters, services] = await Promise.all([
      read.environments(),
      read.clusters(),
      read.services(),
    ]);
    this.environments = environments.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
    this.clusters = clusters;
    this.services = new Map(services.map((s) => [s.id, s]));
    await this.loadDeployments(named);
    this.index();
    const all = named === undefined;
    const fresh = services.filter((s) => all || !this.versions.has(s.id));
    const promotions = all ? this.loadPromotions() : undefined;
    await Promise.all([this.listenToHeard(), promotions, ...fresh.map((s) => this.loadVersions(s.id))]);
  }

  /** Who is named and not there is gone. True where somebody came, went, or stands elsewhere now. */
  private async loadDeployments(named?: readonly string[]): Promise<boolean> {
    const { read } = this.store;
    const reading = read.deployments(named ? { ids: [...named] } : {});
    const ids = named ?? (await reading).map((row) => row.id);
    const [rows, statuses] = await Promise.all([reading, read.statuses([...ids])]);
    const there = new Set(rows.map((row) => row.id));
    let moved = false;
    for (const id of named ?? [...this.deployments.keys()]) {
      if (!there.has(id) || !statuses.has(id)) this.statuses.delete(id);
      if (!there.has(id) && this.deployments.delete(id)) moved = true;
    }
    for (const row of rows) {
      moved ||= !standsWhere(row, this.deployments.get(row.id));
      this.deployments.set(row.id, row);
    }
    for (const [id, status] of statuses) if (there.has(id)) this.statuses.set(id, status);
    this.policies = undefined;
    return moved;
  }

  private index(): void {
    const deployments = [...this.deployments.values()];
    const byService = Map.groupBy(deployments, ({ service }) => service);
    this.idsOf = new Map([...byService].map(([service, all]) => [service, all.map(({ id }) => id)]));
    this.kinds = new Map();
    for (const { cluster, definition } of deployments) {
      const kinds = this.kinds.get(cluster) ?? new Set<string>();
      for (const kind of kindsOf(definition)) kinds.add(kind);
      this.kinds.set(cluster, kinds);
    }
    const homes = new Map(this.clusters.map((c) => [c.id, c.environment]));
    this.guests = new Map();
    for (const { cluster, environment } of deployments)
      if (homes.has(cluster) && homes.get(cluster) !== environment)
        this.guests.set(cluster, new Set(this.guests.get(cluster)).add(environment));
  }

  private async loadPromotions(): Promise<void> {
    const promotions = await this.store.read.activePromotions();
    const withReports = await Promise.all(
      promotions.map(async (promotion) => ({ promotion, report: await this.store.read.lastReport(promotion.id) })),
    );
    this.active = new Map(withReports.map((each) => [each.promotion.id, each]));
  }

  /** Of hundreds that are under way one changes at a time. Gives each as it was and as it is. */
  private async loadNamed(ids: readonly string[]): Promise<Promotion[]> {
    const { read } = this.store;
    const now = await Promise.all(
      ids.map(async (id) => [await read.promotion(id), await read.lastReport(id)] as const),
    );
    return now.flatMap(([promotion, report], i) => {
      const id = ids[i] as string;
      const known = this.active.get(id)?.promotion;
      if (promotion && !hasEnded(promotion.state)) this.active.set(id, { promotion, report });
      else this.active.delete(id);
      return [known, promotion].flatMap((each) => each ?? []);
    });
  }

  private async loadVersions(service: string): Promise<void> {
    const releases = await this.store.read.releases(service);
    this.versions.set(service, newestFirst(releases.map((r) => r.version)));
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

  ofService(service: string): DeploymentRow[] {
    return (this.idsOf.get(service) ?? []).flatMap((id) => this.deployments.get(id) ?? []);
  }

  /** How many places of a column have which. Counted once: every stream asks for all columns every few seconds. */
  protected policiesIn(cluster: string, environment: string): ReadonlyMap<VersionPolicy, number> {
    this.policies ??= policiesOf(this.deployments.values());
    return this.policies.get(`${environment}\0${cluster}`) ?? new Map();
  }
}

function policiesOf(deployments: Iterable<DeploymentRow>): Map<string, Map<VersionPolicy, number>> {
  const policies = new Map<string, Map<VersionPolicy, number>>();
  for (const { cluster, environment, found } of deployments) {
    const key = `${environment}\0${cluster}`;
    const counts = policies.get(key) ?? new Map<VersionPolicy, number>();
    policies.set(key, counts.set(found.policy, (counts.get(found.policy) ?? 0) + 1));
  }
  return policies;
}

export type News = { cursor: number; keys: string[]; promotions: Told[]; layout: boolean };

/** A promotion, and where it goes to: who may hear of it. */
type Told = { id: string; environment: string };

function toldOf(promotions: readonly Promotion[]): Told[] {
  return [...new Map(promotions.map(({ id, environment }) => [id, { id, environment }])).values()];
}

function standsWhere(row: DeploymentRow, before: DeploymentRow | undefined): boolean {
  return (
    before?.service === row.service &&
    before.cluster === row.cluster &&
    before.environment === row.environment &&
    kindsOf(before.definition) === kindsOf(row.definition)
  );
}

const remembered = 2000;
const againMs = 1000;

import { brokenOn } from "../adopt/adopt.ts";
import type { Adoption, DeploymentFound } from "../adopt/types.ts";
import { renamesBetween, withCluster } from "./followed.ts";

/**
 * The log of a branch, read from the newest state to the oldest. An interval is told when its
 * beginning is found: the commit after which a deployment declared its version. Where a cluster
 * did not build at a commit, what is missing there is not known, and not taken for removed.
 */
export type Stretch = {
  deployment: string;
  service: string;
  environment: string;
  cluster: string;
  version: string;
  from: number;
  to?: number;
  commit: string;
  author: string;
};

export type Commit = { commit: string; author: string; at: number };

type Names = Pick<Stretch, "service" | "environment" | "cluster">;

/** A deployment as it is known just after the state that is read next: what it declares, at the latest since when. */
type Held = Names & { version: string; since: Commit };

/** Where the reading goes on; plain data. */
export type HistoryPosition = {
  next: Commit;
  /** When what is declared at `next` was declared no more; what is not here still is. */
  ends: Record<string, number>;
  /** What is called otherwise at `next` than it is later. */
  names: Record<string, Names>;
  /** Known at a newer state, and not known at `next`. */
  held: Record<string, Held>;
  /** Clusters that do not build at `next`: since when they do, where they ever do. */
  broken: Record<string, number | null>;
  clusters: Record<string, string>;
  deployments: Record<string, string>;
};

export class HistoryBack {
  private newer: { commit: Commit; adoption: Adoption } | undefined;
  private newerAt: number | undefined;
  private readonly held = new Map<string, Held>();
  private readonly ends: Map<string, number>;
  private readonly clusters: Map<string, string>;
  private readonly deployments: Map<string, string>;
  private readonly names: Map<string, Names>;
  private broken: Map<string, number | null>;
  private last: number;

  /** With a position, the next state to take is the one that it names. */
  constructor(position?: HistoryPosition) {
    this.last = position ? position.next.at + 1 : Number.POSITIVE_INFINITY;
    this.ends = new Map(Object.entries(position?.ends ?? {}));
    this.clusters = new Map(Object.entries(position?.clusters ?? {}));
    this.deployments = new Map(Object.entries(position?.deployments ?? {}));
    this.broken = new Map(Object.entries(position?.broken ?? {}));
    this.names = new Map(Object.entries(position?.names ?? {}));
    for (const [id, held] of Object.entries(position?.held ?? {})) this.held.set(id, held);
  }

  /** Takes the state before the one that was taken last, and tells the intervals whose beginnings that shows. */
  take(state: Commit & { adoption: Adoption }): Stretch[] {
    const { adoption } = state;
    // Two commits of one second, and clocks that go wrong: history goes one way, a millisecond at least.
    const commit = { commit: state.commit, author: state.author, at: Math.min(state.at, this.last - 1) };
    this.last = commit.at;
    const { newer } = this;
    this.newerAt = newer?.commit.at;
    this.newer = { commit, adoption };
    if (newer) this.follow(adoption, newer.adoption);
    const now = this.named(adoption);
    const broken = this.brokenNow(adoption);
    const told = newer ? this.begun(now, broken) : [];
    for (const [id, { service, environment, cluster: called, version }] of now) {
      const known = this.held.get(id);
      const cluster = this.clusters.get(called) ?? called;
      const gone = newer && !known ? (this.broken.has(cluster) ? this.broken.get(cluster) : newer.commit.at) : null;
      if (typeof gone === "number") this.ends.set(id, gone);
      this.held.set(id, {
        ...pick(known ?? this.names.get(id) ?? { service, environment, cluster }),
        version,
        since: commit,
      });
    }
    this.broken = broken;
    this.names.clear();
    return told;
  }

  /** After `take`: what a later reading needs to go on with the state before. */
  position(): HistoryPosition | undefined {
    if (!this.newer) return undefined;
    const { commit, adoption } = this.newer;
    const now = this.named(adoption);
    const renamed = [...this.held].filter(([id, held]) => {
      const found = now.get(id);
      return (
        found &&
        (found.service !== held.service || found.environment !== held.environment || found.cluster !== held.cluster)
      );
    });
    return {
      next: commit,
      names: Object.fromEntries(renamed.map(([id, held]) => [id, pick(held)])),
      ends: Object.fromEntries(this.ends),
      held: Object.fromEntries([...this.held].filter(([, { since }]) => since.commit !== commit.commit)),
      broken: Object.fromEntries(this.broken),
      clusters: Object.fromEntries(this.clusters),
      deployments: Object.fromEntries(this.deployments),
    };
  }

  /** What is held and says something else in the older state began with the commit that it is held since. */
  private begun(older: ReadonlyMap<string, DeploymentFound>, broken: ReadonlyMap<string, unknown>): Stretch[] {
    const told: Stretch[] = [];
    for (const [id, { since, ...held }] of this.held) {
      const old = older.get(id);
      if (old?.version === held.version || (!old && broken.has(held.cluster))) continue;
      const to = this.ends.get(id);
      told.push({
        deployment: id,
        ...held,
        from: since.at,
        ...(to === undefined ? {} : { to }),
        commit: since.commit,
        author: since.author,
      });
      if (old) this.ends.set(id, since.at);
      else {
        this.held.delete(id);
        this.ends.delete(id);
      }
    }
    return told;
  }

  private brokenNow(adoption: Adoption): Map<string, number | null> {
    return new Map(
      [...brokenOn(adoption)].map((called) => {
        const cluster = this.clusters.get(called) ?? called;
        const since = this.broken.get(cluster);
        return [cluster, since === undefined ? (this.newerAt ?? null) : since];
      }),
    );
  }

  private follow(older: Adoption, newer: Adoption): void {
    const renames = renamesBetween(older, newer);
    for (const [old, now] of renames.clusters) this.clusters.set(old, this.clusters.get(now) ?? now);
    for (const [old, now] of renames.deployments) this.deployments.set(this.calledNow(old), this.calledNow(now));
  }

  private calledNow(id: string): string {
    const called = withCluster(id, this.clusters);
    return this.deployments.get(called) ?? called;
  }

  private named(adoption: Adoption): Map<string, DeploymentFound> {
    return new Map(adoption.deployments.map((found) => [this.calledNow(found.id), found]));
  }
}

function pick({ service, environment, cluster }: Names): Names {
  return { service, environment, cluster };
}

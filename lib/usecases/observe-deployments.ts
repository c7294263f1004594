import { fold } from "../domain/deployment/fold.ts";
import { stepInterval } from "../domain/deployment/intervals.ts";
import { Known, type Missing } from "../domain/deployment/known.ts";
import { keyOf, type ObservedKind, refOf } from "../domain/deployment/observation.ts";
import { pack } from "../domain/deployment/pack.ts";
import { type Heard, heardAt, isStale, kindsOf } from "../domain/deployment/staleness.ts";
import type { Folded, Status } from "../domain/deployment/types.ts";
import { type Seen as Stood, type Verdict, verdictOf } from "../domain/deployment/verified.ts";
import type { ObservationBatch } from "../ports/clusters.ts";
import type { Deps } from "../ports/deps.ts";
import type { FoldedBatch } from "../ports/observations.ts";
import type { VerificationRow } from "../ports/store.ts";
import { type Pair, pairKey, readElsewhere } from "./readings/elsewhere.ts";
import { type Layout, layoutOf } from "./readings/layout.ts";
import { openOf, pairOf, type Seen, statusOf } from "./readings/seen.ts";

const waitForKindsMs = 20_000;
const firstVerdictMs = 3_000;
/** A chain of objects is shorter than this; each turn finds the next link. */
const mostTurns = 12;

type Refolded = Folded & { previous: Status | undefined };

/**
 * Watches over the deployments of one cluster. A batch goes in, is stored, and the deployments
 * that rest on what changed are folded again; whoever is equal to before is not written. Only
 * what deployments rest on is kept in memory. It depends on no batch having been seen: a
 * complete list repairs it.
 */
export class ClusterObserver {
  private readonly deps: Deps;
  private readonly cluster: string;
  private readonly known: Known;
  /** Kinds of which the store held something before we began. */
  private readonly stored: ReadonlySet<ObservedKind>;
  /** How many of a kind were written before it was first listed to its end. */
  private readonly written = new Map<ObservedKind, number>();
  private complete = new Set<ObservedKind>();
  private deployments = new Map<string, Seen>();
  private heard = new Map<ObservedKind, number>();
  private holdMinutes = new Map<string, number>();
  /** service and environment → when its release will have held. */
  private holding = new Map<string, { service: string; environment: string; until: number }>();

  private readonly openedAt: number;

  private constructor(deps: Deps, cluster: string, stored: ReadonlySet<ObservedKind>) {
    this.deps = deps;
    this.cluster = cluster;
    this.stored = stored;
    this.known = new Known(stored);
    this.openedAt = deps.now();
  }

  /** Begins with the statuses that were stored, so that a restart forgets nothing and writes nothing that it knows. */
  static async open(deps: Deps, clusters: string[]): Promise<ClusterObserver[]> {
    const [layout, stored] = await Promise.all([layoutOf(deps, clusters), deps.store.read.storedKinds(clusters)]);
    // Whoever watched before us may have been counting a hold; nothing but time would tell us.
    const soon = deps.now() + firstVerdictMs;
    return clusters.map((cluster) => {
      const observer = new ClusterObserver(deps, cluster, stored.get(cluster) ?? new Set());
      observer.lay(layout);
      for (const seen of observer.deployments.values())
        for (const pair of pairOf(seen)) observer.holding.set(pairKey(pair), { ...pair, until: soon });
      return observer;
    });
  }

  /** After the layout changed: of those that are named some have another definition, some are new, and who is not there is gone. */
  async takeLayout(layout: Layout, named: readonly string[]): Promise<void> {
    const there = new Set(this.lay(layout));
    const gone = named.filter((id) => !there.has(id) && this.deployments.delete(id));
    if (there.size + gone.length === 0) return;
    await this.look([...there]);
    this.forget();
  }

  private lay({ deployments, statuses, holdMinutes }: Layout): string[] {
    this.holdMinutes = holdMinutes;
    const rows = deployments.get(this.cluster) ?? [];
    for (const { id, definition } of rows) {
      const stored = statuses.get(id);
      const status = this.deployments.get(id)?.status ?? (stored && pack(stored));
      this.deployments.set(id, { definition, status, looked: "", lookAgainAt: undefined });
    }
    return rows.map(({ id }) => id);
  }

  async take(batch: ObservationBatch): Promise<void> {
    this.heard.set(batch.kind, batch.heardAt);
    const first = batch.complete !== undefined && !this.complete.has(batch.kind);
    if (batch.upserts.length > 0) {
      this.written.set(batch.kind, (this.written.get(batch.kind) ?? 0) + batch.upserts.length);
      await this.deps.observations.upsert(batch.upserts);
    }
    const touched = new Set<string>();
    for (const o of batch.upserts) for (const key of this.known.put(o)) touched.add(key);
    for (const key of await this.remove(batch)) for (const each of this.known.remove(key)) touched.add(each);
    if (batch.complete) {
      this.complete.add(batch.kind);
      this.known.setComplete(batch.kind);
    }
    const rests = ({ looked }: Seen) => first || looked === "" || looked.split("\n").some((key) => touched.has(key));
    await this.look([...this.deployments].filter(([, seen]) => rests(seen)).map(([id]) => id));
    if (batch.complete) this.forget();
    if (this.unheard().length === 0) this.known.settle();
  }

  /** The next moment at which time alone may change something. */
  nextLookAt(): number | undefined {
    const moments = [...this.deployments.values()]
      .flatMap((seen) => seen.lookAgainAt ?? [])
      .concat([...this.holding.values()].map((h) => h.until))
      .concat(this.unheard().length > 0 ? this.openedAt + waitForKindsMs : []);
    return moments.length > 0 ? Math.min(...moments) : undefined;
  }

  async lookAgain(): Promise<void> {
    const now = this.deps.now();
    const due = [...this.deployments].filter(([, seen]) => seen.lookAgainAt !== undefined && seen.lookAgainAt <= now);
    await this.look([...due.map(([id]) => id), ...this.unheard()]);
    const held = [...this.holding.values()].filter((h) => h.until <= now);
    await this.saveVerdicts(await this.verdicts(held.map(({ service, environment }) => ({ service, environment }))));
  }

  /** Nothing has been said of these yet, for not all that they rest on was listed. */
  private unheard(): string[] {
    if (this.deps.now() - this.openedAt > 2 * waitForKindsMs) return [];
    return [...this.deployments].filter(([, seen]) => seen.status === undefined).map(([id]) => id);
  }

  /** Keys of what is gone. */
  private async remove({ kind, deletes, complete }: ObservationBatch): Promise<string[]> {
    const { observations } = this.deps;
    if (deletes.length > 0) await observations.remove(this.cluster, deletes.map(refOf));
    const isNew = complete && !this.stored.has(kind) && !this.complete.has(kind);
    // Of what was stored for the first time all is there: nothing can have been left behind.
    if (!complete || (isNew && complete.present.length === (this.written.get(kind) ?? 0))) return deletes;
    const missing = await observations.retain(this.cluster, kind, complete.present);
    return [...deletes, ...missing.map(keyOf)];
  }

  private forget(): void {
    this.known.retain(new Set([...this.deployments.values()].flatMap((seen) => seen.looked.split("\n"))));
  }

  private async look(ids: string[]): Promise<void> {
    if (ids.length === 0 || this.complete.size === 0) return;
    const now = this.deps.now();
    const batch: FoldedBatch & {
      opened: NonNullable<FoldedBatch["opened"]>;
      closed: NonNullable<FoldedBatch["closed"]>;
    } = { statuses: [], opened: [], closed: [], services: [] };
    const services = new Set<string>();
    const before = new Map<string, Seen>();
    const heard = [...new Set(ids)].flatMap((id) => this.deployments.get(id) ?? []).filter((s) => this.isHeard(s, now));
    for (const [seen, folded] of await this.foldAll(heard, now)) {
      const { definition } = seen;
      before.set(definition.id, seen);
      const { previous, status, looked, lookAgainAt } = folded;
      const kept = status === previous ? seen.status : pack(status);
      this.deployments.set(definition.id, { definition, status: kept, looked: looked.join("\n"), lookAgainAt });
      // When to look again moves with every turn of Flux; whoever takes over folds everything anew anyway.
      if (status === previous) continue;
      batch.statuses.push({ status, ...(lookAgainAt === undefined ? {} : { lookAgainAt }) });
      services.add(definition.service);
      const step = stepInterval(openOf(previous), status, now);
      if (step.closed) batch.closed.push(step.closed);
      if (step.opened)
        batch.opened.push({
          ...step.opened,
          service: definition.service,
          environment: definition.environment,
          cluster: definition.cluster,
        });
    }
    if (batch.statuses.length === 0) return;
    try {
      await this.deps.observations.saveFolded({ ...batch, services: [...services] });
    } catch (error) {
      // What was not written is not known: the same facts have to give the same news again.
      for (const [id, seen] of before) this.deployments.set(id, seen);
      throw error;
    }
    const pairs = new Map(ids.flatMap((id) => pairOf(this.deployments.get(id))).map((pair) => [pairKey(pair), pair]));
    const relevant = [...pairs.values()].filter((pair) => services.has(pair.service));
    await this.saveVerdicts(await this.verdicts(relevant));
  }

  /** What is not in memory is fetched from the store, and whoever asked for it is folded again. */
  private async foldAll(all: readonly Seen[], now: number): Promise<Map<Seen, Refolded>> {
    const done = new Map<Seen, Refolded>();
    let left = all;
    for (let turn = 1; left.length > 0; turn++) {
      const lacking: Seen[] = [];
      const missing: Missing = { objects: [], owners: [], controllers: false };
      for (const seen of left) {
        const previous = statusOf(seen);
        const folded = fold(seen.definition, this.known, previous, now);
        const missed = this.known.missed();
        if (!missed || turn === mostTurns) done.set(seen, { ...folded, previous });
        else {
          lacking.push(seen);
          missing.objects.push(...missed.objects);
          missing.owners.push(...missed.owners);
          missing.controllers ||= missed.controllers;
        }
      }
      if (lacking.length > 0) this.known.learn(missing, await this.deps.observations.find(this.cluster, missing));
      left = lacking;
    }
    return done;
  }

  /**
   * A first word is not spoken on half of the facts: before all kinds that a deployment rests on
   * are listed, "starting" would only mean that we have not read on. One that is never listed
   * (we may not read it) holds nothing up for long.
   */
  private isHeard(seen: Seen, now: number): boolean {
    if (seen.status !== undefined || now - this.openedAt > waitForKindsMs) return true;
    return kindsOf(seen.definition).every((kind) => this.complete.has(kind));
  }

  /**
   * Whether releases have held on every cluster of their environments; other clusters are known from what others
   * stored. They are asked only about what has held here: of a release that only now arrived nobody can say more.
   */
  private async verdicts(pairs: readonly Pair[]): Promise<VerificationRow[]> {
    if (pairs.length === 0) return [];
    const now = this.deps.now();
    const holdMs = (pair: Pair) => (this.holdMinutes.get(pair.environment) ?? 10) * 60_000;
    const mine = this.here(pairs);
    const held = pairs.filter((pair) => {
      const verdict = verdictOf(mine.get(pairKey(pair)) ?? [], holdMs(pair), now);
      this.lookWhenHeld(pair, verdict, now);
      return verdict.is === "verified";
    });
    if (held.length === 0) return [];
    const { elsewhere, heard } = await readElsewhere(this.deps, this.cluster, held, now);
    const here = this.here(held, { ...heard, ...Object.fromEntries(this.heard) });
    return held.flatMap((pair) => {
      const seen = [...(here.get(pairKey(pair)) ?? []), ...(elsewhere.get(pairKey(pair)) ?? [])];
      const verdict = verdictOf(seen, holdMs(pair), now);
      this.lookWhenHeld(pair, verdict, now);
      // Silence ends without any news of a deployment: that is looked for.
      if (seen.some((each) => each.stale)) this.holding.set(pairKey(pair), { ...pair, until: now + 5_000 });
      return verdict.is === "verified" ? [{ ...pair, version: verdict.version, at: now }] : [];
    });
  }

  private async saveVerdicts(verifications: VerificationRow[]): Promise<void> {
    if (verifications.length === 0) return;
    const services = verifications.map(({ service }) => service);
    await this.deps.observations.saveFolded({ statuses: [], verifications, services });
  }

  private lookWhenHeld(pair: Pair, verdict: Verdict, now: number): void {
    if (verdict.is === "holding")
      this.holding.set(pairKey(pair), { ...pair, until: Math.max(verdict.until, now + 1000) });
    else this.holding.delete(pairKey(pair));
  }

  /** What runs here of each pair; without `heard` as if nothing were silent. */
  private here(pairs: readonly Pair[], heard?: Heard): Map<string, Stood[]> {
    const out = new Map<string, Stood[]>(pairs.map((pair) => [pairKey(pair), []]));
    for (const seen of this.deployments.values()) {
      const stood = out.get(pairKey(seen.definition));
      if (!stood) continue;
      const at = heard && heardAt(heard, kindsOf(seen.definition));
      const stale = heard !== undefined && isStale(at, this.deps.now(), this.deps.staleAfterMs);
      stood.push({ cluster: this.cluster, status: statusOf(seen), stale });
    }
    return out;
  }
}

import type { Cell, Column } from "../contracts/board.ts";
import { cellOf, type InFlight, releasesBehind } from "../domain/deployment/cell.ts";
import type { GateReport } from "../domain/gates/gate.ts";
import { type Actor, mayApprove, sees, visible } from "../domain/permissions.ts";
import { isUndecided, type Leg, type Promotion } from "../domain/promotion/promotion.ts";
import { stagesBefore } from "../domain/promotion/stages.ts";
import { currentLeg } from "../domain/promotion/transition.ts";
import type { VersionPolicy } from "../domain/repository/adopt/types.ts";
import type { ClusterRow, DeploymentRow, EnvironmentRow, HeardRow } from "../ports/store.ts";
import { FleetFacts } from "./fleet-facts.ts";

/** What somebody in particular sees of the fleet: columns, cells, and what waits for them. */
export class Fleet extends FleetFacts {
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
    const [most, ...others] = [...this.policiesIn(cluster, environment)].sort((a, b) => b[1] - a[1]);
    if (!most) return "nothing declared";
    return [policies[most[0]].all, ...others.map(([policy, count]) => `${count} ${policies[policy].some}`)].join(", ");
  }

  cell(id: string, actor: Actor): Cell | undefined {
    const deployment = this.deployments.get(id);
    if (!deployment || !sees(actor, deployment.environment)) return undefined;
    const status = this.statuses.get(id);
    const inFlight = this.inFlight(deployment, actor);
    const behind = this.behind(deployment, actor);
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
      behind: behind?.releases ?? 0,
      ...(inFlight ? { promotion: inFlight.id } : {}),
      waitsForYou: inFlight?.waitsFor === "you",
    };
  }

  behind(
    deployment: DeploymentRow,
    actor: Actor,
  ): { environment: string; releases: number; version: string } | undefined {
    const others = this.ofService(deployment.service);
    const before = stagesBefore(this.environments, deployment.environment, (name) =>
      others.some((d) => d.environment === name),
    );
    const here = this.statuses.get(deployment.id)?.runs;
    for (const environment of before.filter((name) => sees(actor, name))) {
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
      const leg = promotion.legs.find(({ deployments }) => deployments.includes(deployment.id));
      // Where its leg has held, it is over; the promotion goes on elsewhere.
      if (!leg || leg.verifiedAt !== undefined) continue;
      return {
        id: promotion.id,
        version: promotion.version,
        ...(promotion.from ? { from: promotion.from } : {}),
        ...(laterThan(promotion, leg) ?? waiting(promotion, report, actor)),
      };
    }
    return undefined;
  }

  /** As releases go through the environments, and not as a database comes upon them. */
  byStage<Row extends { environment: string }>(rows: readonly Row[]): Row[] {
    const at = new Map(this.environments.map(({ name }, i) => [name, i]));
    return rows.toSorted((a, b) => (at.get(a.environment) ?? at.size) - (at.get(b.environment) ?? at.size));
  }

  /** What waits for this person: gates that his role can open, on requests that are not his own. */
  waitsFor(actor: Actor): { promotion: Promotion; report: GateReport | undefined }[] {
    return [...this.active.values()].filter(
      ({ promotion, report }) =>
        sees(actor, promotion.environment) && waiting(promotion, report, actor).waitsFor === "you",
    );
  }
}

const policies: Record<VersionPolicy, { all: string; some: string }> = {
  "follows-branch": { all: "follows a branch", some: "by branch" },
  range: { all: "ranges", some: "by range" },
  fixed: { all: "fixed versions", some: "fixed" },
  floating: { all: "moving tags", some: "moving" },
};

/** A cluster whose turn comes later waits for the ones before it, once the gates have let those through. */
function laterThan(promotion: Promotion, leg: Leg): Pick<InFlight, "waitsFor" | "sentence"> | undefined {
  const { version, state } = promotion;
  if (leg.position <= promotion.leg || (promotion.leg === 0 && isUndecided(state))) return undefined;
  return { waitsFor: "machine", sentence: `${version} comes after ${currentLeg(promotion).clusters.join(" and ")}` };
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
  const blocking = report?.gates.find((gate) => gate.phase === "block");
  if (blocking) return { waitsFor: "machine", sentence: `${version} blocked: ${blocking.label.toLowerCase()}` };
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

import { type Cluster, writeStatus } from "../cluster.ts";
import { condition } from "../conditions.ts";
import { printed } from "../durations.ts";
import { type Artifact, type InventoryEntry, type Kustomization, REQUESTED_AT } from "../objects.ts";
import { BuildFailure } from "./build.ts";
import { withAttempt } from "./history.ts";

/** What was waited for did not get well. */
export class HealthFailure extends Error {
  readonly tookMs: number;
  constructor(why: string, tookMs: number) {
    super(why);
    this.tookMs = tookMs;
  }
}

/** Where the artifact itself was made, as far as it says so. */
export const originOf = (artifact: Artifact): Record<string, string> => {
  const originRevision = artifact.metadata?.["org.opencontainers.image.revision"];
  return originRevision ? { originRevision } : {};
};

export const isWaiting = ({ spec }: Kustomization): boolean => Boolean(spec.wait || spec.healthChecks?.length);

type Ended = { artifact: Artifact; digest?: string; startedAt: Date };

export async function succeed(
  cluster: Cluster,
  current: Kustomization,
  ended: Ended & { entries: readonly InventoryEntry[] },
): Promise<void> {
  const { artifact, entries, digest = "", startedAt } = ended;
  const origin = originOf(artifact);
  const metadata = { ...origin, revision: artifact.revision };
  const history = withAttempt(current.status?.history, {
    digest,
    status: "ReconciliationSucceeded",
    metadata,
    startedAt,
    endedAt: cluster.now(),
  });
  const message = `Applied revision: ${artifact.revision}`;
  const isNews = current.status?.lastAppliedRevision !== artifact.revision;
  await writeStatus(cluster, current, {
    set: [condition("Ready", "True", "ReconciliationSucceeded", message)],
    drop: isWaiting(current) ? ["Reconciling", "Stalled"] : ["Reconciling", "Stalled", "Healthy"],
    fields: {
      lastAppliedRevision: artifact.revision,
      lastAppliedOriginRevision: origin.originRevision ?? null,
      inventory: { entries },
      history,
    },
    done: true,
  });
  if (isNews) {
    const finished = `Reconciliation finished in ${printed(cluster.now().getTime() - startedAt.getTime())}, next run in ${current.spec.interval}`;
    cluster.notify(current, { severity: "info", reason: "ReconciliationSucceeded", message: finished, metadata });
  }
}

export async function fail(
  cluster: Cluster,
  current: Kustomization,
  ended: Ended & { doing: string; error: unknown },
): Promise<void> {
  const { artifact, digest, startedAt, doing, error } = ended;
  const reason = reasonOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const message = error instanceof HealthFailure ? `health check failed after ${printed(error.tookMs)}: ${said}` : said;
  const set = [
    condition("Reconciling", "True", "ProgressingWithRetry", doing),
    condition("Ready", "False", reason, message),
  ];
  if (error instanceof HealthFailure) set.push(condition("Healthy", "False", reason, said));
  const metadata = { ...originOf(artifact), revision: artifact.revision };
  const history = digest
    ? withAttempt(current.status?.history, { digest, status: reason, metadata, startedAt, endedAt: cluster.now() })
    : current.status?.history;
  const asked = current.metadata.annotations?.[REQUESTED_AT];
  await writeStatus(cluster, current, {
    set,
    fields: { history, ...(asked ? { lastHandledReconcileAt: asked } : {}) },
  });
  cluster.notify(current, { severity: "error", reason, message, metadata });
}

function reasonOf(error: unknown): string {
  if (error instanceof BuildFailure) return "BuildFailed";
  return error instanceof HealthFailure ? "HealthCheckFailed" : "ReconciliationFailed";
}

import { applyDirectly, nameOf, plan, removeAll } from "../applying.ts";
import { type Cluster, writeStatus } from "../cluster.ts";
import { condition, progressing } from "../conditions.ts";
import { milliseconds, printed } from "../durations.ts";
import { waitForHealth } from "../health.ts";
import { entryOf, inOrder as sortedObjects } from "../inventory.ts";
import type { HelmRelease, KubeObject, Snapshot } from "../objects.ts";
import { inOrder, truncated, withRevision } from "./history.ts";
import { type Chart, digestOf, render, type Values } from "./render.ts";
import { read, store } from "./storage.ts";

export const MANAGER = "helm-controller";

export type Desired = { chart: Chart; values: Values; config: string };
export const desiredOf = (chart: Chart, values: Values): Desired => ({ chart, values, config: digestOf(values) });

const timeoutOf = (release: HelmRelease): number => milliseconds(release.spec.timeout, 300_000);
const nameAndSpace = ({ metadata, spec }: HelmRelease): string =>
  `${spec.targetNamespace ?? metadata.namespace}/${spec.releaseName ?? metadata.name}`;
const keepsAll = ({ spec }: HelmRelease): boolean => spec.upgrade?.strategy?.name === "RetryOnFailure";

const running = (release: HelmRelease, action: string) =>
  `Running '${action}' action with timeout of ${printed(timeoutOf(release))}`;

function metadataOf(chart: Pick<Chart, "version" | "appVersion" | "ociDigest">): Record<string, string> {
  const digest: Record<string, string> = chart.ociDigest ? { "oci-digest": chart.ociDigest } : {};
  return { revision: chart.version, "app-version": chart.appVersion, ...digest };
}

/** What a turn of the controller was about; also one that found nothing to do is an attempt. */
export function attemptOf({ metadata }: HelmRelease, { chart, config }: Desired): Record<string, unknown> {
  return {
    lastAttemptedRevision: chart.version,
    lastAttemptedRevisionDigest: chart.ociDigest ?? null,
    lastAttemptedGeneration: metadata.generation,
    lastAttemptedConfigDigest: config,
  };
}

/** Installs or upgrades and waits until it is well. Answers the release as it is then, and whether it went well. */
export async function deploy(
  cluster: Cluster,
  release: HelmRelease,
  action: "install" | "upgrade",
  desired: Desired,
): Promise<{ release: HelmRelease; ok: boolean }> {
  const { chart, values, config } = desired;
  const began = cluster.now();
  let current = await writeStatus(cluster, release, {
    set: progressing(running(release, action)),
    drop: ["Stalled"],
    fields: { ...attemptOf(release, desired), storageNamespace: release.metadata.namespace },
  });
  const objects = render(release, chart, values);
  const failure = await rollOut(cluster, release, objects);
  const status = failure ? "failed" : "deployed";
  const history = withRevision(current, { action, status, chart, config, at: began });
  if (history[0]) await store(cluster, history[0], objects);
  const word = action === "install" ? "Install" : "Upgrade";
  const message = failure
    ? `Helm ${action} failed for release ${nameAndSpace(release)} with chart ${chart.name}@${chart.version}: ${failure}`
    : `Helm ${action} succeeded for release ${nameAndSpace(release)}.v${history[0]?.version} with chart ${chart.name}@${chart.version}`;
  const reason = `${word}${failure ? "Failed" : "Succeeded"}`;
  const { status: before = {} } = current;
  const counter = action === "install" ? "installFailures" : "upgradeFailures";
  const failures = failure ? { failures: (before.failures ?? 0) + 1, [counter]: (before[counter] ?? 0) + 1 } : {};
  current = await writeStatus(cluster, current, {
    set: [
      condition("Ready", failure ? "False" : "True", reason, message),
      condition("Released", failure ? "False" : "True", reason, message),
    ],
    drop: ["Remediated"],
    fields: {
      history: failure ? history.slice(0, 5) : truncated(history, keepsAll(release)),
      inventory: { entries: sortedObjects(objects).map((object) => entryOf(object, true)) },
      lastAttemptedReleaseAction: action,
      lastAttemptedReleaseActionDuration: printed(cluster.now().getTime() - began.getTime()),
      ...failures,
      ...(failure ? {} : { failures: null, installFailures: null, upgradeFailures: null }),
    },
  });
  cluster.notify(current, { severity: failure ? "error" : "info", reason, message, metadata: metadataOf(chart) });
  return { release: current, ok: !failure };
}

/** The reason why it did not get well, if it did not. */
async function rollOut(
  cluster: Cluster,
  release: HelmRelease,
  objects: readonly KubeObject[],
): Promise<string | undefined> {
  try {
    await applyDirectly(cluster, objects, MANAGER);
    const timeout = Math.min(timeoutOf(release), cluster.pace.timeoutMs);
    const health = await waitForHealth(cluster, sortedObjects(objects), timeout);
    return health.ok ? undefined : health.why;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Back to the last revision that was well. The failed one stays in the history, as it does with Helm. */
export async function rollBack(cluster: Cluster, release: HelmRelease): Promise<HelmRelease> {
  const history = truncated(inOrder(release.status?.history), keepsAll(release));
  const target = history.find((s) => s.status === "deployed" || s.status === "superseded");
  const stored = target && (await read(cluster, target));
  if (!target || !stored) {
    const message = "Failed to perform remediation: missing target release for rollback";
    return writeStatus(cluster, release, {
      set: [
        condition("Stalled", "True", "MissingRollbackTarget", message),
        condition("Ready", "False", "MissingRollbackTarget", message),
      ],
      drop: ["Reconciling"],
      done: true,
    });
  }
  const began = cluster.now();
  const current = await writeStatus(cluster, release, {
    set: [condition("Reconciling", "True", "Progressing", running(release, "rollback"))],
    fields: { history },
  });
  const failure = await rollOut(cluster, release, stored.objects);
  const chart = { name: target.chartName, version: target.chartVersion, appVersion: target.appVersion };
  const [made, ...rest] = withRevision(current, {
    action: "rollback",
    status: failure ? "failed" : "deployed",
    chart,
    config: target.configDigest,
    at: began,
  });
  if (made) await store(cluster, made, stored.objects);
  const older = rest.map(
    (s): Snapshot => (s.version === target.version ? { ...s, action: "rollback", status: "superseded" } : s),
  );
  const label = `Helm rollback to previous release ${nameAndSpace(release)}.v${target.version} with chart ${target.chartName}@${target.chartVersion}`;
  const message = failure ? `${label} failed: ${failure}` : `${label} succeeded`;
  const reason = failure ? "RollbackFailed" : "RollbackSucceeded";
  const after = await writeStatus(cluster, current, {
    set: [
      condition("Ready", "False", reason, message),
      condition("Remediated", failure ? "False" : "True", reason, message),
    ],
    fields: { history: made ? [made, ...older] : older },
  });
  cluster.notify(after, {
    severity: failure ? "error" : "info",
    reason,
    message,
    metadata: metadataOf({ ...chart, ociDigest: target.ociDigest }),
  });
  return after;
}

/** Compares what the cluster has with what Helm applied; puts it back where the release says so. */
export async function checkDrift(cluster: Cluster, release: HelmRelease): Promise<HelmRelease> {
  const mode = release.spec.driftDetection?.mode ?? "disabled";
  const [latest] = inOrder(release.status?.history);
  const stored = latest && (await read(cluster, latest));
  if (mode === "disabled" || !latest || !stored) return writeStatus(cluster, release, { drop: ["Drifted"] });
  const plans = await Promise.all(sortedObjects(stored.objects).map((object) => plan(cluster, object, MANAGER)));
  const drifted = plans.filter((p) => p.action !== "unchanged");
  const none = condition("Drifted", "False", "NoDriftDetected", "No drift detected against the cluster state");
  if (drifted.length === 0) return writeStatus(cluster, release, { set: [none] });
  const lines = drifted.map((p) =>
    p.action === "created"
      ? `${nameOf(p.object)} removed`
      : `${nameOf(p.object)} changed (0 additions, ${p.changes} changes, 0 removals)`,
  );
  const message = `Cluster state of release ${nameAndSpace(release)}.v${latest.version} has drifted from the desired state:\n${lines.join("\n")}`;
  const found = condition("Drifted", "True", "DriftDetected", message);
  cluster.notify(release, { severity: "info", reason: "DriftDetected", message });
  if (mode === "warn") return writeStatus(cluster, release, { set: [found] });
  const doing = running(release, "correct cluster drift");
  const current = await writeStatus(cluster, release, {
    set: [
      found,
      condition("Reconciling", "True", "Progressing", doing),
      condition("Ready", "Unknown", "Progressing", "correcting cluster drift"),
    ],
  });
  await applyDirectly(cluster, stored.objects, MANAGER);
  const chart = `${latest.chartName}@${latest.chartVersion}`;
  const label = `Helm ${latest.action ?? "upgrade"} succeeded for release ${nameAndSpace(release)}.v${latest.version} with chart ${chart}`;
  const reason = latest.action === "install" ? "InstallSucceeded" : "UpgradeSucceeded";
  return writeStatus(cluster, current, { set: [none, condition("Ready", "True", reason, label)] });
}

/** Removes everything of the release; answers once it is asked for, not once it is gone. */
export async function uninstall(cluster: Cluster, release: HelmRelease): Promise<void> {
  const [latest] = inOrder(release.status?.history);
  const stored = latest && (await read(cluster, latest));
  if (!latest || !stored) return;
  const { name, namespace } = release.metadata;
  await removeAll(cluster, stored.objects, (object) => {
    const labels = object.metadata.labels ?? {};
    return labels["helm.toolkit.fluxcd.io/name"] === name && labels["helm.toolkit.fluxcd.io/namespace"] === namespace;
  });
}

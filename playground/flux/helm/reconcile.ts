import { parse } from "yaml";
import { isMissing } from "../api.ts";
import { addFinalizer, type Cluster, removeFinalizer, writeStatus } from "../cluster.ts";
import { condition, conditionOf, isReady, type Wanted } from "../conditions.ts";
import { milliseconds, printed } from "../durations.ts";
import { type HelmRelease, REQUESTED_AT } from "../objects.ts";
import { attemptOf, checkDrift, type Desired, deploy, desiredOf, rollBack, uninstall } from "./actions.ts";
import { inOrder } from "./history.ts";
import { merged, type Values } from "./render.ts";
import { chartFor, removeChart } from "./source.ts";
import { forget } from "./storage.ts";

/**
 * One turn of a HelmRelease: dependencies, chart, values, and then the one action that brings it
 * nearer: install, upgrade, give up, or look for drift. A failed upgrade is remediated in the same
 * turn; the next attempt is the next turn's.
 */
export async function reconcileHelmRelease(cluster: Cluster, release: HelmRelease): Promise<number | undefined> {
  if (release.metadata.deletionTimestamp) return tearDown(cluster, release);
  let current = await addFinalizer(cluster, release);
  if (current.spec.suspend) {
    if (current.status?.observedGeneration !== current.metadata.generation)
      await writeStatus(cluster, current, { done: true });
    return undefined;
  }
  const prerequisites = condition("Reconciling", "True", "Progressing", "Fulfilling prerequisites");
  current = await writeStatus(cluster, current, { set: [prerequisites], drop: ["Stalled"] });
  const waits = dependencyThatIsNotReady(cluster, current);
  if (waits) return wait(cluster, current, waits);
  const found = await chartFor(cluster, current);
  if (!found.ok) {
    if (found.loading) return cluster.pace.retryMs / 4;
    return wait(cluster, current, condition("Ready", "False", "SourceNotReady", found.why));
  }
  const desired = desiredOf(found.chart, await valuesOf(cluster, current));
  return act(cluster, await forNewAttempt(cluster, current, desired), desired);
}

const intervalOf = (cluster: Cluster, { spec }: HelmRelease): number =>
  Math.min(milliseconds(spec.interval, 60_000), cluster.pace.intervalMs);

function dependencyThatIsNotReady(cluster: Cluster, release: HelmRelease): Wanted | undefined {
  for (const { name, namespace = release.metadata.namespace ?? "default" } of release.spec.dependsOn ?? []) {
    const other = cluster.objects.get<HelmRelease>("HelmRelease", namespace, name);
    if (!other || !isReady(other)) {
      return condition("Ready", "False", "DependencyNotReady", `dependency '${namespace}/${name}' is not ready`);
    }
  }
  return undefined;
}

async function wait(cluster: Cluster, release: HelmRelease, ready: Wanted): Promise<number> {
  const asked = release.metadata.annotations?.[REQUESTED_AT];
  await writeStatus(cluster, release, { set: [ready], fields: asked ? { lastHandledReconcileAt: asked } : {} });
  return cluster.pace.retryMs;
}

async function valuesOf(cluster: Cluster, { spec, metadata }: HelmRelease): Promise<Values> {
  let values: Values = {};
  for (const { kind, name, valuesKey = "values.yaml", optional } of spec.valuesFrom ?? []) {
    const path = `/api/v1/namespaces/${metadata.namespace}/${kind === "Secret" ? "secrets" : "configmaps"}/${name}`;
    const source = await cluster.api.get(path).catch((error: unknown) => {
      if (isMissing(error) && optional) return undefined;
      throw error;
    });
    const text = source?.data?.[valuesKey] ?? "{}";
    values = merged(values, parse(kind === "Secret" ? Buffer.from(text, "base64").toString("utf8") : text) as Values);
  }
  return merged(values, spec.values ?? {});
}

/** A new chart, new values or a request to reset wipes the slate: failures of the old ones do not count. */
async function forNewAttempt(cluster: Cluster, release: HelmRelease, { chart, config }: Desired): Promise<HelmRelease> {
  const { status = {}, metadata } = release;
  const isNew = status.lastAttemptedRevision !== chart.version || status.lastAttemptedConfigDigest !== config;
  const reset = requested(release, "resetAt");
  if (!status.failures || !(isNew || (reset && reset !== status.lastHandledResetAt))) return release;
  const handled = reset ? { lastHandledResetAt: metadata.annotations?.["reconcile.fluxcd.io/resetAt"] } : {};
  return writeStatus(cluster, release, {
    fields: { failures: null, installFailures: null, upgradeFailures: null, ...handled },
  });
}

/** The value of an annotation that counts only together with the request to reconcile. */
function requested({ metadata }: HelmRelease, name: "forceAt" | "resetAt"): string | undefined {
  const value = metadata.annotations?.[`reconcile.fluxcd.io/${name}`];
  return value !== undefined && value === metadata.annotations?.[REQUESTED_AT] ? value : undefined;
}

async function act(cluster: Cluster, release: HelmRelease, desired: Desired): Promise<number | undefined> {
  const { status = {} } = release;
  const [latest] = inOrder(status.history);
  const force = requested(release, "forceAt");
  const forced = force !== undefined && force !== status.lastHandledForceAt;
  const settled =
    latest?.status === "deployed" &&
    latest.chartVersion === desired.chart.version &&
    latest.configDigest === desired.config;
  if (settled && !forced) return finish(cluster, release, attemptOf(release, desired));
  const action = latest ? "upgrade" : "install";
  if (!forced && (status.failures ?? 0) > retriesOf(release, action)) return giveUp(cluster, release, action);
  const done = await deploy(cluster, release, action, desired);
  if (done.ok) return finish(cluster, done.release, force ? { lastHandledForceAt: force } : {});
  return remediate(cluster, done.release, action);
}

async function finish(cluster: Cluster, release: HelmRelease, fields: Record<string, unknown> = {}): Promise<number> {
  const checked = await checkDrift(cluster, release);
  const set = asDeployed(checked);
  await writeStatus(cluster, checked, { set, drop: ["Reconciling", "Stalled", "Remediated"], fields, done: true });
  return intervalOf(cluster, release);
}

/** What is in sync is ready again, whatever stood in its way: a source, or a version that has been taken back. */
function asDeployed(release: HelmRelease): Wanted[] {
  const conditions = release.status?.conditions;
  const released = conditionOf(conditions, "Released");
  if (conditionOf(conditions, "Ready")?.status === "True" && released?.status === "True") return [];
  if (released?.status === "True") return [{ ...released, type: "Ready" }];
  const [latest] = inOrder(release.status?.history);
  if (!latest) return [];
  const label = `${latest.namespace}/${latest.name}.v${latest.version} with chart ${latest.chartName}@${latest.chartVersion}`;
  const message = `Helm upgrade succeeded for release ${label}`;
  return [
    condition("Ready", "True", "UpgradeSucceeded", message),
    condition("Released", "True", "UpgradeSucceeded", message),
  ];
}

/** -1 in a spec means for ever. */
function retriesOf({ spec }: HelmRelease, action: "install" | "upgrade"): number {
  if (action === "upgrade" && spec.upgrade?.strategy?.name === "RetryOnFailure") return Number.POSITIVE_INFINITY;
  const retries = spec[action]?.remediation?.retries ?? 0;
  return retries < 0 ? Number.POSITIVE_INFINITY : retries;
}

async function remediate(
  cluster: Cluster,
  release: HelmRelease,
  action: "install" | "upgrade",
): Promise<number | undefined> {
  if (action === "upgrade" && release.spec.upgrade?.strategy?.name === "RetryOnFailure")
    return retryLater(cluster, release);
  const retries = retriesOf(release, action);
  const last = (release.status?.failures ?? 0) > retries;
  const remediates = retries > 0 && (!last || action === "upgrade");
  let current = release;
  if (remediates && action === "upgrade") current = await rollBack(cluster, release);
  if (last) return giveUp(cluster, current, action);
  if (remediates && action === "install") current = await startOver(cluster, current);
  const said = current.status?.conditions?.find((c) => c.type === "Ready")?.message ?? "";
  await writeStatus(cluster, current, {
    set: [condition("Reconciling", "True", "ProgressingWithRetry", said)],
    done: true,
  });
  return cluster.pace.retryMs;
}

async function retryLater(cluster: Cluster, release: HelmRelease): Promise<number> {
  const interval = milliseconds(release.spec.upgrade?.strategy?.retryInterval, 300_000);
  const set = [condition("Reconciling", "True", "ProgressingWithRetry", `retrying after ${printed(interval)}`)];
  await writeStatus(cluster, release, { set, done: true });
  return Math.min(interval, cluster.pace.intervalMs);
}

/** A failed install is taken away before the next attempt. */
async function startOver(cluster: Cluster, release: HelmRelease): Promise<HelmRelease> {
  await uninstall(cluster, release);
  const message = `Helm uninstall remediation for release ${release.metadata.namespace}/${release.metadata.name} succeeded`;
  return writeStatus(cluster, release, {
    set: [
      condition("Ready", "False", "UninstallSucceeded", message),
      condition("Remediated", "True", "UninstallSucceeded", message),
    ],
    fields: { history: null },
  });
}

async function giveUp(cluster: Cluster, release: HelmRelease, action: string): Promise<undefined> {
  const message = `Failed to ${action} after ${release.status?.failures ?? 1} attempt(s)`;
  await writeStatus(cluster, release, {
    set: [condition("Stalled", "True", "RetriesExceeded", message)],
    drop: ["Reconciling"],
    done: true,
  });
  return undefined;
}

async function tearDown(cluster: Cluster, release: HelmRelease): Promise<undefined> {
  const [latest] = inOrder(release.status?.history);
  if (latest && !release.spec.suspend) {
    await uninstall(cluster, release);
    await forget(cluster, inOrder(release.status?.history));
    const name = `${latest.namespace}/${latest.name}.v${latest.version}`;
    const message = `Helm uninstall succeeded for release ${name} with chart ${latest.chartName}@${latest.chartVersion}`;
    const set = [
      condition("Ready", "False", "UninstallSucceeded", message),
      condition("Released", "False", "UninstallSucceeded", message),
    ];
    await writeStatus(cluster, release, { set, drop: ["Reconciling", "Stalled", "Remediated"] });
    cluster.notify(release, { severity: "info", reason: "UninstallSucceeded", message });
  }
  await removeChart(cluster, release);
  await removeFinalizer(cluster, release);
  return undefined;
}

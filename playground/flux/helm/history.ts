import { seconds } from "../conditions.ts";
import type { HelmRelease, Snapshot } from "../objects.ts";
import type { Chart } from "./render.ts";
import { releaseDigest } from "./storage.ts";

export const inOrder = (history: readonly Snapshot[] | undefined): Snapshot[] =>
  [...(history ?? [])].sort((a, b) => b.version - a.version);

type Made = {
  action: string;
  status: "deployed" | "failed";
  chart: Pick<Chart, "name" | "version" | "appVersion" | "ociDigest">;
  config: string;
  at: Date;
};

/**
 * The history with one more revision. What was deployed before is superseded once the new one is
 * deployed, and says no longer by which action it came: so does Flux.
 */
export function withRevision(release: HelmRelease, { action, status, chart, config, at }: Made): Snapshot[] {
  const before = inOrder(release.status?.history);
  const version = (before[0]?.version ?? 0) + 1;
  const namespace = release.spec.targetNamespace ?? release.metadata.namespace ?? "default";
  const snapshot: Snapshot = {
    action,
    apiVersion: "v2",
    appVersion: chart.appVersion,
    chartName: chart.name,
    chartVersion: chart.version,
    configDigest: config,
    digest: releaseDigest(release, version, status, config),
    firstDeployed: before.at(-1)?.firstDeployed ?? seconds(at),
    lastDeployed: seconds(at),
    name: release.spec.releaseName ?? release.metadata.name,
    namespace,
    ...(chart.ociDigest ? { ociDigest: chart.ociDigest } : {}),
    status,
    version,
  };
  const older = before.map((s) =>
    s.status === "deployed" ? withoutAction(s, status === "deployed" ? "superseded" : "deployed") : s,
  );
  return [snapshot, ...older];
}

function withoutAction({ action: _, ...snapshot }: Snapshot, status: string): Snapshot {
  return { ...snapshot, status };
}

/** Cut after the revision that one would go back to; where nothing is ever rolled back, five are kept. */
export function truncated(history: readonly Snapshot[], keepsAll: boolean): Snapshot[] {
  if (keepsAll) return history.slice(0, 5);
  const previous = history.findIndex((s, index) => index > 0 && (s.status === "superseded" || s.status === "deployed"));
  return previous < 0 ? history.slice(0, 5) : history.slice(0, previous + 1);
}

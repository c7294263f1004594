/**
 * An object of Flux reduced to what two runs of one situation have in common: conditions, reasons,
 * the form of revisions, history and inventory. Hashes, times and addresses become their kind.
 */
type Condition = { type: string; status: string; reason: string; message: string };
type HelmEntry = {
  version: number;
  chartVersion: string;
  appVersion: string;
  status: string;
  action?: string;
  ociDigest?: string;
};
type Entry = { lastReconciledStatus: string; metadata: Record<string, string> };

export type Observed = {
  kind?: string;
  metadata: { name: string; namespace?: string };
  spec?: { suspend?: boolean };
  status?: {
    conditions?: Condition[];
    artifact?: { revision: string };
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    lastAppliedOriginRevision?: string;
    failures?: number;
    history?: unknown[];
    inventory?: { entries: { id: string; v: string }[] };
  };
};

export function summary(resource: string, object: Observed | undefined): unknown {
  if (!object) return "gone";
  const { status = {} } = object;
  const conditions = (status.conditions ?? []).map((c) => `${c.type}=${c.status}/${c.reason}: ${pattern(c.message)}`);
  const history = status.history ?? [];
  return {
    conditions: conditions.sort(),
    revision: pattern(status.artifact?.revision),
    applied: pattern(status.lastAppliedRevision),
    attempted: pattern(status.lastAttemptedRevision),
    origin: pattern(status.lastAppliedOriginRevision),
    failures: status.failures,
    suspended: object.spec?.suspend ?? false,
    inventory: status.inventory?.entries.map(({ id, v }) => `${id} ${v}`),
    history: resource === "helmreleases" ? releases(history as HelmEntry[]) : attempts(history as Entry[]),
  };
}

/** Up to the revision one would go back to: Flux is not always sorted, nor always cut, behind that. */
function releases(history: readonly HelmEntry[]): string[] {
  const sorted = [...history].sort((a, b) => b.version - a.version);
  const superseded = sorted.findIndex((h) => h.status === "superseded");
  const kept = superseded < 0 ? sorted : sorted.slice(0, superseded + 1);
  return kept.map(
    (h) => `${h.version}:${pattern(h.chartVersion)} ${h.status} ${h.action ?? "-"}${h.ociDigest ? " oci" : ""}`,
  );
}

/** The newest: older ones depend on how often Flux looked in between, which is not the same twice. */
function attempts(history: readonly Entry[]): string[] {
  return history.slice(0, 1).map((h) => `${h.lastReconciledStatus} ${pattern(JSON.stringify(sorted(h.metadata)))}`);
}

const sorted = (record: Record<string, string>) => Object.fromEntries(Object.entries(record).sort());

/** What follows these words is told by another kustomize, another API server, another Git client. */
const TAILS = [
  /(kustomize build failed):.*/s,
  /(post build failed).*/s,
  /(dry-run failed):.*/s,
  /(unexpected client error):.*/s,
  /(repository not found):.*/s,
];

function pattern(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .replaceAll(
      /client rate limiter Wait returned an error.*/g,
      "timeout waiting for: [Deployment/shop/shop status: 'InProgress']",
    )
    .replaceAll(/\b[0-9a-f]{64}\b/g, "<64>")
    .replaceAll(/\b[0-9a-f]{40}\b/g, "<40>")
    .replaceAll(/\+[0-9a-f]{12}\b/g, "+<12>")
    .replaceAll(/http:\/\/(?:127\.0\.0\.1|localhost):\d+[\w./-]*fleet\.git/g, "<git>")
    .replaceAll(/(?:127\.0\.0\.1|localhost):\d+/g, "<host>")
    .replaceAll(/(?:passed in|failed after) [\d.hms]+/g, (said) => said.replace(/[\d.hms]+$/, "<time>"));
  return TAILS.reduce((said, tail) => said.replace(tail, "$1"), plain);
}

import type { ClusterCheck } from "../../ports/clusters.ts";
import type { ConnectionFinding } from "../../ports/store-lists.ts";

export function clusterFindings(check: ClusterCheck): ConnectionFinding[] {
  return check.findings.map(({ tone, sentence }) => ({ ok: tone === "good", sentence }));
}

import { seconds } from "../conditions.ts";
import { printed } from "../durations.ts";
import type { HistoryEntry } from "../objects.ts";

export type Attempt = {
  digest: string;
  status: string;
  metadata: Record<string, string>;
  startedAt: Date;
  endedAt: Date;
};

/** What was built and how it ended are one entry, however often it happened: it moves to the front and counts on. */
export function withAttempt(history: readonly HistoryEntry[] | undefined, attempt: Attempt): HistoryEntry[] {
  const isSame = (e: HistoryEntry) => e.digest === attempt.digest && e.lastReconciledStatus === attempt.status;
  const known = history?.find(isSame);
  const at = seconds(attempt.endedAt);
  const entry: HistoryEntry = {
    digest: attempt.digest,
    firstReconciled: known?.firstReconciled ?? at,
    lastReconciled: at,
    lastReconciledDuration: printed(attempt.endedAt.getTime() - attempt.startedAt.getTime()),
    lastReconciledStatus: attempt.status,
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
    metadata: attempt.metadata,
  };
  return [entry, ...(history ?? []).filter((e) => !isSame(e))].slice(0, 5);
}

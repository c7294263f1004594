import { describe, expect, it } from "vitest";
import { withAttempt } from "./history.ts";

const attempt = (digest: string, status: string, minute: number) => ({
  digest,
  status,
  metadata: { revision: `main@sha1:${minute}` },
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  endedAt: new Date(Date.UTC(2026, 0, 1, 0, minute, 5)),
});

describe("the history of a Kustomization", () => {
  it("moves what it has seen before to the front, and counts on", () => {
    const first = withAttempt(undefined, attempt("a", "ReconciliationSucceeded", 1));
    const second = withAttempt(first, attempt("b", "ReconciliationSucceeded", 2));
    const back = withAttempt(second, attempt("a", "ReconciliationSucceeded", 3));
    expect(back.map((e) => [e.digest, e.totalReconciliations, e.firstReconciled, e.metadata.revision])).toEqual([
      ["a", 2, "2026-01-01T00:01:05Z", "main@sha1:3"],
      ["b", 1, "2026-01-01T00:02:05Z", "main@sha1:2"],
    ]);
  });

  it("keeps a failure apart from a success of the same, and five entries in all", () => {
    const statuses = ["A", "B", "C", "D", "E", "F"];
    const history = statuses.reduce<ReturnType<typeof withAttempt>>(
      (h, s, i) => withAttempt(h, attempt("a", s, i)),
      [],
    );
    expect(history.map((e) => e.lastReconciledStatus)).toEqual(["F", "E", "D", "C", "B"]);
  });
});

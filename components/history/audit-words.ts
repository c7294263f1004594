/** What a record says was done, as people say it; the word before the name of what it was done to. */
const WORDS: Record<string, string> = {
  "promotion.requested": "asked for promotion",
  "promotion.approved": "approved promotion",
  "promotion.refused": "refused promotion",
  "promotion.cancelled": "cancelled promotion",
  "promotion.retried": "retried promotion",
  "promotion.superseded": "replaced promotion",
  "promotion.pull-request-opened": "opened the pull request of promotion",
  "promotion.pull-request-merged": "merged promotion",
  "promotion.pull-request-closed": "saw a hand close the pull request of promotion",
  "promotion.nothing-to-edit": "found nothing to edit for promotion",
  "promotion.gates-passed": "saw all gates pass for promotion",
  "promotion.gates-reopened": "went back to the gates of promotion",
  "promotion.running-and-healthy": "saw the rollout arrive of promotion",
  "promotion.unhealthy-again": "saw a relapse of promotion",
  "promotion.failed": "ended as failed promotion",
  "promotion.held": "verified promotion",
  "deployment.reconciled": "asked Flux to reconcile",
  "deployment.suspended": "suspended",
  "deployment.resumed": "resumed",
  "repository.adopted": "adopted",
  "repository.corrected": "corrected the reading of",
  "repository.left": "stopped following",
  "history.stop": "stopped the reading of the log of",
  "history.go-on": "went on with the reading of the log of",
  "history.again": "had the log read again of",
  "environments.ordered": "put in another order the environments of",
  "connection.saved": "connected",
  "connection.removed": "disconnected",
  "connection.checked": "checked the connection",
  "environment.rules-set": "changed the rules of",
  "grants.set": "set the roles of",
  "token.made": "made the token",
  "token.revoked": "revoked the token",
  "set-up.used": "became the first admin of",
};

/** A word that is not in the table is still readable: "promotion.unhealthy" is "promotion unhealthy:". */
export function didWords(did: string): string {
  return WORDS[did] ?? `${did.replaceAll(/[.-]/g, " ")}:`;
}

/** A promotion is named by the end of its id, and has a page. */
export function subjectOf(did: string, to: string): { words: string; href?: string } {
  if (!did.startsWith("promotion.")) return { words: to };
  return { words: `…${to.slice(-6)}`, href: `/promotions/${encodeURIComponent(to)}` };
}

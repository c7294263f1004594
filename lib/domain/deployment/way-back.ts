import { sameVersion } from "../version/same.ts";
import { classifyStep } from "../version/step.ts";

export type WayBack = { version: string; sentence: string };

/** What ran or was declared on a deployment, newest first, and which versions are verified in its environment. */
export type Past = { ran: readonly string[]; declared: readonly string[]; verified: readonly string[] };

/**
 * The last release known good on a deployment that is at `now`: verified before merely seen, seen
 * before merely declared. What somebody already went back from is no way back: after a rollback the
 * next click must not bring the bad release again.
 */
export function wayBackOf(now: string, past: Past): WayBack | undefined {
  const ran = othersThan(now, past.ran);
  const isVerified = (version: string) => past.verified.some((one) => sameVersion(one, version));
  const good = ran.find(isVerified);
  if (good) return { version: good, sentence: `${good}, verified here before` };
  const [seen] = ran;
  if (seen) return { version: seen, sentence: `${seen}, what ran here before; it was never verified` };
  const [said] = othersThan(now, past.declared.filter(isOneVersion));
  return said ? { version: said, sentence: `${said}, what Git declared here before` } : undefined;
}

function othersThan(now: string, newestFirst: readonly string[]): string[] {
  const left = newestFirst.filter((version, i) => {
    const next = i === 0 ? now : (newestFirst[i - 1] ?? now);
    return !sameVersion(version, next) && classifyStep(version, next) === "downgrade";
  });
  return newestFirst.filter(
    (version) => !sameVersion(version, now) && !left.some((taken) => sameVersion(taken, version)),
  );
}

/** A range or a branch says what may come, not what was there. */
function isOneVersion(text: string): boolean {
  return /\d/.test(text) && !/[<>=~^*|,\s]/.test(text);
}

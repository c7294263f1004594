/**
 * An expected "no" is a value, not an exception: it carries a sentence that is
 * shown to the person as it is written. Exceptions are for the outside world
 * (lib/ports/failures.ts) and for bugs.
 */
export type Refusal = { ok: false; reason: string; sentence: string; at?: Where };

/** Where in a repository a refusal speaks of. Lines and columns count from 1. */
export type Where = { file: string; line?: number; column?: number };

export type Result<T> = { ok: true; value: T } | Refusal;

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** `reason` is a stable kebab-case key for programs, `sentence` is for people. */
export function refuse(reason: string, sentence: string, at?: Where): Refusal {
  return at ? { ok: false, reason, sentence, at } : { ok: false, reason, sentence };
}

import type { Adoption, Corrections } from "../../lib/contracts/adoption.ts";
import { sameCorrections } from "./corrections.ts";

/** A reading that somebody may be setting right: what they see, and what the server keeps. */
export type Drafted = { shown: Adoption; kept: Adoption };

export function isTouched({ shown, kept }: Drafted): boolean {
  return !sameCorrections(shown.corrections, kept.corrections);
}

/** It is read again whenever something changes: what somebody is about to set right stays as it is. */
export function readAgain(drafted: Drafted | undefined, fresh: Adoption): Drafted {
  return { shown: drafted && isTouched(drafted) ? drafted.shown : fresh, kept: fresh };
}

/**
 * What was saved is what is kept, from the answer on: the next correction does not wait until it has been read again. One
 * that was made while it was being saved stays, and is yet to be saved.
 */
export function saved({ shown }: Drafted, sent: Corrections, answer: Adoption): Drafted {
  return { shown: sameCorrections(shown.corrections, sent) ? answer : shown, kept: answer };
}

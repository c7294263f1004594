import { isRemoteBase } from "../kustomize/remote-base.ts";
import { isSameTree } from "../same-tree.ts";
import type { ManifestObject } from "../types.ts";
import type { From } from "./built-once.ts";
import { type Together, unitFor } from "./entries.ts";
import { hunksOf } from "./entries-again.ts";
import { keyOf } from "./kinds.ts";
import { isAskedFor } from "./named-objects.ts";
import type { Remote } from "./remote.ts";
import { isResourceSet } from "./resource-set.ts";
import { sourceNameOf } from "./sources.ts";
import { isEncrypted, variableSourcesOf } from "./variables.ts";

/** What a Flux Kustomization looks for on its cluster. */
export function askedBy(object: ManifestObject): string {
  return JSON.stringify([variableSourcesOf(object), sourceNameOf(object)]);
}

/**
 * What one was answered that asks the same and comes before: nothing in between gives anything that anybody asks for,
 * or that one would have been built twice.
 */
export function answersBefore(
  { entries, scope }: Together,
  object: ManifestObject,
  on: Remote | undefined,
  until: number,
): From | undefined {
  const asked = askedBy(object);
  for (const { times, from, built, on: there } of entries.slice(0, until + 1)) {
    if (times !== 1 || !from || !built || there?.name !== on?.name) continue;
    if (askedBy(built.object) === asked) return { ...from, name: unitFor(scope, on, object) };
  }
  return undefined;
}

/** Nobody asks for what comes and for what goes; or all that is different is on which line it is listed. */
export function isFree(
  { asked }: Together,
  before: readonly ManifestObject[],
  now: readonly ManifestObject[],
): boolean {
  const isAsked = (object: ManifestObject) => isAskedAgain(asked, object);
  const hunks = hunksOf(before, now);
  const gone = hunks.flatMap((hunk) => hunk.gone.filter(isAsked));
  const come = hunks.flatMap((hunk) => hunk.come.filter(isAsked));
  return gone.length === come.length && gone.every((object, i) => saysTheSame(object, come[i] as ManifestObject));
}

/** What a ResourceSet makes tells by which way the set came. */
function saysTheSame(before: ManifestObject, now: ManifestObject): boolean {
  return !isResourceSet(now) && isSameTree(before.tree, now.tree);
}

/** Whoever asks for one asks for all of its kind. */
const BY_KIND = new Set(["ArtifactGenerator", "ResourceSetInputProvider"]);

function isAskedAgain(asked: ReadonlySet<string>, object: ManifestObject): boolean {
  if (isEncrypted(object) || isRemoteBase(object) || isResourceSet(object) || BY_KIND.has(object.kind)) return true;
  return isAskedFor(object) && asked.has(keyOf(object));
}

import { hunksBetween, withHunks } from "../hunks.ts";
import { scopeOf, unitNameOf, unitOf } from "../memo.ts";
import { entriesOf as fieldsOf, scalarText } from "../tree.ts";
import type { ManifestObject, Mapping, Repository, Scalar } from "../types.ts";
import { accumulateOne } from "./accumulate.ts";
import { DoesNotBuild } from "./broken.ts";
import { isListedByFile, layerAt } from "./context.ts";
import { finished } from "./finish.ts";
import type { Kustomization } from "./kustomization-file.ts";
import { checkSubjects } from "./name-references.ts";
import { type Order, orderOf } from "./order.ts";
import { keysPatched, transformPatches } from "./patches.ts";
import { currentId, keyOfId, type Resource, toObject } from "./resource.ts";

/** An object, or the name of one that is not for others. */
export type Listed = { readonly key: string; readonly order: Order; readonly object: ManifestObject | undefined };

/** What one entry of `resources:` comes to by itself, or with the patches that are for it. */
export type Entry = {
  readonly all: readonly Listed[];
  /** Where it is listed, as far as that is told of it. */
  readonly place: string | undefined;
};

/** A list of a kustomization, and what each of its texts was worth before. */
type Line<T> = { readonly texts: readonly string[]; readonly values: readonly T[] };

/** What each text is worth: of those before, the ones that stay and that nothing is different for. */
export function inLine<T>(
  texts: readonly string[],
  before: Line<T> | undefined,
  isStill: (value: T, at: number) => boolean,
  make: (at: number) => T | undefined,
): readonly T[] | undefined {
  const hunks = before && hunksBetween(before.texts, texts);
  const kept = hunks
    ? withHunks<T | undefined>(
        before.values,
        hunks.map(({ at, gone, come }) => ({
          at,
          gone: before.values.slice(at, at + gone.length),
          come: come.map(() => undefined),
        })),
      )
    : [];
  const values: T[] = [];
  for (const at of texts.keys()) {
    const known = kept[at];
    const value = known !== undefined && isStill(known, at) ? known : make(at);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** The list that units are named after. */
export const nameOf = ({ file, directory }: Kustomization): string => file || directory;

/** What units of a list have to be worked out again: the texts that they are for. */
export function staleIn(repository: Repository, kustomization: Kustomization, kind: Kind): ReadonlySet<string> {
  const { memo, view } = scopeOf(repository);
  const begin = unitNameOf(view, unitName(kind, kustomization, ""));
  const stale = new Set<string>();
  for (const name of memo.forgotten()) if (name.startsWith(begin)) stale.add(name.slice(begin.length));
  return stale;
}

type Kind = "listed" | "patching" | "patched";

function unitName(kind: Kind, kustomization: Kustomization, text: string): string {
  return `${kind} ${nameOf(kustomization)}\n${text}`;
}

export function entryOf(repository: Repository, kustomization: Kustomization, said: Scalar): Entry | undefined {
  const name = unitName("listed", kustomization, scalarText(said));
  const make = () => entryAlone(repository, kustomization, said, []);
  const entry = unitOf(repository, name, NOTHING, make);
  if (!entry || isAt(entry, said)) return entry;
  // What stands above it in the list became more, or less.
  return unitOf(repository, `${name}\nelsewhere`, [placeOf(said)], make);
}

/** The keys of those that a patch is for. The very same as before where they are the same. */
export function patchingOf(repository: Repository, kustomization: Kustomization, said: Mapping) {
  const name = unitName("patching", kustomization, pathOf(said));
  return unitOf<readonly string[] | undefined>(repository, name, NOTHING, ([before]) => {
    const keys = attempt(() => keysPatched(repository, kustomization, said));
    return before?.join() === keys?.join() ? before : keys;
  });
}

export function patchedEntry(
  repository: Repository,
  kustomization: Kustomization,
  said: Scalar,
  patches: readonly Mapping[],
): Entry | undefined {
  const name = unitName("patched", kustomization, scalarText(said));
  const make = () => entryAlone(repository, kustomization, said, patches);
  return unitOf(repository, name, [placeOf(said), ...patches.map(pathOf)], make);
}

const NOTHING: readonly unknown[] = [];

/** Of a patch that is told by its file alone. */
export function pathOf(said: Mapping): string {
  const path = fieldsOf(said).get("path");
  return path?.is === "scalar" ? scalarText(path) : "";
}

export function isAt({ place }: Entry, said: Scalar): boolean {
  return place === undefined || place === placeOf(said);
}

function placeOf(said: Scalar): string {
  const { line, column } = layerAt("base", said, "");
  return `${line}:${column}`;
}

/** Undefined where others have a say in it, or it does not build. */
function entryAlone(
  repository: Repository,
  kustomization: Kustomization,
  said: Scalar,
  patches: readonly Mapping[],
): Entry | undefined {
  return attempt(() => {
    const build = accumulateOne(repository, kustomization, said);
    if (!isPlain(build)) return undefined;
    const keys = new Map(build.resources.map((resource) => [resource, keyOfId(currentId(resource))]));
    transformPatches(build, patches);
    for (const { tree } of build.resources) checkSubjects(tree);
    const kept = new Set(finished(build.resources, kustomization));
    const all = build.resources.map((resource) => ({
      key: keys.get(resource) ?? "",
      order: orderOf(resource),
      object: kept.has(resource) ? toObject(resource) : undefined,
    }));
    const isToldAtLine = all.some(({ object }) => object && !isListedByFile(object.tree));
    return { all, place: isToldAtLine ? placeOf(said) : undefined };
  });
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof DoesNotBuild) return undefined;
    throw error;
  }
}

/** Nothing is left to be done with it that others have a say in. */
function isPlain({ resources, settings, variables, schemas }: ReturnType<typeof accumulateOne>): boolean {
  if (variables.length > 0 || schemas.isSaid || schemas.own) return false;
  return Object.values(settings).every((list) => list.length === 0) && resources.every(isPlainResource);
}

function isPlainResource({ previous, prefixes, suffixes, hashed, variables }: Resource): boolean {
  return !hashed && previous.length + prefixes.length + suffixes.length + variables.length === 0;
}

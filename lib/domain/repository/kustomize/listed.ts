import { ForkedMap } from "../forked-map.ts";
import { hunksBetween, withHunks } from "../hunks.ts";
import { scopeOf, unitNameOf, unitOf } from "../memo.ts";
import { isScalar, itemsOf, scalarText } from "../tree.ts";
import type { ManifestObject, Repository, Scalar } from "../types.ts";
import { accumulateOne } from "./accumulate.ts";
import { DoesNotBuild } from "./broken.ts";
import { isListedByFile, layerAt } from "./context.ts";
import { finished } from "./finish.ts";
import type { Kustomization } from "./kustomization-file.ts";
import { checkSubjects } from "./name-references.ts";
import { byOrder, type Order, orderOf } from "./order.ts";
import { currentId, keyOfId, type Resource, toObject } from "./resource.ts";

/**
 * A kustomization that does nothing but list: what it comes to is what each entry comes to by itself, in kustomize's
 * order. Each is remembered by itself, for such lists have thousands of entries, and a push changes one of them.
 * Undefined where there is more to it, or it does not build: then it is put together as kustomize does.
 */
export function listedObjects(
  repository: Repository,
  kustomization: Kustomization,
): readonly ManifestObject[] | undefined {
  const { fields } = kustomization;
  for (const field of fields.entries.keys()) if (!PLAIN.has(field)) return undefined;
  const said = itemsOf(fields.entries.get("resources"));
  if (!said.every(isScalar)) return undefined;
  const texts = said.map(scalarText);
  const list = unitOf<List | undefined>(repository, `list ${nameOf(kustomization)}`, texts, ([before]) => {
    const entries = entriesOf(repository, kustomization, said, before);
    return entries && (before ? listAgain(before, texts, entries) : listOf(texts, entries));
  });
  if (!list) return undefined;
  // Where it is told on which line an entry stands, that may be another line by now.
  const entries = list.entries.map((entry, i) => {
    const one = said[i] as Scalar;
    return entry.place === undefined || entry.place === placeOf(one) ? entry : entryOf(repository, kustomization, one);
  });
  return entries.every(isKnown) ? listAgain(list, texts, entries)?.objects : undefined;
}

const PLAIN = new Set(["apiVersion", "kind", "metadata", "resources"]);

/** An object, or the name of one that is not for others. */
type Listed = { readonly key: string; readonly order: Order; readonly object: ManifestObject | undefined };

/** `place` is where it is listed, as far as that is told of it. */
type Entry = { readonly all: readonly Listed[]; readonly place: string | undefined };

type List = {
  readonly texts: readonly string[];
  readonly entries: readonly Entry[];
  readonly inOrder: readonly Listed[];
  readonly keys: ForkedMap<string, true>;
  readonly objects: readonly ManifestObject[];
};

const nameOf = ({ file, directory }: Kustomization): string => file || directory;

/** Of those before, the ones that stay and that nothing is different for. */
function entriesOf(
  repository: Repository,
  kustomization: Kustomization,
  said: readonly Scalar[],
  before: List | undefined,
): readonly Entry[] | undefined {
  const texts = said.map(scalarText);
  const hunks = before && hunksBetween(before.texts, texts);
  const kept: (Entry | undefined)[] = hunks
    ? withHunks<Entry | undefined>(
        before.entries,
        hunks.map(({ at, gone, come }) => ({
          at,
          gone: before.entries.slice(at, at + gone.length),
          come: come.map(() => undefined),
        })),
      )
    : texts.map(() => undefined);
  const stale = staleIn(repository, kustomization);
  const entries: Entry[] = [];
  for (const [i, one] of said.entries()) {
    const known = stale.size > 0 && stale.has(texts[i] as string) ? undefined : kept[i];
    const entry = known ?? entryOf(repository, kustomization, one);
    if (!entry) return undefined;
    entries.push(entry);
  }
  return entries;
}

/** The entries that come to something else than before, or may do so. */
function staleIn(repository: Repository, kustomization: Kustomization): ReadonlySet<string> {
  const { memo, view } = scopeOf(repository);
  const begin = unitNameOf(view, entryName(kustomization, ""));
  const stale = new Set<string>();
  for (const name of memo.forgotten()) if (name.startsWith(begin)) stale.add(name.slice(begin.length));
  return stale;
}

function listOf(texts: readonly string[], entries: readonly Entry[]): List | undefined {
  const keys = new Map<string, true>();
  const listed = entries.flatMap(({ all }) => all);
  for (const { key } of listed) keys.set(key, true);
  // Of two with one name kustomize says so.
  if (keys.size < listed.length) return undefined;
  const inOrder = listed.sort((a, b) => byOrder(a.order, b.order));
  return { texts, entries, inOrder, keys: new ForkedMap(keys), objects: inOrder.flatMap(({ object }) => object ?? []) };
}

function listAgain(before: List, texts: readonly string[], entries: readonly Entry[]): List | undefined {
  const hunks = hunksBetween(before.entries, entries);
  if (!hunks) return listOf(texts, entries);
  if (hunks.length === 0) return { ...before, texts };
  const keys = before.keys.fork();
  const inOrder = [...before.inOrder];
  for (const { key, order } of hunks.flatMap(({ gone }) => gone.flatMap(({ all }) => all))) {
    keys.delete(key);
    inOrder.splice(placeIn(inOrder, order), 1);
  }
  for (const listed of hunks.flatMap(({ come }) => come.flatMap(({ all }) => all))) {
    if (keys.has(listed.key)) return undefined;
    keys.set(listed.key, true);
    inOrder.splice(placeIn(inOrder, listed.order), 0, listed);
  }
  return { texts, entries, inOrder, keys, objects: inOrder.flatMap(({ object }) => object ?? []) };
}

/** Of the first that does not come before. No two have one place in the order that do not have one name. */
function placeIn(inOrder: readonly Listed[], order: Order): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byOrder((inOrder[middle] as Listed).order, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entryName(kustomization: Kustomization, text: string): string {
  return `listed ${nameOf(kustomization)}\n${text}`;
}

function entryOf(repository: Repository, kustomization: Kustomization, said: Scalar): Entry | undefined {
  const name = entryName(kustomization, scalarText(said));
  const make = (): Entry | undefined => {
    const all = listedAlone(repository, kustomization, said);
    return all && { all, place: all.some(isListedAtLine) ? placeOf(said) : undefined };
  };
  const entry = unitOf(repository, name, NOTHING, make);
  if (entry?.place === undefined || entry.place === placeOf(said)) return entry;
  // What stands above it in the list became more, or less.
  return unitOf(repository, `${name}\nelsewhere`, [placeOf(said)], make);
}

const NOTHING: readonly unknown[] = [];

const isKnown = (entry: Entry | undefined): entry is Entry => entry !== undefined;

function placeOf(said: Scalar): string {
  const { line, column } = layerAt("base", said, "");
  return `${line}:${column}`;
}

function isListedAtLine({ object }: Listed): boolean {
  return object !== undefined && !isListedByFile(object.tree);
}

function listedAlone(repository: Repository, kustomization: Kustomization, said: Scalar): Listed[] | undefined {
  try {
    const { resources, settings, variables, schemas } = accumulateOne(repository, kustomization, said);
    const isPlain =
      variables.length === 0 &&
      !schemas.isSaid &&
      !schemas.own &&
      Object.values(settings).every((list) => list.length === 0);
    if (!isPlain || !resources.every(isPlainResource)) return undefined;
    for (const { tree } of resources) checkSubjects(tree);
    const keys = resources.map((resource) => keyOfId(currentId(resource)));
    const kept = new Set(finished(resources, kustomization));
    return resources.map((resource, i) => ({
      key: keys[i] ?? "",
      order: orderOf(resource),
      object: kept.has(resource) ? toObject(resource) : undefined,
    }));
  } catch (error) {
    if (error instanceof DoesNotBuild) return undefined;
    throw error;
  }
}

/** Nothing is left to be done with it that others have a say in. */
function isPlainResource({ previous, prefixes, suffixes, hashed, variables }: Resource): boolean {
  return !hashed && previous.length + prefixes.length + suffixes.length + variables.length === 0;
}

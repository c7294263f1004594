import { ForkedMap } from "../forked-map.ts";
import { hunksBetween } from "../hunks.ts";
import { unitOf } from "../memo.ts";
import { isMapping, isScalar, itemsOf, scalarText } from "../tree.ts";
import type { ManifestObject, Mapping, Repository, Scalar } from "../types.ts";
import type { Kustomization } from "./kustomization-file.ts";
import {
  type Entry,
  entryOf,
  inLine,
  isAt,
  type Listed,
  nameOf,
  patchedEntry,
  patchingOf,
  pathOf,
  staleIn,
} from "./listed-entries.ts";
import { byOrder, type Order } from "./order.ts";

/**
 * A kustomization that does nothing but list, and patch what it lists by files that say what they are for: what it comes
 * to is what each entry comes to by itself and with its patches, in kustomize's order. Each is remembered by itself, for
 * such lists have thousands of entries, and a push changes one of them. Undefined where there is more to it, or it does
 * not build: then it is put together as kustomize does.
 */
export function listedObjects(
  repository: Repository,
  kustomization: Kustomization,
): readonly ManifestObject[] | undefined {
  const said = saidIn(kustomization);
  if (!said) return undefined;
  const given = { repository, kustomization, ...said };
  const told = [...said.texts, "", ...said.patchTexts];
  const list = unitOf<List | undefined>(repository, `list ${nameOf(kustomization)}`, told, ([before]) =>
    listOf(given, before),
  );
  // Where it is told on which line an entry stands, that may be another line by now.
  const isThere = list?.entries.every((entry, i) => isAt(entry, said.resources[i] as Scalar));
  return (isThere ? list : list && listOf(given, list))?.objects;
}

const PLAIN = new Set(["apiVersion", "kind", "metadata", "resources", "patches"]);

type Said = {
  readonly resources: readonly Scalar[];
  readonly texts: readonly string[];
  readonly patches: readonly Mapping[];
  readonly patchTexts: readonly string[];
};

function saidIn({ fields }: Kustomization): Said | undefined {
  for (const field of fields.entries.keys()) if (!PLAIN.has(field)) return undefined;
  const resources = itemsOf(fields.entries.get("resources"));
  const patches = itemsOf(fields.entries.get("patches"));
  if (!resources.every(isScalar) || !patches.every(isMapping)) return undefined;
  const patchTexts = patches.map(pathOf);
  if (!patches.every(({ entries }, i) => entries.size === 1 && patchTexts[i] !== "")) return undefined;
  return { resources, texts: resources.map(scalarText), patches, patchTexts };
}

type Given = Said & { readonly repository: Repository; readonly kustomization: Kustomization };

type List = {
  readonly texts: readonly string[];
  readonly entries: readonly Entry[];
  readonly patchTexts: readonly string[];
  /** The keys of those that each patch is for. */
  readonly patching: readonly (readonly string[])[];
  /** The entries with their patches. */
  readonly patched: readonly Entry[];
  readonly inOrder: readonly Listed[];
  readonly keys: ForkedMap<string, true>;
  readonly objects: readonly ManifestObject[];
};

function listOf(given: Given, before: List | undefined): List | undefined {
  const { repository, kustomization, resources, texts, patches, patchTexts } = given;
  const stale = staleIn(repository, kustomization, "listed");
  const entries = inLine(
    texts,
    before && { texts: before.texts, values: before.entries },
    (entry, at) => !stale.has(texts[at] as string) && isAt(entry, resources[at] as Scalar),
    (at) => entryOf(repository, kustomization, resources[at] as Scalar),
  );
  const changed = staleIn(repository, kustomization, "patching");
  const patching = inLine(
    patchTexts,
    before && { texts: before.patchTexts, values: before.patching },
    (_, at) => !changed.has(patchTexts[at] as string),
    (at) => patchingOf(repository, kustomization, patches[at] as Mapping),
  );
  const patched = entries && patching && patchedIn(given, entries, patching, before);
  if (!patched) return undefined;
  const order = before ? orderAgain(before, patched) : orderOfAll(patched);
  return order && { texts, entries, patchTexts, patching, patched, ...order };
}

/** Where the patches are for whom they were for, only what they came to may be different. */
function patchedIn(
  { repository, kustomization, resources, texts, patches, patchTexts }: Given,
  entries: readonly Entry[],
  patching: List["patching"],
  before: List | undefined,
): readonly Entry[] | undefined {
  if (patching.length === 0) return entries;
  const stale = staleIn(repository, kustomization, "patched");
  const isAlike =
    before &&
    areSame(before.entries, entries) &&
    areSame(before.patching, patching) &&
    areSame(before.patchTexts, patchTexts);
  if (isAlike && stale.size === 0) return before.patched;
  const patchesOf = patchesByEntry(entries, patching, patches);
  return (
    patchesOf &&
    inLine(
      texts,
      isAlike ? { texts: before.texts, values: before.patched } : undefined,
      (_, at) => !stale.has(texts[at] as string),
      (at) => {
        const own = patchesOf.get(at);
        return own ? patchedEntry(repository, kustomization, resources[at] as Scalar, own) : entries[at];
      },
    )
  );
}

function areSame<T>(before: readonly T[], now: readonly T[]): boolean {
  return before.length === now.length && before.every((one, i) => one === now[i]);
}

/** Undefined where one is for nothing that is listed, or for several. */
function patchesByEntry(
  entries: readonly Entry[],
  patching: List["patching"],
  patches: readonly Mapping[],
): ReadonlyMap<number, readonly Mapping[]> | undefined {
  const places = new Map<string, number>();
  for (const [at, { all }] of entries.entries())
    for (const { key } of all) {
      // It may be that one of them is taken away by a patch, but kustomize does not get that far.
      if (places.has(key)) return undefined;
      places.set(key, at);
    }
  const found = new Map<number, Mapping[]>();
  for (const [i, keys] of patching.entries()) {
    const [at, other] = new Set(keys.map((key) => places.get(key)));
    if (at === undefined || other !== undefined) return undefined;
    const known = found.get(at);
    if (known) known.push(patches[i] as Mapping);
    else found.set(at, [patches[i] as Mapping]);
  }
  return found;
}

type InOrder = Pick<List, "inOrder" | "keys" | "objects">;

function orderOfAll(entries: readonly Entry[]): InOrder | undefined {
  const keys = new Map<string, true>();
  const listed = entries.flatMap(({ all }) => all);
  for (const { key } of listed) keys.set(key, true);
  // Of two with one name kustomize says so.
  if (keys.size < listed.length) return undefined;
  const inOrder = listed.sort((a, b) => byOrder(a.order, b.order));
  return { inOrder, keys: new ForkedMap(keys), objects: inOrder.flatMap(({ object }) => object ?? []) };
}

function orderAgain(before: List, entries: readonly Entry[]): InOrder | undefined {
  const hunks = hunksBetween(before.patched, entries);
  if (!hunks) return orderOfAll(entries);
  if (hunks.length === 0) return before;
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
  return { inOrder, keys, objects: inOrder.flatMap(({ object }) => object ?? []) };
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

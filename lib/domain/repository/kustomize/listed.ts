import { unitOf } from "../memo.ts";
import { itemsOf, scalarText } from "../tree.ts";
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
export function listedObjects(repository: Repository, kustomization: Kustomization): ManifestObject[] | undefined {
  for (const field of kustomization.fields.entries.keys()) if (!PLAIN.has(field)) return undefined;
  const listed: Listed[] = [];
  const keys = new Set<string>();
  for (const said of itemsOf(kustomization.fields.entries.get("resources"))) {
    const some = said.is === "scalar" ? entryOf(repository, kustomization, said) : undefined;
    if (!some) return undefined;
    for (const one of some) {
      // Of two with one name kustomize says so.
      if (keys.has(one.key)) return undefined;
      keys.add(one.key);
      listed.push(one);
    }
  }
  return listed.sort((a, b) => byOrder(a.order, b.order)).flatMap(({ object }) => object ?? []);
}

const PLAIN = new Set(["apiVersion", "kind", "metadata", "resources"]);

/** An object, or the name of one that is not for others. */
type Listed = { readonly key: string; readonly order: Order; readonly object: ManifestObject | undefined };

/** `place` is where it is listed, as far as that is told of it. */
type Entry = { readonly all: readonly Listed[] | undefined; readonly place: string | undefined };

function entryOf(repository: Repository, kustomization: Kustomization, said: Scalar): readonly Listed[] | undefined {
  const name = `listed ${kustomization.file || kustomization.directory}\n${scalarText(said)}`;
  const make = (): Entry => {
    const all = listedAlone(repository, kustomization, said);
    return { all, place: all?.some(isListedAtLine) ? placeOf(said) : undefined };
  };
  const { all, place } = unitOf(repository, name, NOTHING, make);
  if (place === undefined || place === placeOf(said)) return all;
  // What stands above it in the list became more, or less.
  return unitOf(repository, `${name}\nelsewhere`, [placeOf(said)], make).all;
}

const NOTHING: readonly unknown[] = [];

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

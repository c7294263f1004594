import { brokenness, documentsOf } from "../documents.ts";
import { baseName } from "../files.ts";
import { entriesOf, isNothing, textAt } from "../tree.ts";
import type { Mapping, Source, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { layerAt, listedBy } from "./context.ts";
import { objectsIn } from "./objects-in.ts";
import { currentId, keyOfId, type Resource, resourceOf, spoken } from "./resource.ts";

/** The objects in a file. Lists are taken apart, as kustomize does. */
export function resourcesOf(source: Source, said: Tree | undefined, includedBy: string): Resource[] {
  const broken = brokenness(source);
  if (broken) throw new DoesNotBuild("broken-yaml", `${baseName(source.file)}: ${broken.sentence}`, broken.at);
  const isListed = includedBy !== "" && said !== undefined;
  const listed = isListed ? listedBy(layerAt("base", said, `Listed in ${includedBy}`)) : undefined;
  return objectsIn(documentsOf(source).map(({ root }) => root)).map((tree) => {
    checkObject(tree, source);
    const layer = layerAt("resource", tree, `Written in ${source.file}`);
    return resourceOf(tree, listed ? [layer, listed({ tree })] : [layer]);
  });
}

function checkObject(tree: Mapping, source: Source): void {
  const kind = textAt(tree, "kind") ?? "";
  if (kind === "") throw new DoesNotBuild("no-kind", `An object in ${source.file} has no kind.`, tree);
  const name = entriesOf(tree.entries.get("metadata")).get("name");
  if ((isNothing(name) || (name?.is === "scalar" && name.value === "")) && !kind.endsWith("List")) {
    throw new DoesNotBuild("no-name", `A ${kind} in ${source.file} has no name.`, tree);
  }
}

/** Adds resources whose ids must be new. */
export function append(build: { resources: Resource[] }, more: readonly Resource[], said: Tree): void {
  const known = keysOf(build.resources);
  for (const resource of more) {
    const id = currentId(resource);
    const key = keyOfId(id);
    if (known.has(key)) throw new DoesNotBuild("same-id", `${spoken(id)} is there twice.`, said);
    known.add(key);
    build.resources.push(resource);
  }
}

const KEYS = new WeakMap<readonly Resource[], Set<string>>();

/** Kept while a list only grows; nothing is renamed before all of it is there. */
function keysOf(resources: readonly Resource[]): Set<string> {
  const known = KEYS.get(resources);
  if (known?.size === resources.length) return known;
  const keys = new Set(resources.map((resource) => keyOfId(currentId(resource))));
  KEYS.set(resources, keys);
  return keys;
}

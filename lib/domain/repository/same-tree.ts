import { hunksBetween, withHunks } from "./hunks.ts";
import type { Layer, ManifestObject, Part, Scalar, Source, Tree } from "./types.ts";

/** True where two trees say the same in the same words of the same files, by the same way. */
export function isSameTree(a: Tree | undefined, b: Tree | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.is !== b.is) return false;
  if (a.start !== b.start || a.end !== b.end || !isSameSource(a.source, b.source)) return false;
  if (a.is === "scalar") return isSameScalar(a, b as Scalar);
  if (a.is === "sequence") {
    const other = (b as typeof a).items;
    return a.items.length === other.length && a.items.every((item, i) => isSameTree(item, other[i]));
  }
  const other = (b as typeof a).entries;
  if (a.entries.size !== other.size) return false;
  const others = other.entries();
  for (const [key, value] of a.entries) {
    const [otherKey, otherValue] = others.next().value ?? [];
    if (key !== otherKey || !isSameTree(value, otherValue)) return false;
  }
  return true;
}

function isSameScalar(a: Scalar, b: Scalar): boolean {
  return (
    Object.is(a.value, b.value) &&
    a.text === b.text &&
    a.style === b.style &&
    a.shared === b.shared &&
    a.tag === b.tag &&
    isSameLayer(a.by, b.by) &&
    areSameParts(a.parts, b.parts) &&
    isSameTree(a.before, b.before)
  );
}

function areSameParts(a: readonly Part[] | undefined, b: readonly Part[] | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  return a.every((part, i) => {
    const other = b[i] as Part;
    return (
      part.text === other.text &&
      part.from === other.from &&
      part.variable === other.variable &&
      isSameTree(part.of, other.of)
    );
  });
}

/** A file that changed is another source. YAML inside a scalar is read anew each time, and the same where its scalar is. */
function isSameSource(a: Source, b: Source): boolean {
  if (a === b) return true;
  if (a.file !== b.file || a.text !== b.text) return false;
  if (a.host && b.host) return isSameTree(a.host, b.host);
  return a.file === "" && !a.host && !b.host;
}

export function isSameLayer(a: Layer | undefined, b: Layer | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.sentence === b.sentence && a.file === b.file && a.line === b.line && a.column === b.column && a.kind === b.kind
  );
}

export function isSameObject(a: ManifestObject, b: ManifestObject): boolean {
  if (a === b) return true;
  if (a.layers.length !== b.layers.length || !a.layers.every((layer, i) => isSameLayer(layer, b.layers[i])))
    return false;
  return isSameTree(a.tree, b.tree);
}

/** The objects, each as the very one that it was before where it is the same: whoever remembers something of it still does. */
export function withFormerOnes(
  objects: readonly ManifestObject[],
  former: readonly ManifestObject[],
): ManifestObject[] {
  if (former.length === 0) return [...objects];
  const hunks = hunksBetween(former, objects);
  if (!hunks) return withSome(objects, former);
  return withHunks(
    former,
    hunks.map(({ at, gone, come }) => ({ at, gone, come: withSome(come, gone) })),
  );
}

function withSome(objects: readonly ManifestObject[], former: readonly ManifestObject[]): ManifestObject[] {
  const known = new Map(former.map((object) => [nameOf(object), object]));
  return objects.map((object) => {
    const before = known.get(nameOf(object));
    return before && isSameObject(before, object) ? before : object;
  });
}

function nameOf({ apiVersion, kind, namespace, name }: ManifestObject): string {
  return `${apiVersion} ${kind} ${namespace} ${name}`;
}

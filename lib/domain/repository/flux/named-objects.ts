import type { ManifestObject } from "../types.ts";
import { keyOf, type ObjectName } from "./kinds.ts";

const ASKED_FOR = new Set([
  "GitRepository",
  "OCIRepository",
  "Bucket",
  "HelmRepository",
  "HelmChart",
  "ExternalArtifact",
  "ArtifactGenerator",
  "ResourceSetInputProvider",
  "ConfigMap",
  "Secret",
]);

/** Others may look for it by its name. */
export function isAskedFor({ kind }: Pick<ManifestObject, "kind">): boolean {
  return ASKED_FOR.has(kind);
}

type Index = ReadonlyMap<string, ManifestObject>;

const INDEXES = new WeakMap<readonly ManifestObject[], Index>();

/**
 * The objects of a cluster that others ask for by name (sources, and what variables come from),
 * while it is put together: by who applies them, in the order of whom came first. The first of
 * several with one name counts.
 */
export class NamedObjects {
  private readonly indexes = new Map<object, Index>();
  private some: Index[] | undefined;
  /** What was looked for, found or not. */
  private readonly asked: Set<string>;

  constructor(asked: Set<string>) {
    this.asked = asked;
  }

  /** What `owner` applies now. */
  replace(owner: object, objects: readonly ManifestObject[]): void {
    const before = this.indexes.get(owner);
    const index = indexOf(objects);
    this.indexes.set(owner, index);
    if (index !== before && (index.size > 0 || (before?.size ?? 0) > 0)) this.some = undefined;
  }

  find(name: ObjectName): ManifestObject | undefined {
    const key = keyOf(name);
    this.asked.add(key);
    for (const index of this.known()) {
      const found = index.get(key);
      if (found) return found;
    }
    return undefined;
  }

  *ofKind(kind: string): Iterable<ManifestObject> {
    for (const index of this.known()) for (const object of index.values()) if (object.kind === kind) yield object;
  }

  private known(): readonly Index[] {
    this.some ??= [...this.indexes.values()].filter((index) => index.size > 0);
    return this.some;
  }
}

function indexOf(objects: readonly ManifestObject[]): Index {
  const known = INDEXES.get(objects);
  if (known) return known;
  const index = new Map<string, ManifestObject>();
  for (const object of objects) {
    if (!isAskedFor(object)) continue;
    const key = keyOf(object);
    if (!index.has(key)) index.set(key, object);
  }
  INDEXES.set(objects, index);
  return index;
}

import { madeScalar, scalarText, textAt, withEntry, withItems } from "../tree.ts";
import type { Layer, Mapping, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { change, type Settings } from "./context.ts";
import { changeAt, type FieldSpec, isSelected } from "./field-specs.ts";
import { NAME_REFERENCES, type NameReference } from "./name-reference-specs.ts";
import {
  currentId,
  NO_NAMESPACE,
  nameOf,
  namespaceOf,
  originalId,
  previousIds,
  type Resource,
  spoken,
} from "./resource.ts";

/**
 * After all renaming, whoever spoke of an object by an old name speaks of it by
 * its new one. Last of all, because only then the names are final.
 */
export function fixReferences(resources: Resource[], settings: Settings): void {
  const renamed = byFormerName(resources);
  if (renamed.size === 0) return;
  const specs = [...NAME_REFERENCES, ...settings.nameReference];
  for (const referrer of resources) {
    const id = originalId(referrer);
    for (const reference of specs) {
      const fields = reference.fieldSpecs.filter((spec) => isSelected(id, spec));
      for (const spec of fields) new Repair(referrer, reference, spec, renamed).run();
    }
  }
}

type Renamed = ReadonlyMap<string, readonly Resource[]>;

/** Looked up by name, because every field that could be a reference asks. */
function byFormerName(resources: readonly Resource[]): Renamed {
  const renamed = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.previous.map((previous) => previous.name))) {
      const known = renamed.get(name);
      if (known) known.push(resource);
      else renamed.set(name, [resource]);
    }
  }
  return renamed;
}

class Repair {
  readonly referrer: Resource;
  readonly reference: NameReference;
  readonly spec: FieldSpec;
  readonly renamed: Renamed;
  readonly layer: Layer;

  constructor(referrer: Resource, reference: NameReference, spec: FieldSpec, renamed: Renamed) {
    this.referrer = referrer;
    this.reference = reference;
    this.spec = spec;
    this.renamed = renamed;
    this.layer = {
      kind: "reference",
      file: "",
      sentence: `The name of the ${reference.kind} changed, and this follows it`,
    };
  }

  run(): void {
    const now = { ...this.spec, group: "", version: "", kind: "" };
    change(
      this.referrer,
      changeAt(this.referrer.tree, now, (node) => (node ? this.fixed(node) : undefined)),
      this.layer,
    );
  }

  fixed(node: Tree): Tree {
    if (node.is === "scalar") return this.scalar(node);
    if (node.is === "mapping") return this.mapping(node);
    const items = node.items.map((item) =>
      item.is === "sequence" ? item : item.is === "scalar" ? this.scalar(item) : this.mapping(item),
    );
    return items.some((item, index) => item !== node.items[index]) ? withItems(node, items) : node;
  }

  scalar(node: Scalar): Scalar {
    if (node.value === null) return node;
    const target = this.pick(scalarText(node), this.formerly(scalarText(node)), (resource) => nameOf(resource.tree));
    return target ? this.renameTo(node, nameOf(target.tree), target) : node;
  }

  mapping(node: Mapping): Mapping {
    const name = node.entries.get("name");
    if (name?.is !== "scalar") return node;
    const namespace = textAt(node, "namespace");
    const all = this.formerly(scalarText(name));
    const candidates = namespace === undefined ? all : inNamespace(all, namespace);
    const target = this.pick(
      scalarText(name),
      candidates,
      (resource) => `${nameOf(resource.tree)} ${namespaceOf(resource.tree)}`,
    );
    if (!target) return node;
    const named = withEntry(node, "name", this.renameTo(name, nameOf(target.tree), target));
    const own = namespaceOf(target.tree);
    const old = named.entries.get("namespace");
    if (own === "" || (old?.is === "scalar" && old.value === own)) return named;
    return withEntry(named, "namespace", madeScalar(own, { by: this.layer, ...(old ? { before: old } : {}) }));
  }

  /** Whoever had this name, and may be spoken of by the referrer. */
  formerly(name: string): readonly Resource[] {
    return reachable(this.referrer, this.renamed.get(name) ?? []);
  }

  renameTo(node: Scalar, name: string, target: Resource): Scalar {
    if (node.value === name) return node;
    const metadata = target.tree.entries.get("metadata");
    const said = metadata?.is === "mapping" ? metadata.entries.get("name") : undefined;
    const parts = said?.is === "scalar" ? [{ text: name, of: said }] : undefined;
    return {
      ...node,
      value: name,
      text: name,
      style: "made",
      by: this.layer,
      before: node,
      ...(parts ? { parts } : {}),
    };
  }

  pick(name: string, candidates: readonly Resource[], result: (resource: Resource) => string): Resource | undefined {
    const target = this.reference;
    let found = candidates.filter((resource) => {
      const ids = previousIds(resource);
      return ids.some((id) => id.name === name) && ids.some((id) => isSelected(id, target)) && this.fitsRoleRef(ids);
    });
    if (found.length > 1) found = narrowed(this.referrer, found);
    const [first] = found;
    if (!first || found.every((resource) => result(resource) === result(first))) return first;
    const names = found.map((resource) => spoken(currentId(resource))).join(", ");
    throw new DoesNotBuild(
      "ambiguous-reference",
      `${this.spec.path} of ${spoken(currentId(this.referrer))} could mean ${names}.`,
      this.referrer.tree,
    );
  }

  fitsRoleRef(ids: readonly { group: string; version: string; kind: string }[]): boolean {
    if (!this.spec.path.endsWith("roleRef/name")) return true;
    const { tree } = this.referrer;
    const kind = textAt(tree, "roleRef", "kind");
    const group = textAt(tree, "roleRef", "apiGroup");
    return kind === undefined || group === undefined || ids.some((id) => isSelected(id, { kind, group }));
  }
}

/** Objects of one namespace speak of one another; what has none may be spoken of by all, and speaks of all. */
function reachable(referrer: Resource, renamed: readonly Resource[]): Resource[] {
  const own = currentId(referrer).namespace;
  if (own === NO_NAMESPACE) return [...renamed];
  return renamed.filter((resource) => {
    const { namespace, kind } = currentId(resource);
    return (
      namespace === NO_NAMESPACE ||
      namespace === own ||
      (kind === "ServiceAccount" && textAt(referrer.tree, "kind") === "RoleBinding")
    );
  });
}

function inNamespace(resources: readonly Resource[], namespace: string): Resource[] {
  const originally = resources.filter((resource) => originalId(resource).namespace === namespace);
  return originally.length > 0
    ? originally
    : resources.filter((resource) => currentId(resource).namespace === namespace);
}

/** Among several, those that were renamed by the same kustomizations. */
function narrowed(referrer: Resource, found: readonly Resource[]): Resource[] {
  const loose = found.filter((resource) => sameAffixes(resource, referrer, true));
  if (loose.length <= 1) return loose;
  const strict = loose.filter((resource) => sameAffixes(resource, referrer, false));
  return strict.length > 0 ? strict : loose;
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (one: readonly string[], other: readonly string[]): boolean => {
    if (one.length === 0 || other.length === 0) return allowEmpty || one.length === other.length;
    const length = Math.min(one.length, other.length);
    return one.slice(-length).every((part, index) => part === other.slice(-length)[index]);
  };
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

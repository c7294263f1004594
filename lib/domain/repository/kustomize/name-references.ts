import { entriesOf, isNothing, itemsOf, madeScalar, scalarText, textAt, withEntry, withItems } from "../tree.ts";
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
  for (const { tree } of resources) checkSubjects(tree);
  const renamed = byFormerName(resources);
  if (renamed.size === 0) return;
  const world = { resources, renamed };
  const specs = [...NAME_REFERENCES, ...settings.nameReference];
  for (const referrer of resources) {
    const id = originalId(referrer);
    const sight = { ...world, own: currentId(referrer).namespace, accountsFrom: accountNamespaces(referrer.tree) };
    for (const reference of specs) {
      const fields = reference.fieldSpecs.filter((spec) => isSelected(id, spec));
      for (const spec of fields) new Repair(referrer, reference, spec, sight).run();
    }
  }
}

/** What a referrer sees: all objects, its own namespace, and those whose service accounts it binds. */
type Sight = {
  readonly resources: readonly Resource[];
  readonly renamed: ReadonlyMap<string, readonly Resource[]>;
  readonly own: string;
  readonly accountsFrom: readonly string[];
};

/** Looked up by name, because every field that could be a reference asks. */
function byFormerName(resources: readonly Resource[]): Sight["renamed"] {
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

export function checkSubjects(tree: Mapping): void {
  if (textAt(tree, "kind") !== "RoleBinding") return;
  for (const subject of itemsOf(tree.entries.get("subjects"))) {
    const namespace = entriesOf(subject).get("namespace");
    if (textAt(subject, "kind") === "ServiceAccount" && namespace !== undefined && isNothing(namespace))
      throw new DoesNotBuild("subject", "A subject of a RoleBinding has a namespace: that says nothing.", subject);
  }
}

function accountNamespaces(tree: Mapping): string[] {
  if (textAt(tree, "kind") !== "RoleBinding") return [];
  return itemsOf(tree.entries.get("subjects"))
    .filter((subject) => textAt(subject, "kind") === "ServiceAccount")
    .flatMap((subject) => textAt(subject, "namespace") ?? []);
}

class Repair {
  readonly referrer: Resource;
  readonly reference: NameReference;
  readonly spec: FieldSpec;
  readonly sight: Sight;
  readonly layer: Layer;

  constructor(referrer: Resource, reference: NameReference, spec: FieldSpec, sight: Sight) {
    this.referrer = referrer;
    this.reference = reference;
    this.spec = spec;
    this.sight = sight;
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
    const items = node.items.map((item) => {
      if (item.is === "sequence") throw this.unreadable(item);
      return item.is === "scalar" ? this.scalar(item) : this.mapping(item);
    });
    return items.some((item, index) => item !== node.items[index]) ? withItems(node, items) : node;
  }

  scalar(node: Scalar): Scalar {
    if (node.value === null) return node;
    const target = this.pick(scalarText(node), this.formerly(scalarText(node)), (resource) => nameOf(resource.tree));
    return target ? this.renameTo(node, nameOf(target.tree), target) : node;
  }

  mapping(node: Mapping): Mapping {
    const name = node.entries.get("name");
    if (name?.is !== "scalar") throw this.unreadable(node);
    const namespace = node.entries.get("namespace");
    const all = this.formerly(scalarText(name));
    const candidates = namespace?.is === "scalar" ? this.inNamespace(all, scalarText(namespace)) : all;
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

  unreadable(node: Tree): DoesNotBuild {
    return new DoesNotBuild(
      "reference",
      `${this.spec.path} of ${spoken(currentId(this.referrer))} must name an object.`,
      node,
    );
  }

  /** Whoever had this name, and may be spoken of by the referrer. */
  formerly(name: string): readonly Resource[] {
    return (this.sight.renamed.get(name) ?? []).filter((resource) => this.reaches(resource));
  }

  /** A namespace means what was in it at first; only if nothing was there, what is there now. */
  inNamespace(resources: readonly Resource[], namespace: string): Resource[] {
    const anyFirst = this.sight.resources.some(
      (resource) => this.reaches(resource) && originalId(resource).namespace === namespace,
    );
    const id = anyFirst ? originalId : currentId;
    return namespace === NO_NAMESPACE ? [] : resources.filter((resource) => id(resource).namespace === namespace);
  }

  /** Objects of one namespace speak of one another; what has none may be spoken of by all, and speaks of all. */
  reaches(resource: Resource): boolean {
    const { own } = this.sight;
    if (own === NO_NAMESPACE) return true;
    const { namespace } = currentId(resource);
    return (
      namespace === NO_NAMESPACE || namespace === own || this.sight.accountsFrom.includes(namespaceOf(resource.tree))
    );
  }

  /** Of what is in another namespace, only a service account can be meant. */
  isNear(resource: Resource): boolean {
    const { namespace, kind } = currentId(resource);
    return (
      this.sight.own === NO_NAMESPACE ||
      namespace === NO_NAMESPACE ||
      namespace === this.sight.own ||
      kind === "ServiceAccount"
    );
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
      return (
        ids.some((id) => id.name === name) &&
        ids.some((id) => isSelected(id, target)) &&
        this.fitsRoleRef(ids) &&
        this.isNear(resource)
      );
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

/** Among several, those that were renamed by the same kustomizations. */
function narrowed(referrer: Resource, found: readonly Resource[]): Resource[] {
  const loose = found.filter((resource) => sameAffixes(resource, referrer, true));
  return loose.length > 1 ? loose.filter((resource) => sameAffixes(resource, referrer, false)) : loose;
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (one: readonly string[], other: readonly string[]): boolean => {
    if (one.length === 0 || other.length === 0) return allowEmpty || one.length === other.length;
    const length = Math.min(one.length, other.length);
    return one.slice(-length).every((part, index) => part === other.slice(-length)[index]);
  };
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

import { type Dict, dict, type KubeObject, list, strings, text } from "../objects.ts";
import { fluxKinds } from "./flux-kinds.ts";
import { apiVersionOf, builtinKinds, type Kind } from "./kinds.ts";
import { type Shape, shapeOf } from "./shape.ts";

interface Custom {
  kind: Kind;
  schema: Dict;
  columns: Dict[];
}

/** Which resources are served: Kubernetes' own, Flux's, and those of the CRDs that are in the cluster. */
export class Registry {
  readonly #kinds = new Map<string, Kind>();
  readonly #custom = new Map<string, Custom>();
  readonly #shapes = new Map<Kind, Shape>();

  constructor() {
    for (const kind of [...builtinKinds, ...fluxKinds]) this.#kinds.set(idOf(kind), kind);
  }

  all(): Kind[] {
    return [...this.#kinds.values()];
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    return this.#kinds.get(`${group}/${version}/${plural}`);
  }

  byKind(apiVersion: string, kind: string): Kind | undefined {
    return this.all().find((known) => known.kind === kind && apiVersionOf(known) === apiVersion);
  }

  /** The version that objects of a resource are kept in. */
  stored(key: string): Kind | undefined {
    return this.all().find((kind) => kind.key === key);
  }

  schemaOf(kind: Kind): Dict | undefined {
    return this.#custom.get(idOf(kind))?.schema;
  }

  columnsOf(kind: Kind): Dict[] {
    return this.#custom.get(idOf(kind))?.columns ?? [];
  }

  shapeOf(kind: Kind): Shape {
    const known = this.#shapes.get(kind);
    if (known) return known;
    const shape = shapeOf(kind, this.schemaOf(kind));
    this.#shapes.set(kind, shape);
    return shape;
  }

  /** Serves what a CRD defines, in place of what was served by that name before. */
  define(crd: KubeObject): void {
    for (const custom of customsOf(crd)) {
      this.#kinds.set(idOf(custom.kind), custom.kind);
      this.#custom.set(idOf(custom.kind), custom);
    }
  }

  forget(crd: KubeObject): void {
    for (const { kind } of customsOf(crd)) {
      this.#kinds.delete(idOf(kind));
      this.#custom.delete(idOf(kind));
    }
  }
}

function idOf(kind: Kind): string {
  return `${kind.group}/${kind.version}/${kind.plural}`;
}

function customsOf(crd: KubeObject): Custom[] {
  const spec = dict(crd.spec);
  const names = dict(spec.names);
  const group = text(spec.group);
  const served = list(spec.versions)
    .map(dict)
    .filter((version) => version.served === true);
  // The stored version first: objects are kept in it.
  served.sort((a, b) => Number(b.storage === true) - Number(a.storage === true));
  return served.map((version) => ({
    schema: dict(dict(version.schema).openAPIV3Schema),
    columns: list(version.additionalPrinterColumns).map(dict),
    kind: {
      group,
      version: text(version.name),
      kind: text(names.kind),
      plural: text(names.plural),
      singular: text(names.singular) || text(names.kind).toLowerCase(),
      namespaced: spec.scope === "Namespaced",
      shortNames: strings(names.shortNames),
      categories: strings(names.categories),
      subresources: (["status", "scale"] as const).filter((name) => name in dict(version.subresources)),
      builtin: false,
      generation: true,
      key: `${group}/${text(names.plural)}`,
    },
  }));
}

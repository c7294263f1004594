import { dict, isDict, list, strings } from "../objects.ts";
import type { Kind } from "./kinds.ts";

/**
 * How a field merges: which lists are maps by a key, which are sets, and which values are replaced as a whole. Managed
 * fields, server-side apply and strategic merge all ask this.
 */
export interface Shape {
  /** For a list: keys of a map, a set, or replaced as a whole. */
  readonly list: "atomic" | "set" | readonly string[];
  /** For an object: replaced as a whole. */
  readonly atomic: boolean;
  /** For an object: a struct that is always there, so that nobody owns the struct itself. */
  readonly struct: boolean;
  field(name: string): Shape;
  item(): Shape;
}

// The list-type and patchMergeKey markers of Kubernetes' own types, by the field's name; `in` where a name means two things.
const mapLists: Record<string, readonly string[] | { in: Record<string, readonly string[]>; else: readonly string[] }> =
  {
    containers: ["name"],
    initContainers: ["name"],
    ephemeralContainers: ["name"],
    volumes: ["name"],
    env: ["name"],
    ports: { in: { spec: ["port", "protocol"] }, else: ["containerPort", "protocol"] },
    volumeMounts: ["mountPath"],
    volumeDevices: ["devicePath"],
    imagePullSecrets: ["name"],
    conditions: ["type"],
    ownerReferences: ["uid"],
    hostAliases: ["ip"],
    topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
    secrets: ["name"],
    podIPs: ["ip"],
  };
const sets = new Set(["finalizers"]);
const atomicMaps = new Set([
  "selector",
  "nodeSelector",
  "labelSelector",
  "secretKeyRef",
  "configMapKeyRef",
  "fieldRef",
  "resourceFieldRef",
  "roleRef",
  "secretRef",
  "involvedObject",
]);
const structs = new Set([
  "containers",
  "jobTemplate",
  "metadata",
  "scaleTargetRef",
  "source",
  "spec",
  "status",
  "strategy",
  "template",
  "updateStrategy",
]);

class BuiltinShape implements Shape {
  readonly #name: string;
  readonly #parent: string;
  constructor(name: string, parent: string) {
    this.#name = name;
    this.#parent = parent;
  }

  get list(): Shape["list"] {
    if (sets.has(this.#name)) return "set";
    const row = Object.hasOwn(mapLists, this.#name) ? mapLists[this.#name] : undefined;
    if (!row) return "atomic";
    return "in" in row ? (row.in[this.#parent] ?? row.else) : row;
  }

  get atomic(): boolean {
    return atomicMaps.has(this.#name) || this.#isOwner();
  }

  /** An owner reference is one value, though the list of them is a map. */
  #isOwner(): boolean {
    return this.#name === "" && this.#parent === "ownerReferences";
  }

  get struct(): boolean {
    return structs.has(this.#name);
  }

  field(name: string): Shape {
    return new BuiltinShape(name, this.#name);
  }

  item(): Shape {
    return new BuiltinShape("", this.#name);
  }
}

class SchemaShape implements Shape {
  readonly #schema: Record<string, unknown>;
  constructor(schema: Record<string, unknown>) {
    this.#schema = schema;
  }

  get list(): Shape["list"] {
    const type = this.#schema["x-kubernetes-list-type"];
    if (type === "set") return "set";
    return type === "map" ? strings(this.#schema["x-kubernetes-list-map-keys"]) : "atomic";
  }

  get atomic(): boolean {
    return this.#schema["x-kubernetes-map-type"] === "atomic";
  }

  get struct(): boolean {
    return false;
  }

  field(name: string): Shape {
    const { properties, additionalProperties } = this.#schema;
    return new SchemaShape(dict(dict(properties)[name] ?? additionalProperties));
  }

  item(): Shape {
    return new SchemaShape(dict(this.#schema.items));
  }
}

class ObjectShape extends SchemaShape {
  override field(name: string): Shape {
    return name === "metadata" ? new BuiltinShape("metadata", "") : super.field(name);
  }
}

/** `schema` is the CRD's openAPIV3Schema, where there is one. */
export function shapeOf(kind: Kind, schema?: unknown): Shape {
  return kind.builtin ? new BuiltinShape("", "") : new ObjectShape(dict(schema));
}

const keyDefaults: Record<string, unknown> = { protocol: "TCP" };

/** The `k:{…}` of an item of a map list, as FieldsV1 writes it; undefined when the item has not got its keys. */
export function itemKey(item: unknown, keys: readonly string[]): string | undefined {
  if (!isDict(item)) return undefined;
  const key: Record<string, unknown> = {};
  for (const name of [...keys].sort()) {
    const value = item[name] ?? keyDefaults[name];
    if (value === undefined) return undefined;
    key[name] = value;
  }
  return `k:${JSON.stringify(key)}`;
}

/** Items of a map list by their key, in order. Items without a key are left out. */
export function byKey(items: unknown, keys: readonly string[]): Map<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  for (const item of list(items)) {
    const key = itemKey(item, keys);
    if (key && isDict(item)) found.set(key, item);
  }
  return found;
}

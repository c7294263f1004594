/*
 * Every write, whether it came over the wire or from a controller inside: admission, what a client may not change, the
 * generation, managed fields, "nothing changed" (no new version), dry run, and the end of an object whose last finalizer went.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { alreadyExists, badRequest, conflict, forbidden, invalid, notFound, type Refused } from "../api/status.ts";
import { type KubeObject, stamp } from "../objects.ts";
import { type Admission, refuseImmutable } from "../schema/admission.ts";
import { applied } from "../schema/apply.ts";
import { difference, ownable } from "../schema/diff.ts";
import { apiVersionOf, type Kind, type Subresource } from "../schema/kinds.ts";
import { afterUpdate, type Hand } from "../schema/managers.ts";
import type { Registry } from "../schema/registry.ts";
import { desired, onlyStatus, unchanged, withoutStatus } from "./facets.ts";
import { ordered } from "./ordered.ts";
import { type Store, Stored } from "./store.ts";

export interface WriteOptions {
  manager: string;
  subresource?: Subresource;
  dryRun?: boolean;
  /** Refuse unknown fields instead of dropping them. */
  strict?: boolean;
  /** Keep the status that a new object brings: for seeding. */
  withStatus?: boolean;
}

export interface Written {
  stored: Stored;
  warnings: string[];
}

export class Writer {
  readonly #store: Store;
  readonly #registry: Registry;
  readonly #admission: Admission;
  readonly #clock: () => Date;

  constructor(parts: { store: Store; registry: Registry; admission: Admission; clock: () => Date }) {
    this.#store = parts.store;
    this.#registry = parts.registry;
    this.#admission = parts.admission;
    this.#clock = parts.clock;
  }

  create(kind: Kind, namespace: string | undefined, given: KubeObject, options: WriteOptions): Written {
    const born = this.#newborn(kind, namespace, given);
    const { status: _status, ...body } = born;
    const statusless = kind.subresources.includes("status") && !options.withStatus && kind.kind !== "Node";
    const { object, warnings } = this.#admission.admit(
      kind,
      (statusless ? body : born) as KubeObject,
      options.strict ?? false,
    );
    this.#refuseDuplicate(kind, object);
    this.#refuseNamespace(kind, namespace);
    const empty = { ...object, metadata: { name: object.metadata.name } } as KubeObject;
    const { status: _defaulted, ...owned } = ownable(object);
    const diff = difference({ metadata: {} }, statusless ? owned : ownable(object), this.#registry.shapeOf(kind));
    object.metadata.managedFields = afterUpdate(empty, diff, this.#hand(kind, options, "Update"));
    return { stored: this.#keep(kind, object, options), warnings };
  }

  #newborn(kind: Kind, namespace: string | undefined, given: KubeObject): KubeObject {
    const { name, generateName, labels, annotations, ownerReferences, finalizers } = given.metadata;
    if (namespace && given.metadata.namespace && given.metadata.namespace !== namespace) {
      throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
    const made = name || (generateName ? generateName + suffix() : "");
    const metadata = {
      name: made,
      generateName,
      namespace: kind.namespaced ? namespace : undefined,
      uid: randomUUID(),
      generation: kind.generation ? 1 : undefined,
      creationTimestamp: stamp(this.#clock()),
      labels,
      annotations,
      ownerReferences,
      finalizers,
    };
    return { ...given, metadata };
  }

  #refuseDuplicate(kind: Kind, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    if (this.#store.get(kind.key, namespace, name)) throw alreadyExists(kind, name);
  }

  #refuseNamespace(kind: Kind, namespace: string | undefined): void {
    if (!kind.namespaced || !namespace) return;
    const owner = this.#store.get("/namespaces", undefined, namespace);
    if (!owner) throw notFound({ group: "", plural: "namespaces" }, namespace);
    if (!owner.object.metadata.deletionTimestamp) return;
    throw forbidden(kind, "", `unable to create new content in namespace ${namespace} because it is being terminated`);
  }

  /**
   * Changes a live object by what `change` makes of it. Throws 404 when it is not there and 409 when the changed object
   * carries another resourceVersion or uid than the live one.
   */
  change(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    change: (live: KubeObject) => KubeObject,
    options: WriteOptions,
  ): Written {
    const before = this.#live(kind, namespace, name);
    const wanted = change(before.object);
    this.#refuseStale(kind, before.object, wanted);
    const merged = this.#merged(kind, before.object, wanted, options.subresource);
    const { object, warnings } = this.#admission.admit(kind, merged, options.strict ?? false);
    refuseImmutable(kind, before.object, object);
    object.metadata.generation = this.#generation(kind, before.object, object);
    const diff = difference(ownable(before.object), ownable(object), this.#registry.shapeOf(kind));
    const cleared = wanted.metadata.managedFields?.length === 0;
    object.metadata.managedFields = cleared
      ? []
      : afterUpdate(before.object, diff, this.#hand(kind, options, "Update"));
    return { stored: this.#replace(kind, before, object, options), warnings };
  }

  /** Server-side apply. `created` says whether the object was not there before. */
  apply(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    config: KubeObject,
    options: WriteOptions & { force: boolean },
  ): Written & { created: boolean } {
    const before = this.#store.get(kind.key, kind.namespaced ? namespace : undefined, name);
    const hand = this.#hand(kind, options, "Apply");
    const shape = this.#registry.shapeOf(kind);
    if (!before) {
      if (options.subresource) throw notFound(kind, name);
      const born = this.#newborn(kind, namespace, { ...config, metadata: { ...config.metadata, name } });
      this.#refuseNamespace(kind, namespace);
      const { object: checked, warnings } = this.#admission.admit(
        kind,
        withoutStatus(kind, born),
        options.strict ?? false,
      );
      const blank = { apiVersion: born.apiVersion, kind: born.kind, metadata: born.metadata };
      const owner = applied(blank, withoutStatus(kind, config), shape, hand, true);
      checked.metadata.managedFields = owner.metadata.managedFields ?? [];
      return { stored: this.#keep(kind, checked, options), warnings, created: true };
    }
    this.#refuseStale(kind, before.object, config);
    const wanted = options.subresource === "status" ? onlyStatus(config) : withoutStatus(kind, config);
    const result = applied(before.object, wanted, shape, hand, options.force);
    const { object, warnings } = this.#admission.admit(kind, result, options.strict ?? false);
    refuseImmutable(kind, before.object, object);
    object.metadata.generation = this.#generation(kind, before.object, object);
    return { stored: this.#replace(kind, before, object, options), warnings, created: false };
  }

  #live(kind: Kind, namespace: string | undefined, name: string): Stored {
    const live = this.#store.get(kind.key, kind.namespaced ? namespace : undefined, name);
    if (!live) throw notFound(kind, name);
    return live;
  }

  #refuseStale(kind: Kind, live: KubeObject, wanted: KubeObject): void {
    const { name, resourceVersion, uid } = wanted.metadata;
    if (resourceVersion && resourceVersion !== live.metadata.resourceVersion) throw conflict(kind, live.metadata.name);
    if (uid && uid !== live.metadata.uid) {
      throw uidMismatch(kind, live, uid);
    }
    if (name && name !== live.metadata.name) {
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${live.metadata.name})`);
    }
  }

  /** What a write to this (sub)resource may change, over what it may not. */
  #merged(kind: Kind, live: KubeObject, wanted: KubeObject, subresource: Subresource | undefined): KubeObject {
    if (subresource === "status") return { ...live, status: wanted.status };
    const { labels, annotations, ownerReferences, finalizers } = wanted.metadata;
    const metadata = { ...live.metadata, labels, annotations, ownerReferences, finalizers };
    const merged = { ...wanted, apiVersion: apiVersionOf(kind), metadata };
    if (!kind.subresources.includes("status")) return merged;
    const { status: _status, ...body } = merged;
    return live.status === undefined
      ? (body as KubeObject)
      : { ...body, metadata, apiVersion: merged.apiVersion, kind: merged.kind, status: live.status };
  }

  #generation(kind: Kind, before: KubeObject, after: KubeObject): number | undefined {
    const was = before.metadata.generation;
    if (!kind.generation) return was;
    return isDeepStrictEqual(desired(kind, before), desired(kind, after)) ? was : (was ?? 0) + 1;
  }

  #hand(kind: Kind, options: WriteOptions, operation: "Apply" | "Update"): Hand {
    const { manager, subresource } = options;
    return { manager, operation, apiVersion: apiVersionOf(kind), subresource, time: stamp(this.#clock()) };
  }

  #replace(kind: Kind, before: Stored, object: KubeObject, options: WriteOptions): Stored {
    const ending = object.metadata.deletionTimestamp && (object.metadata.finalizers ?? []).length === 0;
    const graceful = kind.key === "/pods" && (object.metadata.deletionGracePeriodSeconds ?? 0) > 0;
    if (ending && !graceful && kind.key !== "/namespaces") {
      const last = new Stored(ordered(kind, object), before.revision);
      if (!options.dryRun) this.#store.remove(kind.key, last);
      return last;
    }
    const kept = ordered(kind, object);
    if (unchanged(before.object, kept)) return before;
    return this.#keep(kind, kept, options);
  }

  #keep(kind: Kind, object: KubeObject, options: WriteOptions): Stored {
    if (options.dryRun) return new Stored(ordered(kind, object), this.#store.revision);
    return this.#store.put(kind.key, (revision) => {
      const metadata = { ...object.metadata, resourceVersion: String(revision) };
      return ordered(kind, { ...object, metadata });
    });
  }

  /** Marks for deletion, with the finalizers to wait for. */
  mark(kind: Kind, live: Stored, finalizers: string[], graceSeconds: number, dryRun: boolean): Stored {
    const { metadata } = live.object;
    const at = new Date(this.#clock().getTime() + graceSeconds * 1000);
    const marked = {
      ...metadata,
      finalizers,
      deletionTimestamp: metadata.deletionTimestamp ?? stamp(at),
      deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? graceSeconds,
      generation: metadata.generation && !metadata.deletionTimestamp ? metadata.generation + 1 : metadata.generation,
    };
    const status = kind.key === "/namespaces" ? { status: { ...live.object.status, phase: "Terminating" } } : {};
    const object = ordered(kind, { ...live.object, ...status, metadata: marked });
    if (unchanged(live.object, object)) return live;
    return this.#keep(kind, object, { manager: "", dryRun });
  }
}

function suffix(): string {
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  return [...randomBytes(5)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

function uidMismatch(kind: Kind, live: KubeObject, uid: string): Refused {
  const message = `Invalid value: "${uid}": field is immutable`;
  return invalid(kind.group, kind.kind, live.metadata.name, [
    { reason: "FieldValueInvalid", message, field: "metadata.uid" },
  ]);
}

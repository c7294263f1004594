import type { Users } from "../access/users.ts";
import { Refused } from "../api/status.ts";
import type { KubeObject, OwnerReference } from "../objects.ts";
import { stamp } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";
import type { Registry } from "../schema/registry.ts";
import { type DeleteOptions, remove } from "../store/remover.ts";
import type { Event, Store, Stored } from "../store/store.ts";
import type { Writer } from "../store/writer.ts";
import type { Owners } from "./owners.ts";

export interface ControllerParts {
  store: Store;
  registry: Registry;
  writer: Writer;
  users: Users;
  clock: () => Date;
  /** How long a pod takes to become ready. */
  podMs: number;
  /** PEM, for the kube-root-ca.crt of each namespace. */
  ca: string;
}

/** Brings one object, named by its key, a step nearer to what it should be. Called again when something changed, or after a time. */
export interface Controller {
  name: string;
  /** Which keys an event makes worth a look. */
  keys(shelf: string, event: Event): string[];
  reconcile(key: string): void;
}

export const workloadManager = "kube-controller-manager";

/** What controllers do to the cluster, by the same writes as clients. */
export class Kit {
  readonly parts: ControllerParts;
  readonly owners: Owners;
  /** Reconciles a key of a controller again after a time. */
  readonly later: (controller: string, key: string, ms: number) => void;

  constructor(parts: ControllerParts, owners: Owners, later: Kit["later"]) {
    this.parts = parts;
    this.owners = owners;
    this.later = later;
  }

  now(): string {
    return stamp(this.parts.clock());
  }

  kind(shelf: string): Kind {
    const kind = this.parts.registry.stored(shelf);
    if (!kind) throw new Error(`nothing serves ${shelf}`);
    return kind;
  }

  get(shelf: string, key: string): KubeObject | undefined {
    const [namespace, name] = splitKey(key);
    return this.parts.store.get(shelf, namespace, name)?.object;
  }

  owned(shelf: string, owner: KubeObject): KubeObject[] {
    return this.owners.of(owner.metadata.uid ?? "", shelf).map((stored) => stored.object);
  }

  create(shelf: string, object: KubeObject, manager = workloadManager): KubeObject {
    const { stored } = this.parts.writer.create(this.kind(shelf), object.metadata.namespace, object, { manager });
    return stored.object;
  }

  update(
    shelf: string,
    object: KubeObject,
    change: (live: KubeObject) => KubeObject,
    manager = workloadManager,
  ): KubeObject {
    const { namespace, name } = object.metadata;
    return this.parts.writer.change(this.kind(shelf), namespace, name, change, { manager }).stored.object;
  }

  status(shelf: string, object: KubeObject, status: KubeObject["status"], manager = workloadManager): void {
    const { namespace, name } = object.metadata;
    const options = { manager, subresource: "status" } as const;
    this.parts.writer.change(this.kind(shelf), namespace, name, (live) => ({ ...live, status }), options);
  }

  remove(shelf: string, stored: Stored | KubeObject, options: DeleteOptions = {}): void {
    const { namespace, name } = "object" in stored ? (stored as Stored).object.metadata : stored.metadata;
    const live = this.parts.store.get(shelf, namespace, name);
    if (live) remove(this.parts, this.kind(shelf), live, options);
  }
}

export function splitKey(key: string): [string | undefined, string] {
  const slash = key.indexOf("/");
  return slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
}

export function keyOfObject({ metadata }: KubeObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

export function ownedBy(owner: KubeObject): OwnerReference[] {
  const { name, uid = "" } = owner.metadata;
  return [{ apiVersion: owner.apiVersion, kind: owner.kind, name, uid, controller: true, blockOwnerDeletion: true }];
}

/** Keys for a controller of one kind: its own objects, and the owners of what it makes. */
export function keysOf(shelf: string, kind: string, children: string[]): Controller["keys"] {
  return (changed, { now }) => {
    if (changed === shelf) return [now.key];
    if (!children.includes(changed)) return [];
    const owner = controllerOf(now.object);
    return owner?.kind === kind ? [`${now.object.metadata.namespace}/${owner.name}`] : [];
  };
}

export function isExpected(error: unknown): boolean {
  return error instanceof Refused;
}

import type { KubeObject } from "../objects.ts";
import { type Controller, type Kit, splitKey } from "./kit.ts";

/**
 * Objects go when their owners are gone. Keys are `<shelf> <key>` for an object to look at and `uid <uid>` for an owner
 * that has ended.
 */
export function garbage(kit: Kit): Controller {
  return {
    name: "garbage",
    keys: (shelf, { type, now }) => {
      const { uid, ownerReferences = [], deletionTimestamp, finalizers = [] } = now.object.metadata;
      const waiting =
        deletionTimestamp && finalizers.some((name) => name === "foregroundDeletion" || name === "orphan");
      if (type !== "DELETED") return ownerReferences.length > 0 || waiting ? [`${shelf} ${now.key}`] : [];
      const owners = ownerReferences.map((owner) => `waits ${owner.uid}`);
      return uid ? [`uid ${uid}`, ...owners] : owners;
    },
    reconcile: (task) => {
      const [what = "", rest = ""] = [task.slice(0, task.indexOf(" ")), task.slice(task.indexOf(" ") + 1)];
      if (what === "uid") return ended(kit, rest);
      if (what === "waits") return released(kit, rest);
      return looked(kit, what, rest);
    },
  };
}

function ended(kit: Kit, uid: string): void {
  for (const { shelf, stored } of kit.owners.all(uid)) drop(kit, shelf, stored.object);
}

/** Deletes an object none of whose owners lives. With a living one it only forgets the dead. */
function drop(kit: Kit, shelf: string, object: KubeObject): void {
  const owners = object.metadata.ownerReferences ?? [];
  const living = owners.filter((owner) => kit.owners.lives(owner.uid));
  if (owners.length === 0 || living.length === owners.length) return;
  if (living.length === 0) {
    if (!object.metadata.deletionTimestamp) kit.remove(shelf, object);
    return;
  }
  kit.update(shelf, object, (live) => ({ ...live, metadata: { ...live.metadata, ownerReferences: living } }));
}

/** An object that a foreground deletion waited for is gone: its owner may be free to go. */
function released(kit: Kit, uid: string): void {
  const owner = kit.owners.find(uid);
  if (owner?.stored.object.metadata.deletionTimestamp) finish(kit, owner.shelf, owner.stored.object);
}

function looked(kit: Kit, shelf: string, key: string): void {
  const [namespace, name] = splitKey(key);
  const object = kit.parts.store.get(shelf, namespace, name)?.object;
  if (!object) return;
  drop(kit, shelf, object);
  if (object.metadata.deletionTimestamp) finish(kit, shelf, object);
}

function finish(kit: Kit, shelf: string, object: KubeObject): void {
  const { uid = "", finalizers = [] } = object.metadata;
  const dependents = kit.owners.all(uid);
  if (finalizers.includes("orphan")) {
    for (const { shelf: of, stored } of dependents) {
      const kept = (stored.object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      kit.update(of, stored.object, (live) => ({ ...live, metadata: { ...live.metadata, ownerReferences: kept } }));
    }
    free(kit, shelf, object, "orphan");
  } else if (finalizers.includes("foregroundDeletion")) {
    for (const { shelf: of, stored } of dependents) {
      if (!stored.object.metadata.deletionTimestamp) kit.remove(of, stored);
    }
    if (kit.owners.all(uid).length === 0) free(kit, shelf, object, "foregroundDeletion");
  }
}

function free(kit: Kit, shelf: string, object: KubeObject, finalizer: string): void {
  kit.update(shelf, object, (live) => {
    const finalizers = (live.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    return { ...live, metadata: { ...live.metadata, finalizers } };
  });
}

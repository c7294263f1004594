import { type Dict, dict, type KubeObject, list } from "../objects.ts";
import type { Controller, Kit } from "./kit.ts";

const shelf = "apiextensions.k8s.io/customresourcedefinitions";

/** Serves what CRDs define, says so in their status, and removes their objects with them. */
export function crds(kit: Kit): Controller {
  const { registry, store } = kit.parts;
  return {
    name: "crd",
    keys: (changed, { type, now }) => {
      if (changed !== shelf) return [];
      // At once: the next request may already be for the new kind.
      if (type !== "DELETED") registry.define(now.object);
      else {
        const spec = dict(now.object.spec);
        const key = `${String(spec.group)}/${String(dict(spec.names).plural)}`;
        for (const stored of [...store.list(key)]) store.remove(key, stored);
        registry.forget(now.object);
      }
      return type === "DELETED" ? [] : [now.key];
    },
    reconcile: (key) => {
      const crd = kit.get(shelf, key);
      if (crd && list(crd.status?.conditions).length === 0)
        kit.status(shelf, crd, established(crd, kit.now()), "kube-apiserver");
    },
  };
}

function established(crd: KubeObject, now: string): Dict {
  const { names, versions } = dict(crd.spec);
  const stored = list(versions)
    .map(dict)
    .filter((version) => version.storage === true);
  const condition = (type: string, reason: string, message: string) => {
    return { type, status: "True", lastTransitionTime: now, reason, message };
  };
  return {
    conditions: [
      condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
    ],
    acceptedNames: names,
    storedVersions: stored.map((version) => version.name),
  };
}

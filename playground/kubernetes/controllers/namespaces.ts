import type { Controller, Kit } from "./kit.ts";

/** A namespace that ends takes its content with it, and goes when that is gone. */
export function namespaces(kit: Kit): Controller {
  const { store } = kit.parts;
  return {
    name: "namespace",
    keys: (shelf, { type, now }) => {
      if (shelf === "/namespaces") return type === "DELETED" ? [] : [now.key];
      return type === "DELETED" && now.object.metadata.namespace ? [now.object.metadata.namespace] : [];
    },
    reconcile: (name) => {
      const live = store.get("/namespaces", undefined, name);
      if (!live?.object.metadata.deletionTimestamp) return;
      for (const { shelf, stored } of kit.owners.inNamespace(name)) {
        if (!stored.object.metadata.deletionTimestamp) kit.remove(shelf, stored);
      }
      const left = kit.owners.inNamespace(name).length;
      const kept = (live.object.metadata.finalizers ?? []).length;
      if (left + kept === 0) store.remove("/namespaces", live);
    },
  };
}

const born = ["serviceaccounts", "configmaps"] as const;

/** What every namespace has: its default service account and the authority's certificate. */
export function namespaceContent(kit: Kit): Controller {
  return {
    name: "namespace-content",
    keys: (shelf, { type, now }) => {
      if (shelf === "/namespaces") return type === "DELETED" ? [] : [now.key];
      const ours = shelf === "/serviceaccounts" || shelf === "/configmaps";
      return ours && type === "DELETED" && now.object.metadata.namespace ? [now.object.metadata.namespace] : [];
    },
    reconcile: (namespace) => {
      const live = kit.get("/namespaces", namespace);
      if (!live || live.metadata.deletionTimestamp) return;
      for (const plural of born) {
        const name = plural === "configmaps" ? "kube-root-ca.crt" : "default";
        if (kit.get(`/${plural}`, `${namespace}/${name}`)) continue;
        const data = plural === "configmaps" ? { data: { "ca.crt": kit.parts.ca } } : {};
        const kind = plural === "configmaps" ? "ConfigMap" : "ServiceAccount";
        kit.create(`/${plural}`, { apiVersion: "v1", kind, metadata: { name, namespace }, ...data });
      }
    },
  };
}

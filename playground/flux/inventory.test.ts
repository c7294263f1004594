import { describe, expect, it } from "vitest";
import { entryOf, identityOf, inOrder } from "./inventory.ts";

const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

describe("an inventory", () => {
  it.each([
    [object("v1", "Service", "podinfo", "default"), true, "default_podinfo__Service", "v1"],
    [object("v1", "Namespace", "shop"), false, "_shop__Namespace", "v1"],
    [object("apps/v1", "Deployment", "web", "web"), true, "web_web_apps_Deployment", "v1"],
    [
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "system:reader"),
      false,
      "_system__reader_rbac.authorization.k8s.io_ClusterRole",
      "v1",
    ],
  ])("names %o and finds it again", (it, isNamespaced, id, v) => {
    const entry = entryOf(it, isNamespaced);
    expect(entry).toEqual({ id, v });
    expect(identityOf(entry)).toEqual(it);
  });

  it("puts first what others stand on", () => {
    const release = object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a", "shop");
    const deployment = object("apps/v1", "Deployment", "b", "shop");
    const namespace = object("v1", "Namespace", "shop");
    expect(inOrder([release, deployment, namespace])).toEqual([namespace, deployment, release]);
  });
});

import { expect, it } from "vitest";
import { configMap, type Ground, kustomization, kustomizations } from "./ground.ts";

export function lifeContract(ground: () => Ground): void {
  it("deletes, and says what", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { body: made } = await client.post(path, kustomization("a"));
    const { status, body } = await client.delete(`${path}/a`);
    expect(status).toBe(200);
    expect(body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "a", group: "kustomize.toolkit.fluxcd.io", kind: "kustomizations", uid: made.metadata.uid },
    });
    expect((await client.get(`${path}/a`)).status).toBe(404);
  });

  it("waits for finalizers", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { headers } = await client.post(path, {
      ...kustomization("a"),
      metadata: { name: "a", finalizers: ["finalizers.fluxcd.io"] },
    });
    expect(headers.warning).toContain("prefer a domain-qualified finalizer name");
    const marked = await client.delete(`${path}/a`);
    expect(marked.body.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    expect((await client.get(`${path}/a`)).status).toBe(200);
    const freed = await client.merge(`${path}/a`, { metadata: { finalizers: null } });
    expect(freed.status).toBe(200);
    expect((await client.get(`${path}/a`)).status).toBe(404);
  });

  it("deletes only the object that was meant", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const preconditions = { uid: "00000000-0000-0000-0000-000000000000" };
    const { status, body } = await client.delete(`${path}/a`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions,
    });
    expect({ status, reason: body.reason }).toEqual({ status: 409, reason: "Conflict" });
    expect(body.message).toContain("the UID in the precondition");
  });

  it("takes along what an object owned", async () => {
    const { client, space } = ground();
    const name = await space();
    const path = kustomizations(name);
    const { body: owner } = await client.post(path, kustomization("owner"));
    const reference = { apiVersion: owner.apiVersion, kind: owner.kind, name: "owner", uid: owner.metadata.uid };
    const maps = `/api/v1/namespaces/${name}/configmaps`;
    await client.post(maps, { ...configMap("owned"), metadata: { name: "owned", ownerReferences: [reference] } });
    await client.post(maps, configMap("free"));
    await client.delete(`${path}/owner`);
    await client.until(`${maps}/owned`, (body) => body.code === 404);
    expect((await client.get(`${maps}/free`)).status).toBe(200);
  });

  it("leaves what an object owned when told to", async () => {
    const { client, space } = ground();
    const name = await space();
    const maps = `/api/v1/namespaces/${name}/configmaps`;
    const { body: owner } = await client.post(maps, configMap("owner"));
    const reference = { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: owner.metadata.uid };
    await client.post(maps, { ...configMap("owned"), metadata: { name: "owned", ownerReferences: [reference] } });
    await client.delete(`${maps}/owner`, { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Orphan" });
    await client.until(`${maps}/owner`, (body) => body.code === 404);
    const left = await client.until(`${maps}/owned`, (body) => body.metadata.ownerReferences === undefined);
    expect(left.metadata.deletionTimestamp).toBeUndefined();
  });

  it("deletes the owned before the owner in the foreground", async () => {
    const { client, space } = ground();
    const name = await space();
    const maps = `/api/v1/namespaces/${name}/configmaps`;
    const { body: owner } = await client.post(maps, configMap("owner"));
    const reference = {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "owner",
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    };
    await client.post(maps, {
      ...configMap("owned"),
      metadata: { name: "owned", ownerReferences: [reference], finalizers: ["example.com/wait"] },
    });
    const marked = await client.delete(`${maps}/owner`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Foreground",
    });
    expect(marked.body.metadata.finalizers).toEqual(["foregroundDeletion"]);
    await client.until(`${maps}/owned`, (body) => body.metadata?.deletionTimestamp !== undefined);
    expect((await client.get(`${maps}/owner`)).status).toBe(200);
    await client.merge(`${maps}/owned`, { metadata: { finalizers: null } });
    await client.until(`${maps}/owner`, (body) => body.code === 404);
  });

  it("ends a namespace with all that is in it", async () => {
    const { client, space } = ground();
    const name = await space();
    await client.post(kustomizations(name), {
      ...kustomization("a"),
      metadata: { name: "a", finalizers: ["example.com/wait"] },
    });
    await client.post(`/api/v1/namespaces/${name}/configmaps`, configMap("a"));
    const marked = await client.delete(`/api/v1/namespaces/${name}`);
    expect(marked.body.status.phase).toBe("Terminating");
    await client.until(`${kustomizations(name)}/a`, (body) => body.metadata?.deletionTimestamp !== undefined);
    const refused = await client.post(`/api/v1/namespaces/${name}/configmaps`, configMap("late"));
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain("because it is being terminated");
    await client.merge(`${kustomizations(name)}/a`, { metadata: { finalizers: null } });
    await client.until(`/api/v1/namespaces/${name}`, (body) => body.code === 404);
  });

  it("gives every namespace its account and the authority's certificate", async () => {
    const { client, space } = ground();
    const name = await space();
    await client.until(`/api/v1/namespaces/${name}/serviceaccounts/default`, (body) => body.kind === "ServiceAccount");
    const { data } = await client.until(
      `/api/v1/namespaces/${name}/configmaps/kube-root-ca.crt`,
      (body) => body.kind === "ConfigMap",
    );
    expect(data["ca.crt"]).toContain("BEGIN CERTIFICATE");
    expect((await client.get(`/api/v1/namespaces/${name}`)).body).toMatchObject({
      metadata: { labels: { "kubernetes.io/metadata.name": name } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  });
}

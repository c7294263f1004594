import { expect, it } from "vitest";
import { configMap, deployment, type Ground, kustomization, kustomizations } from "./ground.ts";

const json = "application/json-patch+json";
const strategic = "application/strategic-merge-patch+json";

export function patchContract(ground: () => Ground): void {
  it("merges, and removes by null", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    await client.post(path, configMap("a", { x: "1", y: "2" }));
    const { body } = await client.merge(`${path}/a`, { data: { x: null, z: "3" } });
    expect(body.data).toEqual({ y: "2", z: "3" });
  });

  it("refuses a merge patch for a version that is no longer", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const { status, body } = await client.merge(`${path}/a`, {
      metadata: { resourceVersion: "1" },
      spec: { suspend: true },
    });
    expect({ status, reason: body.reason }).toEqual({ status: 409, reason: "Conflict" });
  });

  it("annotates to reconcile without a new generation", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const annotations = { "reconcile.fluxcd.io/requestedAt": "2026-01-01T00:00:00Z" };
    const { body } = await client.merge(`${path}/a?fieldManager=flux-client-side-apply`, { metadata: { annotations } });
    expect(body.metadata).toMatchObject({ annotations, generation: 1 });
    expect(body.metadata.managedFields[1] ?? body.metadata.managedFields[0]).toBeDefined();
    const gone = await client.merge(`${path}/a`, {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": null } },
    });
    expect(gone.body.metadata.annotations).toBeUndefined();
  });

  it("does a JSON patch as a whole or not at all", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const refused = await client.call("PATCH", `${path}/a`, {
      contentType: json,
      body: [
        { op: "replace", path: "/spec/path", value: "./other" },
        { op: "test", path: "/spec/prune", value: false },
      ],
    });
    expect({ status: refused.status, reason: refused.body.reason }).toEqual({ status: 422, reason: "Invalid" });
    expect((await client.get(`${path}/a`)).body.spec.path).toBe("./apps");
    const done = await client.call("PATCH", `${path}/a`, {
      contentType: json,
      body: [
        { op: "test", path: "/spec/prune", value: true },
        { op: "add", path: "/metadata/labels", value: {} },
        { op: "add", path: "/metadata/labels/a~1b", value: "c" },
        { op: "remove", path: "/spec/path" },
      ],
    });
    expect(done.body.metadata.labels).toEqual({ "a/b": "c" });
    expect(done.body.spec.path).toBeUndefined();
  });

  it("merges containers by their name in a strategic patch", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    const made = deployment("web", "example/web:1.0.0", { replicas: 0 });
    made.spec.template.spec.containers.push({
      name: "proxy",
      image: "example/proxy:1.0.0",
      env: [{ name: "A", value: "1" }],
    });
    await client.post(path, made);
    const patch = (containers: unknown[]) => ({ spec: { template: { spec: { containers } } } });
    const changed = await client.call("PATCH", `${path}/web`, {
      contentType: strategic,
      body: patch([{ name: "proxy", image: "example/proxy:2.0.0", env: [{ name: "B", value: "2" }] }]),
    });
    const containers = changed.body.spec.template.spec.containers;
    expect(containers.map(({ name, image }: { name: string; image: string }) => `${name} ${image}`).sort()).toEqual([
      "proxy example/proxy:2.0.0",
      "web example/web:1.0.0",
    ]);
    const proxy = containers.find(({ name }: { name: string }) => name === "proxy");
    expect(proxy.env.map(({ name }: { name: string }) => name).sort()).toEqual(["A", "B"]);
    const removed = await client.call("PATCH", `${path}/web`, {
      contentType: strategic,
      body: patch([{ name: "proxy", $patch: "delete" }]),
    });
    expect(removed.body.spec.template.spec.containers).toHaveLength(1);
  });

  it("knows no strategic patch of a custom resource", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const { status, body } = await client.call("PATCH", `${path}/a`, { contentType: strategic, body: { spec: {} } });
    expect({ status, reason: body.reason }).toEqual({ status: 415, reason: "UnsupportedMediaType" });
  });
}

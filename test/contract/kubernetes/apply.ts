import { expect, it } from "vitest";
import { deployment, type Ground, kustomization, kustomizations, owners } from "./ground.ts";

const applied = { "f:interval": {}, "f:path": {}, "f:prune": {}, "f:sourceRef": { "f:kind": {}, "f:name": {} } };

export function applyContract(ground: () => Ground): void {
  it("creates, and the manager owns what it applied, not the defaults", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { status, body } = await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    expect(status).toBe(201);
    expect(body.spec.force).toBe(false);
    expect(owners(body)).toEqual([{ manager: "one", operation: "Apply", fieldsV1: { "f:spec": applied } }]);
    const again = await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    expect(again.status).toBe(200);
    expect(again.body.metadata.generation).toBe(1);
    const third = await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    expect(third.body.metadata.resourceVersion).toBe(again.body.metadata.resourceVersion);
  });

  it("refuses to take a field from its owner, unless forced", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    const other = {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "a" },
      spec: { path: "./other" },
    };
    const refused = await client.apply(`${path}/a?fieldManager=two`, other);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      reason: "Conflict",
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.path',
      details: { causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".spec.path" }] },
    });
    const forced = await client.apply(`${path}/a?fieldManager=two&force=true`, other);
    expect(forced.body.spec.path).toBe("./other");
    const { "f:path": _given, ...left } = applied;
    expect(owners(forced.body)).toEqual([
      { manager: "one", operation: "Apply", fieldsV1: { "f:spec": left } },
      { manager: "two", operation: "Apply", fieldsV1: { "f:spec": { "f:path": {} } } },
    ]);
    const { spec: _spec, ...nothing } = other;
    const given = await client.apply(`${path}/a?fieldManager=two&force=true`, nothing);
    expect(given.body.spec.path).toBeUndefined();
    expect(owners(given.body).map(({ manager }) => manager)).toEqual(["one"]);
  });

  it("shares a field that two want alike", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    const shared = await client.apply(`${path}/a?fieldManager=two`, kustomization("a"));
    expect(shared.status).toBe(200);
    expect(owners(shared.body).map(({ manager }) => manager)).toEqual(["one", "two"]);
    const left = await client.apply(`${path}/a?fieldManager=one`, kustomization("a", { path: undefined }));
    expect(left.body.spec.path).toBe("./apps");
  });

  it("removes what the manager no longer applies", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const labelled = (labels: Record<string, string>) => ({
      ...kustomization("a", { suspend: true }),
      metadata: { name: "a", labels },
    });
    await client.apply(`${path}/a?fieldManager=one`, labelled({ x: "1", y: "2" }));
    const { body } = await client.apply(`${path}/a?fieldManager=one`, {
      ...kustomization("a"),
      metadata: { name: "a", labels: { y: "2" } },
    });
    expect(body.metadata.labels).toEqual({ y: "2" });
    expect(body.spec.suspend).toBeUndefined();
    expect(body.metadata.generation).toBe(2);
  });

  it("notices a hand that changed what was applied", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    const config = deployment("web", "example/web:1.0.0", { replicas: 0 });
    await client.apply(`${path}/web?fieldManager=kustomize-controller`, config);
    await client.merge(`${path}/web?fieldManager=hand`, { spec: { minReadySeconds: 3 } });
    const same = await client.apply(`${path}/web?fieldManager=kustomize-controller`, config);
    expect(same.body.spec.minReadySeconds).toBe(3);
    await client.merge(`${path}/web?fieldManager=hand`, { spec: { replicas: 1 } });
    const refused = await client.apply(`${path}/web?fieldManager=kustomize-controller`, config);
    expect(refused.status).toBe(409);
    expect(refused.body.details.causes).toEqual([
      { reason: "FieldManagerConflict", message: 'conflict with "hand" using apps/v1', field: ".spec.replicas" },
    ]);
    const forced = await client.apply(`${path}/web?fieldManager=kustomize-controller&force=true`, config);
    expect(forced.body.spec.replicas).toBe(0);
  });

  it("merges lists of containers by name and owns them by key", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    const config = deployment("web", "example/web:1.0.0", { replicas: 0 });
    const { body } = await client.apply(`${path}/web?fieldManager=one`, config);
    const owned = owners(body)[0].fieldsV1["f:spec"];
    expect(owned["f:selector"]).toEqual({});
    expect(owned["f:template"]["f:spec"]["f:containers"]).toEqual({
      'k:{"name":"web"}': { ".": {}, "f:image": {}, "f:name": {} },
    });
    const side = deployment("web", "x", {});
    side.spec = { template: { spec: { containers: [{ name: "proxy", image: "example/proxy:1.0.0" }] } } };
    const both = await client.apply(`${path}/web?fieldManager=two`, side);
    expect(both.body.spec.template.spec.containers.map(({ name }: { name: string }) => name)).toEqual(["web", "proxy"]);
    const without = await client.apply(`${path}/web?fieldManager=two`, { ...side, spec: {} });
    expect(without.body.spec.template.spec.containers.map(({ name }: { name: string }) => name)).toEqual(["web"]);
  });

  it("shows what would be in a dry run", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { body: live } = await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    const { status, body } = await client.apply(
      `${path}/a?fieldManager=one&dryRun=All`,
      kustomization("a", { path: "./dry" }),
    );
    expect({ status, path: body.spec.path, generation: body.metadata.generation }).toEqual({
      status: 200,
      path: "./dry",
      generation: 2,
    });
    expect(body.metadata.resourceVersion).toBe(live.metadata.resourceVersion);
    expect((await client.get(`${path}/a`)).body.spec.path).toBe("./apps");
    const born = await client.apply(`${path}/b?fieldManager=one&dryRun=All`, kustomization("b"));
    expect(born.status).toBe(201);
    expect((await client.get(`${path}/b`)).status).toBe(404);
  });

  it("applies a status by its subresource", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.apply(`${path}/a?fieldManager=one`, kustomization("a"));
    const head = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "a" } };
    const { body } = await client.apply(`${path}/a/status?fieldManager=controller&force=true`, {
      ...head,
      status: { lastAppliedRevision: "x" },
    });
    expect(body.status.lastAppliedRevision).toBe("x");
    expect(owners(body)).toContainEqual({
      manager: "controller",
      operation: "Apply",
      subresource: "status",
      fieldsV1: { "f:status": { "f:lastAppliedRevision": {} } },
    });
  });

  it("wants to know who applies", async () => {
    const { client, space } = ground();
    const { status, body } = await client.apply(`${kustomizations(await space())}/a`, kustomization("a"));
    expect({ status, message: body.message }).toEqual({
      status: 422,
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    });
  });

  it("takes YAML", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps/a?fieldManager=one`;
    const raw = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: '1'\n";
    const { status, body } = await client.call("PATCH", path, { raw, contentType: "application/apply-patch+yaml" });
    expect({ status, data: body.data }).toEqual({ status: 201, data: { x: "1" } });
  });
}

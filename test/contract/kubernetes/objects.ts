import { expect, it } from "vitest";
import { configMap, deployment, type Ground, kustomization, kustomizations } from "./ground.ts";

export function objectContract(ground: () => Ground): void {
  it("creates, gives, and says who made it", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const made = await client.post(path, kustomization("a"));
    expect(made.status).toBe(201);
    expect(made.body.metadata).toMatchObject({
      name: "a",
      generation: 1,
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      managedFields: [{ manager: "contract", operation: "Update", fieldsType: "FieldsV1" }],
    });
    expect((await client.get(`${path}/a`)).body).toEqual(made.body);
  });

  it("makes a name from generateName", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    const { body } = await client.post(path, { metadata: { generateName: "some-" } });
    expect(body.metadata.name).toMatch(/^some-[a-z0-9]{5}$/);
    expect(body.metadata.generateName).toBe("some-");
  });

  it("refuses a name that is taken, in the words of Kubernetes", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const again = await client.post(path, kustomization("a"));
    expect(again.status).toBe(409);
    expect(again.body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: 'kustomizations.kustomize.toolkit.fluxcd.io "a" already exists',
      reason: "AlreadyExists",
      details: { name: "a", group: "kustomize.toolkit.fluxcd.io", kind: "kustomizations" },
      code: 409,
    });
  });

  it("knows what is not there, and namespaces that are not", async () => {
    const { client, space } = ground();
    const missing = await client.get(`/api/v1/namespaces/${await space()}/configmaps/nobody`);
    expect(missing.status).toBe(404);
    expect(missing.body).toMatchObject({ reason: "NotFound", message: 'configmaps "nobody" not found' });
    const nowhere = await client.post("/api/v1/namespaces/nowhere/configmaps", configMap("a"));
    expect(nowhere.status).toBe(404);
    expect(nowhere.body.message).toBe('namespaces "nowhere" not found');
  });

  it("refuses an update of a version that is no longer", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { body: first } = await client.post(path, kustomization("a"));
    const { body: second } = await client.put(`${path}/a`, { ...first, spec: { ...first.spec, suspend: true } });
    expect(second.metadata.generation).toBe(2);
    const stale = await client.put(`${path}/a`, { ...first, spec: { ...first.spec, path: "./b" } });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ reason: "Conflict", details: { name: "a", kind: "kustomizations" } });
    expect(stale.body.message).toContain("the object has been modified");
    const blind = await client.put(`${path}/a`, kustomization("a"));
    expect(blind.status).toBe(422);
    expect(blind.body.details.causes[0].field).toBe("metadata.resourceVersion");
  });

  it("takes an unconditional update of its own kinds", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    await client.post(path, configMap("a", { x: "1" }));
    const { status, body } = await client.put(`${path}/a`, configMap("a", { x: "2" }));
    expect({ status, data: body.data }).toEqual({ status: 200, data: { x: "2" } });
  });

  it("changes nothing, not even the version, when nothing changed", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    // The first write after the creation keeps the status' defaults, which the creation did not.
    const { body: first } = await client.merge(`${path}/a`, { spec: { path: "./apps" } });
    const { body: same } = await client.merge(`${path}/a`, { spec: { path: "./apps" } });
    expect(same.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const { body: put } = await client.put(`${path}/a`, first);
    expect(put.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it("counts generations by what is wanted, not by labels or status", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    await client.post(path, deployment("web", "example/web:1.0.0", { replicas: 0 }));
    const labelled = await client.merge(`${path}/web`, { metadata: { labels: { team: "shop" } } });
    expect(labelled.body.metadata.generation).toBe(1);
    const changed = await client.merge(`${path}/web`, { spec: { minReadySeconds: 1 } });
    expect(changed.body.metadata.generation).toBe(2);
  });

  it("keeps the status apart", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, { ...kustomization("a"), status: { lastAppliedRevision: "x" } });
    const main = await client.merge(`${path}/a`, { status: { lastAppliedRevision: "y" } });
    expect(main.body.status).toEqual({ observedGeneration: -1 });
    const status = { observedGeneration: 1, lastAppliedRevision: "main@sha1:0123" };
    const sub = await client.merge(`${path}/a/status?fieldManager=kustomize-controller`, {
      status,
      spec: { suspend: true },
    });
    expect(sub.body.status).toEqual(status);
    expect(sub.body.spec.suspend).toBeUndefined();
    expect(sub.body.metadata.generation).toBe(1);
    const entry = sub.body.metadata.managedFields.find(({ subresource }: { subresource?: string }) => subresource);
    expect(entry).toMatchObject({ manager: "kustomize-controller", operation: "Update", subresource: "status" });
  });

  it("tries without doing when asked for a dry run", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const tried = await client.post(`${path}?dryRun=All`, kustomization("a"));
    expect(tried.status).toBe(201);
    expect((await client.get(`${path}/a`)).status).toBe(404);
    await client.post(path, kustomization("a"));
    const patched = await client.merge(`${path}/a?dryRun=All`, { spec: { suspend: true } });
    expect(patched.body.spec.suspend).toBe(true);
    expect((await client.get(`${path}/a`)).body.spec.suspend).toBeUndefined();
    await client.delete(`${path}/a?dryRun=All`);
    expect((await client.get(`${path}/a`)).status).toBe(200);
  });

  it("encodes what a Secret is given as text", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/secrets`;
    const { body } = await client.post(path, { metadata: { name: "a" }, stringData: { word: "open" } });
    expect(body).toMatchObject({ type: "Opaque", data: { word: Buffer.from("open").toString("base64") } });
    expect(body.stringData).toBeUndefined();
  });

  it("scales by the subresource", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    await client.post(path, deployment("web", "example/web:1.0.0", { replicas: 0 }));
    const scaled = await client.merge(`${path}/web/scale`, { spec: { replicas: 1 } });
    expect(scaled.body).toMatchObject({ kind: "Scale", apiVersion: "autoscaling/v1", spec: { replicas: 1 } });
    expect((await client.get(`${path}/web`)).body.spec.replicas).toBe(1);
  });

  it("names what it cannot read", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const broken = await client.call("POST", path, { raw: "{" });
    expect(broken.body).toMatchObject({ code: 400, reason: "BadRequest" });
    expect((await client.call("POST", path, { raw: "x", contentType: "text/plain" })).status).toBe(415);
    expect((await client.get(path, { accept: "text/html" })).status).toBe(406);
  });
}

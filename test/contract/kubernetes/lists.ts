import { expect, it } from "vitest";
import type { Json } from "./client.ts";
import { configMap, flux, type Ground, kustomization, kustomizations } from "./ground.ts";

const names = (body: Json) => body.items.map((item: Json) => item.metadata.name);

async function eleven(ground: Ground): Promise<string> {
  const path = kustomizations(await ground.space());
  for (let i = 0; i < 11; i++) {
    const name = `page-${String(i).padStart(2, "0")}`;
    await ground.client.post(path, {
      ...kustomization(name),
      metadata: { name, labels: { odd: String(i % 2 === 1) } },
    });
  }
  return path;
}

export function listContract(ground: () => Ground): void {
  it("lists in the order of names, with the version of the list", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    expect((await client.get(path)).body.items).toEqual([]);
    await client.post(path, kustomization("b"));
    const { body: last } = await client.post(path, kustomization("a"));
    const { body } = await client.get(path);
    expect(body).toMatchObject({ kind: "KustomizationList", apiVersion: "kustomize.toolkit.fluxcd.io/v1" });
    expect(names(body)).toEqual(["a", "b"]);
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(last.metadata.resourceVersion));
    expect(body.items[0]).toMatchObject({ kind: "Kustomization", apiVersion: "kustomize.toolkit.fluxcd.io/v1" });
  });

  it("leaves kind and version of its own kinds to the list", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    await client.post(path, configMap("a"));
    const { body } = await client.get(path);
    expect(body).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(Object.keys(body.items[0])).not.toContain("kind");
  });

  it("gives pages that are all of the moment of the first", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const first = (await client.get(`${path}?limit=5`)).body;
    expect(names(first)).toHaveLength(5);
    expect(first.metadata.remainingItemCount).toBe(6);
    await client.delete(`${path}/page-07`);
    await client.post(path, kustomization("page-06a"));
    await client.merge(`${path}/page-08`, { spec: { suspend: true } });
    const second = (await client.get(`${path}?limit=5&continue=${first.metadata.continue}`)).body;
    expect(names(second)).toEqual(["page-05", "page-06", "page-07", "page-08", "page-09"]);
    expect(second.items[3].spec.suspend).toBeUndefined();
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const third = (await client.get(`${path}?limit=5&continue=${second.metadata.continue}`)).body;
    expect(names(third)).toEqual(["page-10"]);
    expect(third.metadata.continue ?? "").toBe("");
    const now = (await client.get(path)).body;
    expect(names(now)).toContain("page-06a");
    expect(names(now)).not.toContain("page-07");
  });

  it("goes over the whole cluster in pages", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const space = path.split("/").at(-2);
    const seen: string[] = [];
    let token = "";
    do {
      const { body } = await client.get(`${flux}/kustomizations?limit=4&continue=${token}`);
      seen.push(
        ...body.items.filter((item: Json) => item.metadata.namespace === space).map((item: Json) => item.metadata.name),
      );
      token = body.metadata.continue ?? "";
    } while (token);
    expect(seen).toHaveLength(11);
    expect(new Set(seen).size).toBe(11);
  });

  it("refuses a token that nobody gave", async () => {
    const { client, space } = ground();
    const { status, body } = await client.get(`${kustomizations(await space())}?limit=5&continue=abc`);
    expect({ status, reason: body.reason }).toEqual({ status: 400, reason: "BadRequest" });
  });

  it("lists at an exact version, and says when a version is not there yet", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const { metadata } = (await client.get(path)).body;
    await client.delete(`${path}/page-00`);
    const { body } = await client.get(`${path}?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`);
    expect(names(body)).toContain("page-00");
    const early = await client.get(`${path}?resourceVersion=99999999&resourceVersionMatch=NotOlderThan`);
    expect(early.status).toBe(504);
    expect(early.body).toMatchObject({ reason: "Timeout", details: { retryAfterSeconds: 1 } });
    expect(early.body.details.causes[0].reason).toBe("ResourceVersionTooLarge");
  });

  it.each([
    ["odd=true", 5],
    ["odd!=true", 6],
    ["odd in (true,false)", 11],
    ["odd notin (true)", 6],
    ["odd", 11],
    ["!odd", 0],
    ["odd=true,!other", 5],
  ])("selects by the label %s", async (selector, count) => {
    const { client } = ground();
    const path = await eleven(ground());
    const { body } = await client.get(`${path}?labelSelector=${encodeURIComponent(selector)}`);
    expect(body.items).toHaveLength(count);
  });

  it("selects by the fields it knows and refuses others", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    expect(names((await client.get(`${path}?fieldSelector=metadata.name%3Dpage-03`)).body)).toEqual(["page-03"]);
    const space = path.split("/").at(-2);
    const all = await client.get(`${flux}/kustomizations?fieldSelector=metadata.namespace%3D${space}`);
    expect(all.body.items).toHaveLength(11);
    const other = await client.get(`${path}?fieldSelector=spec.path%3Da`);
    expect({ status: other.status, message: other.body.message }).toEqual({
      status: 400,
      message: "field label not supported: spec.path",
    });
  });

  it("gives metadata only when asked", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const { body } = await client.get(`${path}?limit=2`, { accept });
    expect(body).toMatchObject({ kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" });
    expect(Object.keys(body.items[0]).sort()).toEqual(["apiVersion", "kind", "metadata"]);
    expect(body.metadata).toMatchObject({ remainingItemCount: 9, continue: expect.any(String) });
    const one = await client.get(`${path}/page-00`, {
      accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
    });
    expect(one.body).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "page-00" } });
  });

  it("draws a table when asked", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const { body } = await client.get(`${path}?limit=2`, { accept: "application/json;as=Table;g=meta.k8s.io;v=v1" });
    expect(body.kind).toBe("Table");
    expect(body.columnDefinitions.map((column: Json) => column.name)).toEqual(["Name", "Age", "Ready", "Status"]);
    expect(body.rows[0].cells[0]).toBe("page-00");
    expect(body.rows[0].object.kind).toBe("PartialObjectMetadata");
  });

  it("deletes a selection at once", async () => {
    const { client } = ground();
    const path = await eleven(ground());
    const { status } = await client.delete(`${path}?labelSelector=odd%3Dtrue`);
    expect(status).toBe(200);
    await client.until(path, (body) => body.items.length === 6);
  });
}

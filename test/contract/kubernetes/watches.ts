import { expect, it } from "vitest";
import { configMap, flux, type Ground, kustomization, kustomizations } from "./ground.ts";

const shown = ({ type, object }: { type: string; object: { metadata: { name?: string } } }) =>
  `${type} ${object.metadata.name ?? ""}`.trim();

export function watchContract(ground: () => Ground): void {
  it("tells what happened since a list, in order", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { metadata } = (await client.get(path)).body;
    await client.post(path, kustomization("a"));
    const watching = await client.watch(`${path}?resourceVersion=${metadata.resourceVersion}&timeoutSeconds=20`);
    await client.merge(`${path}/a`, { spec: { suspend: true } });
    await client.delete(`${path}/a`);
    const events = await watching.until(({ type }) => type === "DELETED");
    watching.close();
    expect(events.map(shown)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
    expect(events[0]?.object).toMatchObject({ kind: "Kustomization", apiVersion: "kustomize.toolkit.fluxcd.io/v1" });
  });

  it("names kind and version of its own kinds in events", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    const { metadata } = (await client.get(path)).body;
    await client.post(path, configMap("a"));
    const watching = await client.watch(`${path}?resourceVersion=${metadata.resourceVersion}&timeoutSeconds=20`);
    const event = (await watching.until(({ object }) => object.metadata.name === "a")).at(-1);
    watching.close();
    expect(event?.object).toMatchObject({ kind: "ConfigMap", apiVersion: "v1" });
  });

  it("begins with what there is when no version is given", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("b"));
    await client.post(path, kustomization("a"));
    const events = await (await client.watch(`${path}?timeoutSeconds=1`)).rest();
    expect(events.map(shown)).toEqual(["ADDED a", "ADDED b"]);
  });

  it("ends after the time it was given, with a bookmark shortly before", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const { metadata } = (await client.get(path)).body;
    const query = `resourceVersion=${metadata.resourceVersion}&allowWatchBookmarks=true&timeoutSeconds=5`;
    const watching = await client.watch(`${path}?${query}`);
    await client.post(path, kustomization("a"));
    const events = await watching.rest();
    // One or two: the real server's clock for them ticks by itself.
    expect([...new Set(events.map(shown))]).toEqual(["ADDED a", "BOOKMARK"]);
    const { object } = events.at(-1) ?? {};
    expect(object).toMatchObject({ kind: "Kustomization", apiVersion: "kustomize.toolkit.fluxcd.io/v1" });
    expect(Number(object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
  });

  it("can stream the list itself, ended by a bookmark", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    await client.post(path, kustomization("a"));
    const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=20";
    const watching = await client.watch(`${path}?${query}`);
    const events = await watching.until(({ type }) => type === "BOOKMARK");
    expect(events.map(shown)).toEqual(["ADDED a", "BOOKMARK"]);
    expect(events.at(-1)?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
    await client.post(path, kustomization("b"));
    expect((await watching.until(({ type }) => type === "ADDED")).map(shown)).toEqual(["ADDED b"]);
    watching.close();
  });

  it("answers a version that is too old by an error event with 410", async () => {
    const { client } = ground();
    const watching = await client.watch(`${flux}/kustomizations?resourceVersion=1&timeoutSeconds=5`);
    expect(watching.status).toBe(200);
    const event = await watching.next();
    expect(event).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });
    expect(await watching.next()).toBeUndefined();
  });

  it("shows an object that leaves the selection as deleted", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    const { metadata } = (await client.get(path)).body;
    const query = `labelSelector=on&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=20`;
    const watching = await client.watch(`${path}?${query}`);
    await client.post(path, configMap("a"));
    await client.merge(`${path}/a`, { metadata: { labels: { on: "yes" } } });
    await client.merge(`${path}/a`, { data: { x: "1" } });
    await client.merge(`${path}/a`, { metadata: { labels: null } });
    const events = await watching.until(({ type }) => type === "DELETED");
    watching.close();
    expect(events.map(shown)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    expect(events.at(-1)?.object.metadata.labels).toEqual({ on: "yes" });
  });

  it("watches one object by its name", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    const { metadata } = (await client.get(path)).body;
    const query = `fieldSelector=metadata.name%3Db&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=20`;
    const watching = await client.watch(`${path}?${query}`);
    await client.post(path, configMap("a"));
    await client.post(path, configMap("b"));
    expect((await watching.until(({ type }) => type === "ADDED")).map(shown)).toEqual(["ADDED b"]);
    watching.close();
  });

  it("streams metadata only when asked", async () => {
    const { client, space } = ground();
    const path = `/api/v1/namespaces/${await space()}/configmaps`;
    await client.post(path, configMap("a", { x: "1" }));
    const accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    const events = await (
      await client.watch(`${path}?fieldSelector=metadata.name%3Da&timeoutSeconds=1`, { accept })
    ).rest();
    expect(events[0]?.object).toMatchObject({ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" });
    expect(events[0]?.object.data).toBeUndefined();
  });
}

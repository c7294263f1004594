import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Registry, startRegistry } from "./main.ts";
import { publishArtifact, publishChart, publishImage } from "./publish.ts";
import { digestOf } from "./store.ts";
import { pack, unpack } from "./tar.ts";

let dataDir: string;
let registry: Registry;
const origin = {
  source: "https://github.example.com/acme/shop",
  revision: "main@sha1:abc",
  created: new Date("2026-11-01T10:00:00Z"),
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "registry-"));
  registry = await startRegistry({ dataDir });
});
afterEach(async () => {
  await registry.close();
  rmSync(dataDir, { recursive: true });
});

const call = (path: string, init?: RequestInit) => fetch(registry.url + path, init);

async function upload(repository: string, bytes: Buffer): Promise<Response> {
  const begun = await call(`/v2/${repository}/blobs/uploads/`, { method: "POST" });
  const at = begun.headers.get("location") ?? "";
  await call(at, { method: "PATCH", body: new Uint8Array(bytes.subarray(0, 3)), headers: { "content-range": "0-2" } });
  return call(`${at}?digest=${digestOf(bytes)}`, { method: "PUT", body: new Uint8Array(bytes.subarray(3)) });
}

describe("the registry", () => {
  it("hands out tags page by page, with a link to the next", async () => {
    for (const tag of ["1.0.0", "1.1.0", "1.2.0"]) publishImage(registry.store, "acme/shop", tag, origin);
    const first = await call("/v2/acme/shop/tags/list?n=2");
    expect(await first.json()).toEqual({ name: "acme/shop", tags: ["1.0.0", "1.1.0"] });
    const next = /<(.*)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await call(next);
    expect(await second.json()).toEqual({ name: "acme/shop", tags: ["1.2.0"] });
    expect(second.headers.get("link")).toBeNull();
  });

  it("takes a blob in pieces and a manifest that names it, by tag and by digest", async () => {
    const bytes = Buffer.from("hello world");
    const put = await upload("a/b", bytes);
    expect(put.status).toBe(201);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      layers: [{ mediaType: "text/plain", digest: digestOf(bytes), size: 11 }],
    });
    const tagged = await call("/v2/a/b/manifests/v1", {
      method: "PUT",
      body: manifest,
      headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
    });
    expect(tagged.status).toBe(201);
    const digest = tagged.headers.get("docker-content-digest") ?? "";
    const head = await call(`/v2/a/b/manifests/${digest}`, { method: "HEAD" });
    expect(head.headers.get("content-type")).toBe("application/vnd.oci.image.manifest.v1+json");
    expect(await (await call(`/v2/a/b/blobs/${digestOf(bytes)}`)).text()).toBe("hello world");
  });

  it("refuses a blob whose digest is another, and a manifest that names what is not there", async () => {
    const begun = await call("/v2/a/b/blobs/uploads/", { method: "POST" });
    const wrong = await call(`${begun.headers.get("location")}?digest=sha256:${"0".repeat(64)}`, {
      method: "PUT",
      body: "x",
    });
    expect(wrong.status).toBe(400);
    const body = JSON.stringify({ layers: [{ digest: digestOf(Buffer.from("nowhere")) }] });
    const unknown = await call("/v2/a/b/manifests/v1", { method: "PUT", body });
    expect([unknown.status, (await unknown.json()).errors[0].code]).toEqual([404, "MANIFEST_BLOB_UNKNOWN"]);
  });

  it("says what it does not know", async () => {
    expect((await call("/v2/nobody/tags/list")).status).toBe(404);
    publishImage(registry.store, "acme/shop", "1.0.0", origin);
    const answer = await call("/v2/acme/shop/manifests/9.9.9");
    expect((await answer.json()).errors[0].code).toBe("MANIFEST_UNKNOWN");
  });

  it("moves and deletes a tag without losing the digest it named", async () => {
    const first = publishArtifact(registry.store, "flux/platform", "1.0.0", { "a.yaml": "a: 1\n" }, origin);
    const second = publishArtifact(registry.store, "flux/platform", "1.0.0", { "a.yaml": "a: 2\n" }, origin);
    expect(second).not.toBe(first);
    expect((await call(`/v2/flux/platform/manifests/${first}`)).status).toBe(200);
    expect((await call("/v2/flux/platform/manifests/1.0.0", { method: "DELETE" })).status).toBe(202);
    expect((await call("/v2/flux/platform/manifests/1.0.0")).status).toBe(404);
  });

  it("keeps everything over a restart", async () => {
    publishChart(registry.store, "charts/shop", { name: "shop", version: "1.0.0+build" }, origin);
    await registry.close();
    registry = await startRegistry({ dataDir });
    const manifest = await (await call("/v2/charts/shop/manifests/1.0.0_build")).json();
    expect(manifest.config.mediaType).toBe("application/vnd.cncf.helm.config.v1+json");
    expect(manifest.annotations["org.opencontainers.image.revision"]).toBe("main@sha1:abc");
  });

  it("lists what refers to a manifest", async () => {
    const image = publishImage(registry.store, "acme/shop", "1.0.0", origin);
    const body = JSON.stringify({ schemaVersion: 2, artifactType: "application/example", subject: { digest: image } });
    await call("/v2/acme/shop/manifests/signature", { method: "PUT", body });
    const index = await (await call(`/v2/acme/shop/referrers/${image}`)).json();
    expect(index.manifests).toMatchObject([{ artifactType: "application/example" }]);
  });

  it("sends a client that shows nothing to the token endpoint, and lets it in with the token", async () => {
    await registry.close();
    registry = await startRegistry({ dataDir, access: { kind: "bearer", users: { robot: "secret" } } });
    const refused = await call("/v2/acme/shop/tags/list");
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get("www-authenticate") ?? "";
    expect(challenge).toContain('scope="repository:acme/shop:pull"');
    const realm = /realm="([^"]+)"/.exec(challenge)?.[1] ?? "";
    expect((await fetch(realm)).status).toBe(401);
    const given = await fetch(realm, { headers: { authorization: `Basic ${btoa("robot:secret")}` } });
    const { token } = await given.json();
    expect((await call("/v2/", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });
});

describe("an archive", () => {
  it("comes out as it went in, long names too", () => {
    const files = { [`${"folder/".repeat(16)}file.yaml`]: "a: 1\n", "b.yaml": "", "c/d.yaml": "x".repeat(513) };
    expect(unpack(pack(files))).toEqual(files);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, connect } from "./flux/api.ts";
import { accessOf } from "./flux/kubeconfig.ts";
import type { KubeObject } from "./flux/objects.ts";
import { type Playground, startPlayground } from "./main.ts";

type Running = {
  spec: { template: { spec: { containers: { image: string }[] } } };
  status: { readyReplicas?: number };
};

describe("the playground", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "playground-"));
  let playground: Playground;
  let development: Api;

  beforeAll(async () => {
    playground = await startPlayground({ dataDir, podMs: 200 });
    development = connect(accessOf(playground.clusters[0]?.kubeconfig ?? ""));
  });
  afterAll(async () => {
    development?.close();
    await playground?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${playground.control.url}/_playground${path}`, { method, body: body ? JSON.stringify(body) : undefined });

  /** What runs, and how many of it: `4.13.0 1`. */
  async function runs(namespace: string, name: string): Promise<string> {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
    const found = (await development.get(path).catch(() => undefined)) as (KubeObject & Running) | undefined;
    const image = found?.spec.template.spec.containers[0]?.image ?? "";
    return `${image.slice(image.lastIndexOf(":") + 1)} ${found?.status.readyReplicas ?? 0}`;
  }
  const soon = { timeout: 50_000, interval: 200 };

  it("writes down what Sluice is given", () => {
    const told = JSON.parse(readFileSync(join(dataDir, "playground.json"), "utf8"));
    expect(told.env).toMatchObject({ GITHUB_API_URL: playground.github.apiUrl, GITHUB_TOKEN: playground.github.token });
    expect(told.accounts.map((a: { role: string }) => a.role)).toEqual([
      "viewer",
      "developer",
      "approver",
      "release-manager",
      "admin",
    ]);
    expect(told.clusters).toHaveLength(4);
  });

  it("runs on development what its repository says, in every form of writing it", async () => {
    await expect.poll(() => runs("cart", "checkout"), soon).toBe("4.13.0 1");
    await expect.poll(() => runs("cart", "payments"), soon).toBe("3.8.0-rc.1 1");
    await expect.poll(() => runs("browse", "search"), soon).toBe("1.34.0 1");
    await expect.poll(() => runs("browse", "storefront"), soon).toBe("7.4.0 2");
    await expect.poll(() => runs("platform", "notifier"), soon).toBe("0.20.0 2");
    await expect.poll(() => runs("platform", "ingress-nginx"), soon).toBe("4.13.2 2");
  });

  it("has a second repository on the same clusters, which says versions in harder ways", async () => {
    await expect.poll(() => runs("warehouse", "orders"), soon).toBe("5.3.0 1");
    await expect.poll(() => runs("warehouse", "labels"), soon).toBe("2.5.0 1");
    await expect.poll(() => runs("warehouse", "ledger"), soon).toBe("3.1.0 1");
    await expect.poll(() => runs("warehouse", "scanner"), soon).toBe("1.9.0 1");
    await expect.poll(() => runs("warehouse", "reports"), soon).toBe("0.9.5 1");
  });

  it("brings a new release from a tag to development", async () => {
    const made = await control("POST", "/releases", { service: "search", titles: ["Find what was meant"] });
    expect(await made.json()).toMatchObject({ version: "1.35.0" });
    await expect.poll(() => runs("browse", "search"), soon).toBe("1.35.0 1");
  });

  it("lets Sluice read, and change nothing but what it may", async () => {
    const namespaces = (await development.get("/api/v1/namespaces")) as unknown as { items: unknown[] };
    expect(namespaces.items.length).toBeGreaterThan(3);
    await expect(development.get("/api/v1/namespaces/flux-system/secrets")).rejects.toThrow(/forbidden/);
    const deployment = "/apis/apps/v1/namespaces/browse/deployments/search";
    await expect(development.merge(deployment, { spec: { replicas: 9 } })).rejects.toThrow(/forbidden/);
  });

  it("is the same after a restart", async () => {
    const before = playground;
    await playground.close();
    playground = await startPlayground({ dataDir, podMs: 200 });
    expect(playground.env).toEqual(before.env);
    await expect.poll(() => runs("browse", "search"), soon).toBe("1.35.0 1");
  });
});

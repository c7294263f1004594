import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { system } from "../../../lib/domain/permissions.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { readRepository } from "../../../lib/usecases/read-repository.ts";
import { takePoke } from "../../../lib/usecases/take-poke.ts";
import { type Host, startHost, sync, workload } from "./host.ts";

/** Two of one name: what adoption tells apart, and what a push brings later. */
let host: Host;

beforeAll(async () => {
  host = await startHost();
  for (const login of ["beta", "gamma"])
    await host.github.seed.createOrganization({ login, members: { "sluice-bot": "admin" } });
}, 120_000);

afterAll(() => host?.close(), 60_000);

async function make(fullName: string, clusters: Record<string, string>): Promise<void> {
  const [owner = "", name = ""] = fullName.split("/");
  await host.github.seed.createRepository({ owner, name, collaborators: { "sluice-bot": "push" } });
  await push(fullName, clusters);
}

async function push(fullName: string, clusters: Record<string, string>): Promise<void> {
  const files = Object.entries(clusters).flatMap(([cluster, app]) => [
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`, sync(fullName.split("/")[1] ?? "", cluster)],
    [`clusters/${cluster}/${app}.yaml`, workload(app)],
  ]);
  const commit = { branch: "main", files: Object.fromEntries(files), message: "More", author: "sluice-bot" };
  await host.github.seed.commit(fullName, commit);
}

const adopt = async (fullName: string) =>
  expect(
    await adoptRepository(host.wired, system, {
      connectionId: host.connectionId,
      fullName,
      branch: "main",
      corrections: {},
    }),
  ).toMatchObject({ ok: true });

async function servicesOf(fullName: string): Promise<string[]> {
  const rows = await host.wired.store.read.repositories();
  const id = rows.find((row) => row.fullName === fullName)?.id ?? "";
  const deployments = await host.wired.store.read.deployments({ repositoryId: id });
  return deployments.map(({ cluster, service }) => `${service} on ${cluster}`).sort();
}

describe("two of one name", () => {
  it("are three services in three repositories, of which two are called the same", async () => {
    await make("acme/fleet", { production: "web" });
    await make("beta/fleet", { live: "web" });
    await make("gamma/fleet", { world: "web" });
    for (const name of ["acme/fleet", "beta/fleet", "gamma/fleet"]) await adopt(name);
    expect(await servicesOf("acme/fleet")).toEqual(["web on production"]);
    expect(await servicesOf("beta/fleet")).toEqual(["web.fleet on live"]);
    expect(await servicesOf("gamma/fleet")).toEqual(["web.gamma-fleet on world"]);
  });

  it("are two clusters of a repository, when a push brings one of the name that the other was given", async () => {
    await make("acme/shop", { production: "cart" });
    await adopt("acme/shop");
    expect(await servicesOf("acme/shop")).toEqual(["cart on shop-production"]);
    await push("acme/shop", { "shop-production": "cart" });
    await readRepository(host.wired, { repository: "acme/shop" });
    expect(await servicesOf("acme/shop")).toEqual(["cart on shop-production", "cart on shop-shop-production"]);
  });

  it("are two clusters, and two services, when a push brings what another repository has", async () => {
    await push("acme/shop", { live: "web" });
    await readRepository(host.wired, { repository: "acme/shop" });
    expect(await servicesOf("acme/shop")).toContain("web.shop on shop-live");
    expect(await servicesOf("beta/fleet")).toEqual(["web.fleet on live"]);
    const [record] = await host.wired.store.read.auditRecords({ to: "acme/shop", limit: 1 });
    expect(record).toMatchObject({ did: "repository.corrected", who: system.login });
  });

  it("are one repository, however its name is typed, and whoever pokes us for it", async () => {
    await adopt("ACME/Shop");
    const rows = await host.wired.store.read.repositories();
    expect(rows.map(({ fullName }) => fullName).sort()).toEqual([
      "acme/fleet",
      "acme/shop",
      "beta/fleet",
      "gamma/fleet",
    ]);
    const poke = { delivery: "one", repository: "Acme/SHOP", event: "push" };
    expect(await takePoke(host.wired, poke)).toBe("taken");
    expect(await host.wired.hosts.repository(host.connectionId, "Acme/Shop")).toEqual({
      fullName: "acme/shop",
      defaultBranch: "main",
    });
    expect(await host.wired.hosts.repository(host.connectionId, "acme/none")).toBeUndefined();
  });
});

import { expect, it } from "vitest";
import type { Deps } from "../ports/deps.ts";
import { Unavailable } from "../ports/failures.ts";
import { discoverReleases } from "./discover-releases.ts";

it("a registry that does not answer is told with the service, and asked again as late as one that does", async () => {
  const now = 1_700_000_000_000;
  const said: unknown[][] = [];
  const deps = {
    now: () => now,
    registry: {
      async tags() {
        throw new Unavailable("The registry r.example.com is not answering.");
      },
    },
    store: {
      read: {
        services: async () => [
          { id: "shop", name: "shop", kind: "chart", source: { kind: "oci", url: "oci://r/shop" } },
        ],
        releases: async () => [],
        deployments: async () => [],
      },
      transaction: async (work: (tx: object) => Promise<void>) =>
        work({ discovered: { trouble: async (...told: unknown[]) => void said.push(told) } }),
    },
  } as unknown as Deps;
  await expect(discoverReleases(deps, { service: "shop" })).rejects.toBeInstanceOf(Unavailable);
  expect(said).toEqual([["shop", "The registry r.example.com is not answering.", now]]);
});

it("a version that lies in two places is one release, of which each place tells what it knows", async () => {
  const now = 1_700_000_000_000;
  const saved: unknown[][] = [];
  const from = (url: string) => ({ id: url, found: { source: { kind: "oci", url } } });
  const deps = {
    now: () => now,
    registry: {
      tags: async (repository: string) => (repository.includes("mirror") ? ["1.1.0", "1.0.0"] : ["1.0.0"]),
      describe: async (repository: string, version: string) =>
        repository.includes("mirror") ? { version, digest: "sha256:1" } : { version, publishedAt: now - 5 },
    },
    store: {
      read: {
        services: async () => [{ id: "shop", name: "shop", kind: "chart" }],
        releases: async () => [],
        deployments: async () => [from("oci://origin/shop"), from("oci://mirror/shop")],
      },
      transaction: async (work: (tx: object) => Promise<void>) =>
        work({ discovered: { save: async (...rows: unknown[]) => saved.push(rows) && [] } }),
    },
  } as unknown as Deps;
  await discoverReleases(deps, { service: "shop" });
  expect(saved).toEqual([
    [
      "shop",
      [
        { version: "1.0.0", publishedAt: now - 5, digest: "sha256:1", foundAt: now, where: "origin/shop" },
        { version: "1.1.0", digest: "sha256:1", foundAt: now, where: "mirror/shop" },
      ],
      now,
    ],
  ]);
});

it("a registry that wants to be asked less often loses nothing that it has told", async () => {
  const saved: { version: string; digest?: string }[] = [];
  let left = 7;
  const deps = {
    now: () => 1_700_000_000_000,
    registry: {
      tags: async () => Array.from({ length: 60 }, (_, i) => `1.${i}.0`),
      describe: async (_: string, version: string) => {
        if (left-- <= 0) throw new Unavailable("The registry r.example.com answered 429.");
        return { version, digest: `sha256:${version}` };
      },
    },
    store: {
      read: {
        services: async () => [
          { id: "shop", name: "shop", kind: "image", source: { kind: "oci", url: "oci://r/shop" } },
        ],
        releases: async () => saved,
        deployments: async () => [],
      },
      transaction: async (work: (tx: object) => Promise<void>) =>
        work({
          discovered: {
            save: async (_: string, rows: typeof saved) => saved.splice(0, saved.length, ...rows) && [],
          },
        }),
    },
  } as unknown as Deps;
  const digests = () => saved.filter(({ digest }) => digest).length;
  await expect(discoverReleases(deps, { service: "shop" })).rejects.toThrow("answered 429");
  expect([saved.length, digests()]).toEqual([60, 7]);
  left = 20;
  await expect(discoverReleases(deps, { service: "shop" })).rejects.toThrow("answered 429");
  expect([saved.length, digests()]).toEqual([60, 22]);
  left = 100;
  await discoverReleases(deps, { service: "shop" });
  expect([saved.length, digests()]).toEqual([60, 40]);
});

/** A service whose releases come from one source, and what is stored of them. */
async function discovered(source: object, registry: object): Promise<Record<string, unknown>[]> {
  let saved: Record<string, unknown>[] = [];
  const deps = {
    now: () => Date.UTC(2026, 0, 1),
    registry,
    store: {
      read: {
        services: async () => [{ id: "shop", name: "shop", kind: "chart", source }],
        releases: async () => [],
        deployments: async () => [],
      },
      transaction: async (work: (tx: object) => Promise<void>) =>
        work({
          discovered: {
            save: async (_: string, rows: typeof saved) => {
              saved = rows;
              return [];
            },
          },
        }),
    },
  } as unknown as Deps;
  await discoverReleases(deps, { service: "shop" });
  return saved;
}

it("a release that was made at the beginning of an epoch, or in a year that never comes, was published nobody knows when", async () => {
  const times = {
    "1.0.0": Date.UTC(2025, 5, 1),
    "1.0.1": 0,
    "1.0.2": Date.parse("1980-01-01T00:00:01Z"),
    "1.0.3": Date.parse("0001-01-01T00:00:00Z"),
    "1.0.4": 8.64e15,
    "1.0.5": Number.NaN,
    "1.0.6": Date.UTC(2026, 0, 1, 12),
  };
  const found = await discovered(
    { kind: "helm-repository", url: "https://charts.example.com", chart: "shop" },
    { chartIndex: async () => Object.entries(times).map(([version, publishedAt]) => ({ version, publishedAt })) },
  );
  expect(found.flatMap(({ version, publishedAt }) => (publishedAt === undefined ? [] : [version]))).toEqual([
    "1.0.0",
    "1.0.6",
  ]);
  expect(found).toHaveLength(7);
});

it("a chart in a registry has the version that stands in a HelmRelease, not the tag that Helm makes of it", async () => {
  const registry = {
    tags: async () => ["1.2.0_build.7", "1.1.0"],
    describe: async (_: string, version: string) => ({ version, digest: `sha256:${version}` }),
  };
  const chart = { kind: "helm-repository", url: "oci://r.example.com/charts", chart: "shop" };
  expect(await discovered(chart, registry)).toMatchObject([
    { version: "1.2.0+build.7", digest: "sha256:1.2.0_build.7" },
    { version: "1.1.0" },
  ]);
  expect(await discovered({ kind: "oci", url: "oci://r.example.com/shop" }, registry)).toMatchObject([
    { version: "1.2.0_build.7" },
    { version: "1.1.0" },
  ]);
});

it("what no tool takes for a version is no release", async () => {
  const chartIndex = async () => ["1.0.0", "x".repeat(5000), "next"].map((version) => ({ version }));
  const source = { kind: "helm-repository", url: "https://charts.example.com", chart: "shop" };
  expect(await discovered(source, { chartIndex })).toMatchObject([{ version: "1.0.0" }]);
});

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

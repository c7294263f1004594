import { expect, it } from "vitest";
import type { Web } from "../deps.ts";
import { bringsOf } from "./brings.ts";

/** Releases of one repository, each with its version and commit. */
function web(releases: Record<string, [version: string, commit: string][]>): Web {
  return {
    store: {
      read: {
        connections: async () => [{ id: "gh", config: { webUrl: "https://git.example.com" } }],
        releases: async (service: string) =>
          releases[service]?.map(([version, commit]) => ({
            version,
            commit,
            sourceUrl: "https://git.example.com/acme/all",
          })),
      },
    },
    sources: { compare: async () => ({ commits: [], total: 3, url: "https://git.example.com/acme/all/compare" }) },
  } as unknown as Web;
}

it("two services that are made from the same commits are each told since which of their own versions", async () => {
  const all = web({
    shop: [
      ["1.4.0", "c1"],
      ["1.5.0", "c2"],
    ],
    cart: [
      ["2.0.0", "c1"],
      ["2.1.0", "c2"],
    ],
  });
  expect(await bringsOf(all, "shop", "1.4.0", "1.5.0")).toMatchObject({ since: "1.4.0", commits: 3 });
  expect(await bringsOf(all, "cart", "2.0.0", "2.1.0")).toMatchObject({ since: "2.0.0", commits: 3 });
});

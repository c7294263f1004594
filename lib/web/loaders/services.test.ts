import { expect, it } from "vitest";
import { aPlan, aPromotion } from "../../../test/fakes/promotion.ts";
import { aService } from "../../../test/fakes/service.ts";
import { loadService, loadServices, search } from "./services.ts";

const actor = { id: "dev", login: "dev", name: "dev", grants: [{ role: "viewer" as const }] };

const many = Array.from({ length: 1000 }, (_, i) => `1.${i}.0`);

it("a service with more releases than are shown says how many are left out, and leaves out none that runs", async () => {
  const shown = await loadService(await aService(many, "v1.3.0"), actor, "checkout");
  if (!shown.ok) throw new Error(shown.sentence);
  const { releases, olderReleases } = shown.value;
  expect(releases.slice(0, 2).map(({ version }) => version)).toEqual(["1.999.0", "1.998.0"]);
  expect(releases.at(-1)).toMatchObject({ version: "1.3.0", runsIn: [{ cluster: "production" }] });
  expect(releases).toHaveLength(201);
  expect(olderReleases).toBe(799);
});

it("a page of releases asks once which git hosts there are, and once what is verified", async () => {
  const web = await aService(many, "1.3.0");
  const rows = many.map((version) => ({
    service: "checkout",
    version,
    commit: `c${version}`,
    sourceUrl: "https://git.example.com/acme/checkout",
    foundAt: 1,
    where: "a registry",
  }));
  const asked: string[] = [];
  Object.assign(web.store.read, {
    releases: async () => rows,
    async connections() {
      asked.push("connections");
      return [{ id: "gh", config: { webUrl: "https://git.example.com" } }];
    },
    async verifications() {
      asked.push("verifications");
      return [{ service: "checkout", environment: "production", version: "v1.998.0", at: 1 }];
    },
  });
  Object.assign(web, { links: { commit: (of: { fullName: string }, commit: string) => `${of.fullName} ${commit}` } });
  const shown = await loadService(web, actor, "checkout");
  expect(shown).toMatchObject({
    value: {
      releases: expect.arrayContaining([
        expect.objectContaining({
          version: "1.998.0",
          commitUrl: "acme/checkout c1.998.0",
          verifiedIn: ["production"],
        }),
      ]),
    },
  });
  expect(asked.sort()).toEqual(["connections", "verifications"]);
});

it("a service of which all is shown says nothing of it", async () => {
  const shown = await loadService(await aService(many.slice(0, 200), "1.3.0"), actor, "checkout");
  expect(shown).toMatchObject({ ok: true, value: { releases: { length: 200 } } });
  expect(shown.ok && "olderReleases" in shown.value).toBe(false);
});

it("the newest of them stands in the list of services", async () => {
  const listed = await loadServices(await aService(many, "1.3.0"), actor);
  expect(listed).toMatchObject({
    value: { services: [{ latest: "1.999.0", runsIn: [{ cluster: "production", version: "1.3.0" }] }] },
  });
});

it("promotions into an environment that one may not see are told nowhere: not with the service, nor by their number", async () => {
  const web = await aService(many, "1.3.0");
  const [here, elsewhere] = ["production", "secret"].map((environment) =>
    aPromotion({ plan: aPlan({ environment }), state: { is: "verified", at: 1 } }),
  );
  Object.assign(web.store.read, {
    listPromotions: async ({ environments }: { environments?: string[] }) =>
      [elsewhere, here].filter((p) => p && (environments?.includes(p.environment) ?? true)),
    promotionByNumber: async (number: number) => (number === 1 ? here : elsewhere),
  });
  const someone = { ...actor, grants: [{ role: "viewer" as const, environment: "production" }] };
  expect(await loadService(web, someone, "checkout")).toMatchObject({
    value: { promotions: [{ environment: "production" }] },
  });
  expect(await search(web, someone, "#1")).toMatchObject({ value: { hits: [{ kind: "promotion" }] } });
  expect(await search(web, someone, "#2")).toEqual({ ok: true, value: { hits: [] } });
});

it("a deployment that was searched for is opened on the board", async () => {
  const found = await search(await aService(many, "1.3.0"), actor, "production");
  expect(found).toMatchObject({ value: { hits: [{ kind: "deployment", href: "/board?d=production%2Fcheckout" }] } });
});

import { describe, expect, it } from "vitest";
import { matchClusters } from "./match.ts";

const production = { name: "production", path: "clusters/production" };
const asked = { repository: "acme/shop", known: [], sights: [] };
const fleets = { id: "production", environment: "production", repository: "acme/fleet", connected: true };

describe("which cluster of Sluice a repository speaks of", () => {
  it("is the one of that name, where no other repository has one", () => {
    const known = [{ id: "production", connected: true }];
    const [matched] = matchClusters([production], { ...asked, known });
    expect(matched).toMatchObject({ name: "production", certainty: "likely" });
    expect(matched?.match).toBeUndefined();
  });

  it("is one of its own, where another repository has a cluster of that name", () => {
    const [matched] = matchClusters([production], { ...asked, known: [fleets] });
    expect(matched).toMatchObject({ match: { name: "shop-production" }, certainty: "guess" });
    expect(matched?.reason).toContain('acme/fleet has a cluster "production" too');
  });

  it("is the one whose Flux was seen to apply its folder, whatever either is called", () => {
    const known = [{ ...fleets, id: "production-eu" }];
    const sights = [{ cluster: "production-eu", path: "./clusters/eu-1" }];
    const [matched] = matchClusters([{ name: "eu-1", path: "clusters/eu-1" }], { ...asked, known, sights });
    expect(matched).toMatchObject({
      match: { name: "production-eu", environment: "production" },
      certainty: "certain",
      reason: "Flux on production-eu applies clusters/eu-1 of this repository.",
    });
  });

  it("is not told by a folder that two clusters apply", () => {
    const sights = ["a", "b"].map((cluster) => ({ cluster, path: "clusters/production" }));
    const [matched] = matchClusters([production], { ...asked, known: [fleets], sights });
    expect(matched?.match).toEqual({ name: "shop-production" });
  });

  it("is what somebody said, before anything that was seen", () => {
    const sights = [{ cluster: "other", path: "clusters/production" }];
    const byHand = { production: { name: "production", byHand: true } };
    const [matched] = matchClusters([production], { ...asked, known: [fleets], sights }, byHand);
    expect(matched?.match).toEqual({ name: "production", environment: "production", byHand: true });
  });

  it("stays what it was told apart as, also when names become free or taken later", () => {
    const stored = { production: { name: "shop-production" } };
    const [matched] = matchClusters([production], asked, stored);
    expect(matched?.match).toEqual({ name: "shop-production" });
  });

  it("gets a name that nobody has", () => {
    const known = [
      fleets,
      { id: "shop-production", connected: false },
      { id: "acme-shop-production", connected: false },
    ];
    const [matched] = matchClusters([production], { ...asked, known });
    expect(matched?.match).toEqual({ name: "shop-production-2" });
  });

  it("is not the one that another cluster of the repository was told apart as", () => {
    const stored = { production: { name: "shop-production" } };
    const said = [{ name: "shop-production", path: "clusters/shop-production" }, production];
    expect(matchClusters(said, asked, stored).map(({ match }) => match?.name)).toEqual([
      "shop-shop-production",
      "shop-production",
    ]);
  });

  it("is one cluster for each, also where one Flux was seen to apply the folders of two", () => {
    const said = [production, { name: "infra", path: "infra" }];
    const sights = said.map(({ path }) => ({ cluster: "production-eu", path }));
    expect(matchClusters(said, { ...asked, sights }).map(({ match }) => match?.name)).toEqual([
      "production-eu",
      undefined,
    ]);
  });
});

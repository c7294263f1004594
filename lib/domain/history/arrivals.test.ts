import { describe, expect, it } from "vitest";
import { arrivalsIn, type Stay } from "./arrivals.ts";

const stays = (environment: string, ...versions: [version: string, from: number][]): Stay[] =>
  onCluster(environment, environment, ...versions);

function onCluster(environment: string, cluster: string, ...versions: [version: string, from: number][]): Stay[] {
  return versions.map(([version, from], i) => {
    const to = versions[i + 1]?.[1];
    const where = { deployment: `${cluster}/shop`, service: "shop", environment };
    return { ...where, version, from, ...(to === undefined ? {} : { to }) };
  });
}

const shown = (all: readonly Stay[]) =>
  arrivalsIn(all).map(({ environment, version, at }) => [environment, version, at]);

describe("a version arrives in an environment", () => {
  it("when it moves up to it, and not with what it began with", () => {
    expect(shown(stays("staging", ["1.0.0", 1], ["1.1.0", 5], ["2.0.0", 9]))).toEqual([
      ["staging", "1.1.0", 5],
      ["staging", "2.0.0", 9],
    ]);
  });

  it("not when it goes back, nor when it comes again after that", () => {
    expect(shown(stays("staging", ["1.1.0", 1], ["1.2.0", 2], ["1.1.0", 3], ["1.2.0", 4], ["1.0.0", 5]))).toEqual([
      ["staging", "1.2.0", 2],
    ]);
  });

  it("with a fix for what it went back to", () => {
    expect(shown(stays("staging", ["1.1.0", 1], ["1.2.0", 2], ["1.1.0", 3], ["1.1.1", 4]))).toContainEqual([
      "staging",
      "1.1.1",
      4,
    ]);
  });

  it("on the first of its clusters", () => {
    const eu = onCluster("production", "eu", ["1.0.0", 1], ["1.1.0", 8]);
    const us = onCluster("production", "us", ["1.0.0", 1], ["v1.1.0", 6]);
    expect(shown([...eu, ...us])).toEqual([["production", "v1.1.0", 6]]);
  });

  it("not where another of its clusters had it from the beginning", () => {
    const eu = onCluster("production", "eu", ["1.1.0", 1]);
    const us = onCluster("production", "us", ["1.0.0", 1], ["1.1.0", 6]);
    expect(shown([...eu, ...us])).toEqual([]);
  });

  it("not where a service was taken away and comes back", () => {
    const [first, , last] = stays("staging", ["1.0.0", 1], ["1.1.0", 5], ["1.2.0", 9]);
    expect(shown([first, last].flatMap((stay) => stay ?? []))).toEqual([]);
  });

  it("also where versions are names that have no order", () => {
    expect(shown(stays("dev", ["4ac01d9", 1], ["b81f233", 2], ["4ac01d9", 3]))).toEqual([["dev", "b81f233", 2]]);
  });
});

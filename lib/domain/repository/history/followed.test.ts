import { expect, it } from "vitest";
import { isOn, withCluster } from "./followed.ts";

const eks = "arn:aws:eks:eu-west-1:123456789012:cluster/production";
const id = (cluster: string) => `${cluster}/HelmRelease/shop/checkout`;

it("a deployment goes along with its cluster, also where that one's name has a slash", () => {
  const clusters = new Map([
    [eks, "production-eu"],
    ["arn:aws:eks:eu-west-1:123456789012:cluster", "another"],
    ["staging", "testing"],
  ]);
  expect(withCluster(id(eks), clusters)).toBe(id("production-eu"));
  expect(withCluster(id("staging"), clusters)).toBe(id("testing"));
  expect(withCluster(id("staging-2"), clusters)).toBe(id("staging-2"));
  expect([isOn(eks, id(eks)), isOn(eks, id(`${eks}-2`)), isOn("staging", id("staging"))]).toEqual([true, false, true]);
});

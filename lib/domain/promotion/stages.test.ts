import { expect, it } from "vitest";
import { stagesBefore } from "./stages.ts";

const environments = [
  { name: "development", promotesFrom: [] },
  { name: "staging", promotesFrom: ["development"] },
  { name: "production", promotesFrom: ["staging"] },
];

it("a service comes from the environment right before", () => {
  expect(stagesBefore(environments, "production", () => true)).toEqual(["staging"]);
  expect(stagesBefore(environments, "development", () => true)).toEqual([]);
});

it("a service that skips staging comes from development", () => {
  expect(stagesBefore(environments, "production", (name) => name === "development")).toEqual(["development"]);
});

it("a circle of environments ends", () => {
  const circle = [
    { name: "a", promotesFrom: ["b"] },
    { name: "b", promotesFrom: ["a"] },
  ];
  expect(stagesBefore(circle, "a", () => false)).toEqual([]);
});

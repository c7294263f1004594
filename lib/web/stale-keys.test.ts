import { expect, it } from "vitest";
import type { Cell } from "../contracts/board.ts";
import { staleKeys } from "./stale-keys.ts";

const NOW = 1_000_000_000;
const cell = (since: number | undefined) => ({ deployment: "d", ...(since ? { since } : {}) }) as Cell;

it("a promotion is read again with all lists that tell of it", () => {
  const keys = staleKeys({ cursor: 1, at: NOW, promotions: ["p1"] });
  expect(keys).toEqual(expect.arrayContaining(["promotion p1", "inbox", "promotions*"]));
});

it("a version that has just begun to run is a new line of the history", () => {
  expect(staleKeys({ cursor: 1, at: NOW, cells: [cell(NOW - 5000)] })).toContain("history*");
});

it("a cell that says something else of what runs since yesterday makes no list be read", () => {
  expect(staleKeys({ cursor: 1, at: NOW, cells: [cell(NOW - 86_400_000), cell(undefined)] })).toEqual([]);
  expect(staleKeys({ cursor: 1, at: NOW, heard: { dev: NOW } })).toEqual([]);
});

it("another layout makes everything be read again", () => {
  expect(staleKeys({ cursor: 1, at: NOW, reload: true, promotions: ["p1"] })).toEqual(["*"]);
});

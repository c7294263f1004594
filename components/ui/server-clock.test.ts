import { expect, it } from "vitest";
import { ahead, type Heard, hear } from "./server-clock.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;

it("takes this clock for the server's until it has heard of that one", () => {
  expect(ahead([])).toBe(0);
});

it("a message that a sleeping computer held for an hour makes nothing look an hour younger", () => {
  const before = hear([], NOW + 400, NOW);
  const held = hear(before, NOW + 5400, NOW + 5000 + HOUR);
  expect(ahead(held)).toBe(400);
});

it("follows this computer's clock when somebody sets it right, within a few messages", () => {
  let heard: Heard = hear([], NOW + HOUR, NOW);
  for (let i = 1; i <= 6; i++) heard = hear(heard, NOW + HOUR + i * 5000, NOW + HOUR + i * 5000);
  expect(ahead(heard)).toBe(0);
});

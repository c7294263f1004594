import { expect, it } from "vitest";
import { patched } from "./url-state.ts";

it("an address is written in one way, however it was written, so that the way there and back is the same", () => {
  const shared = "https://sluice.example.com/board?q=a%20b&show=drift#top";
  const here = patched(shared, {});
  const opened = new URL(patched(shared, { d: "payments/production" }), shared).href;
  expect(patched(opened, { d: undefined })).toBe(here);
  expect(here).toBe("/board?q=a+b&show=drift#top");
  expect(patched("https://sluice.example.com/board?d=x", { d: undefined })).toBe("/board");
});

import { expect, it } from "vitest";
import { isGone } from "./gone.ts";

it("a part that an update has taken away is told from a page that fails", () => {
  const gone = Object.assign(new Error("Failed to load chunk /_next/static/chunks/0a.js"), { name: "ChunkLoadError" });
  expect(isGone(gone)).toBe(true);
  expect(isGone(new Error("The dialog could not be drawn", { cause: gone }))).toBe(true);
  expect(isGone(new TypeError("undefined is not a function"))).toBe(false);
});

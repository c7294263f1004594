import { describe, expect, it } from "vitest";
import { newestIn } from "./ranges.ts";

describe("a range, as Flux reads it", () => {
  const tags = ["1.0.0", "1.9.0", "1.10.0", "2.0.0-rc.1", "v2.1.0", "latest", "1.10"];
  it.each([
    [">=1.0.0 <2.0.0", "1.10.0"],
    [">=1.0.0, <1.10.0", "1.9.0"],
    ["1.9.x", "1.9.0"],
    ["*", "v2.1.0"],
    [">=2.0.0-0 <2.1.0", "2.0.0-rc.1"],
    [">=3.0.0", undefined],
    ["1.0.0", "1.0.0"],
  ])("%s takes %s", (range, expected) => {
    expect(newestIn(range, tags)).toBe(expected);
  });
});

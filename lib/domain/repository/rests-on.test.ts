import { describe, expect, it } from "vitest";
import { RestsOn } from "./rests-on.ts";

const many = Array.from({ length: 30_000 }, (_, i): [string, string] => [`file ${i}`, `unit ${i}`]);

describe("what rests on a file", () => {
  it("is every unit that reads it, and every one that takes from those", () => {
    const rests = new RestsOn([
      ["a.yaml", "base"],
      ["base", "overlay"],
      ["overlay", "cluster"],
      ["b.yaml", "cluster"],
      ["c.yaml", "other"],
    ]);
    expect(rests.reached(["a.yaml"])).toEqual(new Set(["base", "overlay", "cluster"]));
    expect(rests.reached(["b.yaml", "nobody's.yaml"])).toEqual(new Set(["cluster"]));
  });

  it("is told once of those that take from one another", () => {
    const rests = new RestsOn([
      ["a.yaml", "one"],
      ["one", "other"],
      ["other", "one"],
    ]);
    expect(rests.reached(["a.yaml"])).toEqual(new Set(["one", "other"]));
  });

  it("is forgotten with units that are known no more once they are the most, but not where one only did not build", () => {
    const rests = new RestsOn([...many, ["broken.yaml", "does not build"], ["does not build", "unit 1"]]);
    expect(rests.pruned(() => false)).toBe(rests);
    const grown = new RestsOn();
    for (const pair of [...many, ["broken.yaml", "does not build"], ["does not build", "unit 1"]] as const)
      grown.add(pair[0], pair[1]);
    const pruned = grown.pruned((name) => name === "unit 1");
    expect(pruned.reached(["file 0"])).toEqual(new Set());
    expect(pruned.reached(["file 1"])).toEqual(new Set(["unit 1"]));
    expect(pruned.reached(["broken.yaml"])).toEqual(new Set(["does not build", "unit 1"]));
    // Whoever was made before goes on with what it had.
    expect(grown.reached(["file 0"])).toEqual(new Set(["unit 0"]));
  });
});

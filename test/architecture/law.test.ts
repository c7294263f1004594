import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exceptions, mostExceptions, places, sizes } from "./law.ts";
import { importRules, placeOf, type Violation } from "./rules-imports.ts";
import { linesOf, textRules } from "./rules-text.ts";
import { isCode, isTest, packageOf, readTree, root, source } from "./source.ts";
import { seeds } from "./violations/seeds.ts";

const tree = readTree();
const rules = [...importRules, ...textRules];
const code = tree.filter((file) => isCode(file.path) && !isTest(file.path));

function told(violations: Violation[]): string[] {
  return violations.map(({ path, line, says }) => `${path}${line ? `:${line}` : ""} ${says}`);
}

describe("the house, as it stands", () => {
  it("is read whole: every module, and its imports", () => {
    expect(code.length).toBeGreaterThan(600);
    const imports = code.flatMap((file) => file.imports);
    expect(imports.length).toBeGreaterThan(2_000);
    // A scanner that loses its way in a file finds fewer imports than there are lines that begin one.
    for (const file of code) {
      const begun = file.text.match(/^import\b(?!\()/gm)?.length ?? 0;
      expect(file.imports.length, file.path).toBeGreaterThanOrEqual(begun);
    }
  });

  it("imports only what is there", () => {
    const lost = code.flatMap((file) =>
      file.imports
        .filter((one) => /^[\w(.]/.test(one.to) && one.to.includes("/") && /\.(ts|tsx|mjs)$/.test(one.to))
        .filter(
          (one) =>
            !existsSync(path.join(root, one.to)) && !one.to.includes("/generated/") && !one.to.startsWith(".next/"),
        )
        .map((one) => `${file.path}:${one.line} ${one.to}`),
    );
    expect(lost).toEqual([]);
  });

  for (const rule of rules) {
    it(`${rule.name}: ${rule.law}`, () => {
      const excused = exceptions.filter((one) => one.rule === rule.name).map((one) => one.path);
      expect(told(rule.check(tree).filter((one) => !excused.includes(one.path)))).toEqual([]);
    });
  }

  it("excuses less from time to time, and nothing in vain", () => {
    expect(exceptions.length).toBeLessThanOrEqual(mostExceptions);
    for (const { rule, path: excused, because } of exceptions) {
      const broken = rules.find((one) => one.name === rule)?.check(tree) ?? [];
      expect(
        broken.map((one) => one.path),
        `${excused} obeys "${rule}" now: take it off the list`,
      ).toContain(excused);
      expect(because.length, excused).toBeGreaterThan(20);
    }
  });

  it("allows no package that nothing uses", () => {
    const idle = places.flatMap((place) => {
      const there = code.filter((file) => placeOf(file.path) === place);
      const used = new Set(there.flatMap((file) => file.imports.map((one) => packageOf(one.to))));
      return place.packages.filter((name) => name !== "node:*" && !used.has(name)).map((name) => `${place.at} ${name}`);
    });
    expect(idle).toEqual([]);
  });

  it(`keeps files short: half of them below ${sizes.median} lines, nine in ten below ${sizes.ninthTenth}`, () => {
    const lines = code.map(linesOf).sort((a, b) => a - b);
    const at = (share: number) => lines[Math.floor(lines.length * share)] ?? 0;
    console.log(`${lines.length} files: median ${at(0.5)} lines, nine in ten ≤ ${at(0.9)}, longest ${lines.at(-1)}`);
    expect(at(0.5)).toBeLessThanOrEqual(sizes.median);
    expect(at(0.9)).toBeLessThanOrEqual(sizes.ninthTenth);
  });
});

describe("the law", () => {
  it("has a seeded violation for each rule", () => {
    expect(rules.map((rule) => rule.name).filter((name) => !seeds.some((seed) => seed.breaks === name))).toEqual([]);
  });

  it("has a seeded violation for what each place may not import", () => {
    const seeded = seeds
      .filter((seed) => seed.breaks === "imports by place")
      .map((seed) => placeOf(Object.keys(seed.files)[0] ?? "")?.at);
    const free = ["next-env.d.ts", "next.config.ts", "proxy.ts", "lib/log.ts", "bin/commands/playground.ts"];
    expect(places.map((place) => place.at).filter((at) => !seeded.includes(at) && !free.includes(at))).toEqual([]);
  });

  for (const seed of seeds) {
    const rule = rules.find((one) => one.name === seed.breaks);
    const files = Object.entries(seed.files).map(([path, text]) => source(path, text));
    it(`catches: ${seed.what}`, () => {
      expect(told(rule?.check(files) ?? []).join("\n")).toMatch(seed.says);
    });
    if (seed.but)
      it(`and lets pass: ${seed.but.what}`, () => {
        const innocent = Object.entries(seed.but?.files ?? {}).map(([path, text]) => source(path, text));
        expect(told(rule?.check(innocent) ?? [])).toEqual([]);
      });
  }
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grammarFault } from "./grammar.ts";
import { isExact, newestIn, parseRange, satisfies } from "./range.ts";
import { classifyStep } from "./step.ts";
import { compareVersions, newest, newestFirst, parseVersion } from "./version.ts";
import { widenRange } from "./widen.ts";

const number = fc.oneof(fc.nat(3), fc.nat(30));
const prerelease = fc.constantFrom("", "", "", "-0", "-alpha", "-rc.1", "-rc.10");
const semver = fc
  .tuple(fc.constantFrom("", "v"), number, number, number, prerelease)
  .map(([v, a, b, c, p]) => `${v}${a}.${b}.${c}${p}`);
const odd = fc.constantFrom(
  "latest",
  "main",
  "4.0.19.3001",
  "2026.08.07",
  "20260807",
  "1.27",
  "41",
  "sha-abc1234",
  "1234567",
  "",
  "v",
  "1.2.3+b1",
  "RELEASE.2024-01-01",
);
const anyVersion = fc.oneof(semver, odd, fc.string());
const part = fc
  .tuple(
    fc.constantFrom("", "=", ">", "<", ">=", "<=", "~", "~>", "^", "!="),
    fc.constantFrom("", " "),
    number,
    fc.constantFrom("", ".x", ".*", ".1", ".2.3", ".0.0", ".1.x", ".0.0-0"),
  )
  .map((pieces) => pieces.join(""));
const range = fc
  .array(
    fc.array(part, { minLength: 1, maxLength: 3 }).map((all) => all.join(", ")),
    { minLength: 1, maxLength: 2 },
  )
  .map((all) => all.join(" || "));

describe("versions", () => {
  it("puts any list of tags into one order, whatever order they came in", () => {
    fc.assert(
      fc.property(fc.array(anyVersion), fc.nat(), (list, turn) => {
        const turned = [...list.slice(turn % (list.length + 1)), ...list.slice(0, turn % (list.length + 1))];
        expect(newestFirst(turned)).toEqual(newestFirst(list));
      }),
    );
  });

  it("is an order: of three, two steps make one", () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("lists names last and never chooses one by itself", () => {
    expect(newestFirst(["latest", "1.9.0", "v1.10.0", "main", "1.10.0-rc.1", "2026.08.07", "1234567"])).toEqual([
      "2026.08.07",
      "v1.10.0",
      "1.10.0-rc.1",
      "1.9.0",
      "1234567",
      "latest",
      "main",
    ]);
    expect(newest(["latest", "main"])).toBeUndefined();
    expect(newest(["2.0.0-rc.1", "1.9.0"])).toBe("1.9.0");
    expect(newest(["2.0.0-rc.1", "2.0.0-rc.2"])).toBe("2.0.0-rc.2");
  });

  it("takes a short commit hash of digits for a name, a date for a version", () => {
    expect(parseVersion("4271938")).toBeNull();
    expect(parseVersion("20260807")?.numbers).toEqual(["20260807"]);
    expect(parseVersion("4.0.19.3001")?.strict).toBe(false);
  });
});

describe("the step from one version to another", () => {
  it.each([
    ["1.2.3", "1.2.3", "same"],
    ["v1.2.3", "1.2.3", "same"],
    ["1.2.3+abc", "1.2.3", "same"],
    ["1.2.3", "1.2.4", "patch"],
    ["1.2.3", "1.3.0", "minor"],
    ["1.2", "2", "major"],
    ["1.2.3", "1.3.0-rc.1", "prerelease"],
    ["1.3.0-rc.1", "1.3.0", "minor"],
    ["1.3.0", "1.3.0-rc.1", "downgrade"],
    ["4.0.19.3001", "4.0.19.3010", "patch"],
    ["2026.08.07", "2026.09.01", "minor"],
    ["1.2.3", "2026.08.07", "incomparable"],
    ["main", "1.2.3", "incomparable"],
  ])("%s → %s is %s", (from, to, step) => expect(classifyStep(from, to)).toBe(step));

  it("is a downgrade one way where it is a step forward the other way", () => {
    fc.assert(
      fc.property(semver, semver, (a, b) => {
        const there = classifyStep(a, b);
        const back = classifyStep(b, a);
        if (there === "same" || there === "incomparable") expect(back).toBe(there);
        else expect((there === "downgrade") !== (back === "downgrade")).toBe(true);
      }),
    );
  });
});

/** Each line was confirmed by github.com/Masterminds/semver/v3 3.4.0 itself. */
const asFluxReads: [string, string[], string[]][] = [
  [">=1.0.0, <2.0.0", ["1.0.0", "1.9.9"], ["2.0.0", "0.9.0", "1.5.0-rc.1"]],
  [">=1.0.0 <2.0.0", ["1.5.0"], ["2.0.0"]],
  ["1.x", ["1.0.0", "1.9.1"], ["2.0.0", "1.1.0-rc.1"]],
  ["1.2", ["1.2.0", "1.2.9"], ["1.3.0"]],
  ["=1.2", ["1.2.9"], ["1.3.0"]],
  ["~1.2", ["1.2.9"], ["1.3.0"]],
  ["~1", ["1.9.0"], ["2.0.0"]],
  ["^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]],
  ["^0.2.3", ["0.2.9"], ["0.3.0"]],
  ["^0.0.3", ["0.0.3"], ["0.0.4"]],
  ["^0", ["0.9.0"], ["1.0.0"]],
  ["*", ["0.0.1", "99.0.0"], ["1.0.0-rc.1"]],
  [">=1.0.0-0", ["1.0.0-rc.1", "2.0.0-alpha"], ["0.9.0"]],
  [">=1.0.0-0 <2.0.0", ["1.5.0-rc.1", "2.0.0-rc.1"], ["2.0.0"]],
  ["1.x || >=3.0.0", ["1.1.0", "3.0.0"], ["2.0.0"]],
  ["1.2 - 1.4.5", ["1.2.0", "1.4.5"], ["1.4.6"]],
  [">11", ["12.0.0"], ["11.1.0"]],
  [">11.1", ["11.2.0"], ["11.1.5"]],
  ["<=11", ["11.9.0"], ["12.0.0"]],
  ["!=1.2.x", ["1.3.0"], ["1.2.5"]],
  ["~0.0.0", ["9.9.9"], ["0.0.0-a"]],
  ["v1.2.3", ["1.2.3", "v1.2.3", "1.2.3+b"], ["1.2.4"]],
];

describe("ranges, as Flux reads them", () => {
  it.each(asFluxReads)("%s covers %j and not %j", (text, inside, outside) => {
    for (const version of inside) expect([version, satisfies(version, text)]).toEqual([version, true]);
    for (const version of outside) expect([version, satisfies(version, text)]).toEqual([version, false]);
  });

  it.each(["", "latest", ">=1.0.0<2.0.0", "1,", "1,,2", "|| 1", "1|2", ">=", "1.0.0-01", ">".repeat(9000)])(
    "refuses %j",
    (text) => {
      expect(parseRange(text)).toBeNull();
    },
  );

  it("never runs away and never throws, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("1", ".", " ", "-", "|", "x", ",", "~") })),
        (text) => void parseRange(text),
      ),
    );
  });

  it("takes the newest that fits: Flux among strict tags, Helm an exact text first", () => {
    const tags = ["1.9.0", "1.10.0", "2.0.0", "1.11", "1.12.0-rc.1", "latest"];
    expect(newestIn(">=1.0.0, <2.0.0", tags)).toBe("1.10.0");
    expect(newestIn(">=1.0.0, <2.0.0", tags, "helm")).toBe("1.11");
    expect(newestIn("1.9.0", ["1.9.0+b", "1.9.0"], "helm")).toBe("1.9.0");
    expect(newestIn("5.x", tags)).toBeUndefined();
    expect(isExact("v1.2.3")).toBe(true);
    expect(isExact("1.2")).toBe(false);
  });

  it("finds the same among the same tags in another order", () => {
    fc.assert(
      fc.property(range, fc.array(semver), (text, list) => {
        expect(newestIn(text, list.toReversed())).toBe(newestIn(text, list));
      }),
    );
  });
});

describe("widening a range", () => {
  it.each([
    [">=1.0.0, <2.0.0", "2.3.1", ">=1.0.0, <3.0.0"],
    [">=1.0.0 <1.5.0", "1.5.2", ">=1.0.0 <1.6.0"],
    [">=1.0.0 <1.5.3", "1.5.3", ">=1.0.0 <1.5.4"],
    [">=1.0.0", "0.9.0", ">=0.9.0"],
    [">=1.0.0", "1.1.0-rc.1", ">=1.0.0-0"],
    ["1.x", "2.1.0", "2.x"],
    ["1.2.x", "1.3.4", "1.3.x"],
    ["~1.2", "1.3.4", "~1.3"],
    ["^1", "2.0.0", "^2"],
    ["^1.2.3", "2.0.1", "^2.0.1"],
    ["1.2.3", "1.2.4", "1.2.4"],
    ["v1.2.3", "1.2.4", "v1.2.4"],
    ["*", "1.0.0-rc.1", "*-0"],
    ["1.2 - 1.4", "1.5.0", "1.2 - 1.5.0"],
    ["1.x || 2.x", "3.0.1", "1.x || 3.x"],
    ["1.x", "1.9.9", "1.x"],
  ])("%s for %s becomes %s", (from, version, to) => expect(widenRange(from, version)).toEqual({ ok: true, value: to }));

  it("refuses what no range can cover", () => {
    expect(widenRange("1.x", "latest")).toMatchObject({ ok: false, reason: "not-semver" });
    expect(widenRange("latest", "1.0.0")).toMatchObject({ ok: false, reason: "not-a-range" });
  });

  it("always covers the version afterwards, and leaves a range alone that did before", () => {
    fc.assert(
      fc.property(range, semver, (text, version) => {
        const widened = widenRange(text, version);
        if (!parseRange(text)) return expect(widened.ok).toBe(false);
        if (!widened.ok) throw new Error(widened.sentence);
        expect([widened.value, satisfies(version, widened.value)]).toEqual([widened.value, true]);
        if (satisfies(version, text)) expect(widened.value).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what may be written as a version", () => {
  it.each(["1.2.3\nevil: true", "$".concat("{TAG}"), "{{ .x }}", "1.2.3 # x", "", " 1", "a:b", '"', "1.2.3@sha256:00"])(
    "refuses %j as a tag",
    (text) => {
      expect(grammarFault(text, "tag")).toMatch(/is not/);
    },
  );
  it("lets versions, ranges, branches and digests through", () => {
    expect(grammarFault("v1.2.3-rc.1", "tag")).toBeUndefined();
    expect(grammarFault("1.2.3+abc", "version")).toBeUndefined();
    expect(grammarFault(">=1.0.0, <2.0.0-0 || ^3.x", "range")).toBeUndefined();
    expect(grammarFault("feature/v1_x", "git-ref")).toBeUndefined();
    expect(grammarFault("a/../b", "git-ref")).toBeDefined();
    expect(grammarFault("647d383346eea0ab8fcc038ed8b887048b1c962c", "commit")).toBeUndefined();
    expect(grammarFault("1.2.3", "commit")).toBeDefined();
    expect(grammarFault(`sha256:${"a".repeat(64)}`, "digest")).toBeUndefined();
  });
});

import { comparePrecedence, comparePrerelease, newestFirst, parseVersion } from "./version.ts";

/**
 * Ranges as Flux and Helm read them, which is Masterminds/semver v3.4: commas
 * or spaces for "and", `||` for "or", pre-releases only where a part of the
 * same and-group names one, `1.2` means `1.2.x`, `=1.2` means `~1.2`. The npm
 * package `semver` reads several of these otherwise.
 * Source: github.com/Masterminds/semver/v3 constraints.go.
 */
export type Range = { groups: readonly { parts: readonly RangePart[]; prereleases: boolean }[] };
export type RangePart = {
  operator: string;
  base: SemVer;
  anything: boolean;
  minorOpen: boolean;
  patchOpen: boolean;
  /** Where it stands in the text that was parsed, for `widenRange`: only set where no hyphen range was rewritten. */
  start: number;
  end: number;
  text: string;
};
type SemVer = { major: bigint; minor: bigint; patch: bigint; prerelease: string };

const CV = String.raw`v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const OPERATORS = "=>|=<|=|!=|>=|>|<=|<|~>|~|\\^|";
const SPACE = "[ \\t\\n\\f\\r]";
const PART = new RegExp(`(${OPERATORS})${SPACE}*(${CV})`, "y");
const HYPHEN = new RegExp(`${SPACE}*(${CV})${SPACE}+-${SPACE}+(${CV})${SPACE}*`, "g");
const COERCED =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const LONGEST = 256;

/** Null where Flux would call it an improper constraint. */
export function parseRange(text: string): Range | null {
  if (text.length > LONGEST) return null;
  const groups: { parts: RangePart[]; prereleases: boolean }[] = [];
  let offset = 0;
  for (const group of withoutHyphens(text).split("||")) {
    const parts = parseGroup(group, offset);
    if (!parts) return null;
    groups.push({ parts, prereleases: parts.some((part) => part.base.prerelease !== "") });
    offset += group.length + 2;
  }
  return { groups };
}

/** True for `1.2.3`, `v1.2.3-rc.1`, `=1.2.3`: a range that only one version can satisfy (builds aside). */
export function isExact(text: string): boolean {
  const range = parseRange(text);
  const part = range?.groups[0]?.parts[0];
  if (range?.groups.length !== 1 || range.groups[0]?.parts.length !== 1 || !part) return false;
  return (part.operator === "" || part.operator === "=") && !isOpen(part);
}

/** Whether `version` is in `range`. False where either cannot be read. */
export function satisfies(version: string, range: string | Range): boolean {
  const parsed = typeof range === "string" ? parseRange(range) : range;
  const candidate = coerce(version);
  if (!parsed || !candidate) return false;
  return parsed.groups.some((group) => {
    if (candidate.prerelease !== "" && !group.prereleases) return false;
    return group.parts.every((part) => fits(candidate, part));
  });
}

/**
 * The version that would be taken. `flux` (OCI and Git sources) ignores tags
 * that are not three numbers; `helm` also takes an exact match of the text first.
 */
export function newestIn(
  range: string,
  versions: readonly string[],
  reader: "flux" | "helm" = "flux",
): string | undefined {
  if (reader === "helm" && versions.includes(range)) return range;
  const parsed = parseRange(range);
  if (!parsed) return undefined;
  const candidates = reader === "flux" ? versions.filter((text) => parseVersion(text)?.strict) : versions;
  return newestFirst(candidates).find((version) => satisfies(version, parsed));
}

function withoutHyphens(text: string): string {
  return text.replace(HYPHEN, (_match, from: string, ...rest: string[]) => `>= ${from}, <= ${rest[4]} `);
}

/** By hand and not by one expression: the original backtracks over spaces when run on a backtracking engine. */
function parseGroup(text: string, offset: number): RangePart[] | null {
  const parts: RangePart[] = [];
  let at = skipSpace(text, 0);
  for (;;) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    const part = match && parsePart(match, offset);
    if (!part) return null;
    parts.push(part);
    const end = part.end - offset;
    at = skipSpace(text, end);
    if (at === text.length) return parts;
    if (text[at] === ",") at = skipSpace(text, at + 1);
    else if (at === end) return null;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\f\r".includes(text[at] ?? "")) at++;
  return at;
}

function parsePart(match: RegExpExecArray, offset: number): RangePart | null {
  const [whole, operator = "", text = "", major = "", minor = "", patch = "", prerelease = ""] = match;
  const suffix = prerelease === "" ? "" : `-${prerelease}`;
  const anything = isX(major);
  const minorOpen = !anything && (minor === "" || isX(minor.slice(1)));
  const patchOpen = !anything && !minorOpen && (patch === "" || isX(patch.slice(1)));
  const base = coerce(
    anything
      ? `0.0.0${suffix}`
      : minorOpen
        ? `${major}.0.0${suffix}`
        : patchOpen
          ? `${major}${minor}.0${suffix}`
          : text.replace(/\+.*$/, ""),
  );
  if (!base) return null;
  const start = offset + match.index;
  return { operator, base, anything, minorOpen, patchOpen, start, end: start + whole.length, text };
}

function isX(text: string): boolean {
  return text === "x" || text === "X" || text === "*";
}

function isOpen(part: RangePart): boolean {
  return part.anything || part.minorOpen || part.patchOpen;
}

/** As `semver.NewVersion` does: missing numbers are 0; a pre-release number may not start with 0. `_` is how OCI tags write `+`. */
function coerce(text: string): SemVer | null {
  const match = text.length > LONGEST ? null : COERCED.exec(text.replace("_", "+"));
  if (!match) return null;
  const prerelease = match[4] ?? "";
  if (prerelease.split(".").some((part) => /^0\d+$/.test(part))) return null;
  return {
    major: BigInt(match[1] ?? 0),
    minor: BigInt(match[2] ?? 0),
    patch: BigInt(match[3] ?? 0),
    prerelease,
  };
}

function compare(a: SemVer, b: SemVer): number {
  for (const key of ["major", "minor", "patch"] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return comparePrerelease(identifiers(a), identifiers(b));
}

function identifiers(version: SemVer): string[] {
  return version.prerelease === "" ? [] : version.prerelease.split(".");
}

function fits(version: SemVer, part: RangePart): boolean {
  switch (part.operator) {
    case "!=":
      return fitsNot(version, part);
    case ">":
      return fitsAbove(version, part);
    case "<":
      return compare(version, part.base) < 0;
    case ">=":
    case "=>":
      return compare(version, part.base) >= 0;
    case "<=":
    case "=<":
      return fitsUpTo(version, part);
    case "~":
    case "~>":
      return fitsTilde(version, part);
    case "^":
      return fitsCaret(version, part);
    default:
      return isOpen(part) ? fitsTilde(version, part) : compare(version, part.base) === 0;
  }
}

function fitsNot(version: SemVer, part: RangePart): boolean {
  const { base } = part;
  if (isOpen(part)) {
    if (base.major !== version.major) return true;
    if (base.minor !== version.minor && !part.minorOpen) return true;
    if (part.minorOpen) return false;
    if (base.patch !== version.patch && !part.patchOpen) return true;
    if (part.patchOpen) return comparePrerelease(identifiers(version), identifiers(base)) !== 0;
  }
  return compare(version, base) !== 0;
}

function fitsAbove(version: SemVer, part: RangePart): boolean {
  const { base } = part;
  if (!isOpen(part) || version.major !== base.major) return compare(version, base) > 0;
  if (part.minorOpen) return false;
  if (part.patchOpen) return version.minor > base.minor;
  return compare(version, base) > 0;
}

function fitsUpTo(version: SemVer, part: RangePart): boolean {
  if (!isOpen(part)) return compare(version, part.base) <= 0;
  if (version.major > part.base.major) return false;
  return !(version.major === part.base.major && version.minor > part.base.minor && !part.minorOpen);
}

function fitsTilde(version: SemVer, part: RangePart): boolean {
  const { base } = part;
  if (compare(version, base) < 0) return false;
  const isZero = base.major === 0n && base.minor === 0n && base.patch === 0n;
  if (isZero && !part.minorOpen && !part.patchOpen) return true;
  return version.major === base.major && (version.minor === base.minor || part.minorOpen);
}

function fitsCaret(version: SemVer, part: RangePart): boolean {
  const { base } = part;
  if (compare(version, base) < 0) return false;
  if (base.major > 0n || part.minorOpen) return version.major === base.major;
  if (version.major > 0n) return false;
  if (base.minor > 0n || part.patchOpen) return version.minor === base.minor;
  return version.minor === 0n && version.patch === base.patch;
}

/** For the parts of this folder that need precedence of texts: null where one is no version. */
export function precedence(a: string, b: string): number | null {
  const left = parseVersion(a);
  const right = parseVersion(b);
  return left && right ? comparePrecedence(left, right) : null;
}

import { ok, type Result, refuse } from "../result.ts";
import { isExact, parseRange, type RangePart, satisfies } from "./range.ts";
import { isPrerelease, parseVersion, type Version } from "./version.ts";

/**
 * The smallest edit of a range after which it covers `version`, in the author's
 * own way of writing: a bound that is in the way moves to the next round number
 * of its kind (`<2.0.0` → `<3.0.0`), a pattern moves along (`1.x` → `2.x`), one
 * exact version is replaced. Already covered: the range as it is.
 */
export function widenRange(range: string, version: string): Result<string> {
  const target = parseVersion(version);
  if (!parseRange(range)) return refuse("not-a-range", `"${range}" is not a version range that Flux would accept.`);
  if (!target || target.numbers.length > 3) {
    return refuse("not-semver", `"${version}" is no semantic version, so no range can cover it.`);
  }
  if (satisfies(version, range)) return ok(range);
  if (isExact(range)) return ok(inTheStyleOf(range, version));

  const found = candidates(range, target).find((text) => satisfies(version, text));
  return ok(found ?? `${range.trimEnd()} || ${version}`);
}

/** Smallest edits first: one part alone, then all parts of its group, then with pre-releases let in. */
function candidates(range: string, target: Version): string[] {
  if (/\s-\s/.test(range)) return hyphenCandidates(range, target);
  const groups = parseRange(range)?.groups ?? [];
  // The last group is the one that people extend: `1.x || 2.x`.
  return groups.toReversed().flatMap(({ parts }) => {
    const single = parts.map((part) => splice(range, [{ part, text: moved(part, target) }]));
    const every = splice(
      range,
      parts.map((part) => ({
        part,
        text: satisfies(target.text, part.operator + part.text) ? undefined : moved(part, target),
      })),
    );
    const letIn = parts.map((part) => splice(range, [{ part, text: withPrereleases(part) }]));
    const everyLetIn = splice(
      range,
      parts.map((part) => ({ part, text: moved(part, target) ?? withPrereleases(part) })),
    );
    return isPrerelease(target) ? [...letIn, ...single, every, everyLetIn] : [...single, every];
  });
}

function hyphenCandidates(range: string, target: Version): string[] {
  const text = target.text.replace(/^v/, "");
  return [range.replace(/(\s-\s+)\S+/, `$1${text}`), range.replace(/\S+(\s+-\s)/, `${text}$1`)];
}

function splice(range: string, edits: { part: RangePart; text: string | undefined }[]): string {
  return edits.toReversed().reduce((text, { part, text: replacement }) => {
    return replacement === undefined ? text : text.slice(0, part.start) + replacement + text.slice(part.end);
  }, range);
}

/** The part, so that it lets `target` through; undefined where moving it is no help. */
function moved(part: RangePart, target: Version): string | undefined {
  const [major = "0", minor = "0", patch = "0"] = target.numbers;
  const v = part.text.startsWith("v") ? "v" : "";
  const suffix = isPrerelease(target) ? `-${target.prerelease.join(".")}` : "";
  switch (part.operator) {
    case "!=":
      return undefined;
    case ">=":
    case "=>":
    case ">":
      return `>=${v}${major}.${minor}.${patch}${suffix}`;
    case "<=":
    case "=<":
      return `${part.operator}${v}${major}.${minor}.${patch}${suffix}`;
    case "<":
      return `<${v}${nextBound(part, target)}`;
    default:
      return part.operator + v + likeThePattern(part, target, suffix);
  }
}

/** `<2.0.0` speaks of majors, `<1.5.0` of minors, `<1.5.3` of patches: the next one of that kind. */
function nextBound(part: RangePart, target: Version): string {
  const [major, minor, patch] = [0, 1, 2].map((i) => BigInt(target.numbers[i] ?? "0")) as [bigint, bigint, bigint];
  const { base } = part;
  const tail = base.prerelease === "" ? "" : `-${base.prerelease}`;
  if (part.minorOpen) return `${major + 1n}${part.text.replace(/^v?\d+/, "")}`;
  if (base.patch !== 0n) return `${major}.${minor}.${patch + 1n}${tail}`;
  if (base.minor !== 0n) return `${major}.${minor + 1n}${part.patchOpen ? "" : ".0"}${tail}`;
  return `${major + 1n}.0${part.patchOpen ? "" : ".0"}${tail}`;
}

function likeThePattern(part: RangePart, target: Version, suffix: string): string {
  const [major = "0", minor = "0", patch = "0"] = target.numbers;
  const [, , second, third] = /^v?([^.+-]+)(\.[^.+-]+)?(\.[^.+-]+)?/.exec(part.text) ?? [];
  const open = (text: string | undefined, exact: string) =>
    text === undefined ? "" : /[xX*]/.test(text) ? text : `.${exact}`;
  // `^1.2.3` says "from 1.2.3 on"; when it moves to another line, it starts where that line starts for us.
  return `${major}${open(second, minor)}${open(third, patch)}${suffix}`;
}

function withPrereleases(part: RangePart): string | undefined {
  if (part.base.prerelease !== "" || part.operator === "!=") return undefined;
  const [whole] = /^[^+]+/.exec(part.text) ?? [part.text];
  return `${part.operator}${whole}-0`;
}

function inTheStyleOf(old: string, version: string): string {
  const bare = version.replace(/^v/, "");
  const [, before = "", v = ""] = /^(\s*=?\s*)(v?)/.exec(old) ?? [];
  return `${before}${v || (version.startsWith("v") && !/\d/.test(old) ? "v" : "")}${bare}`;
}

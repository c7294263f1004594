import { comparePrecedence, isPrerelease, parseVersion, type Version } from "./version.ts";

export type VersionStep = "same" | "patch" | "minor" | "major" | "prerelease" | "downgrade" | "incomparable";

/**
 * What kind of step it is from one version to another. A step *to* a
 * pre-release is `prerelease`; one from a pre-release to its own release is as
 * big as the release is. Build metadata is no step (helm's OCI charts carry it).
 */
export function classifyStep(from: string, to: string): VersionStep {
  if (from === to) return "same";
  const a = parseVersion(from);
  const b = parseVersion(to);
  if (!a || !b || isCalendar(a) !== isCalendar(b)) return "incomparable";

  const order = comparePrecedence(a, b);
  if (order === 0) return "same";
  if (order > 0) return "downgrade";
  if (isPrerelease(b)) return "prerelease";
  return sizeOf(firstDifference(a, b) ?? lastNonZero(b));
}

function sizeOf(index: number): VersionStep {
  return index === 0 ? "major" : index === 1 ? "minor" : "patch";
}

function firstDifference(a: Version, b: Version): number | undefined {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let i = 0; i < length; i++) if ((a.numbers[i] ?? "0") !== (b.numbers[i] ?? "0")) return i;
  return undefined;
}

function lastNonZero(version: Version): number {
  return Math.max(
    0,
    version.numbers.findLastIndex((n) => n !== "0"),
  );
}

/** `2026.8.7` after `1.4.2` is a change of scheme, not a major step. */
function isCalendar(version: Version): boolean {
  const year = Number(version.numbers[0]);
  return (year >= 1990 && year <= 2100) || year >= 19_900_101;
}

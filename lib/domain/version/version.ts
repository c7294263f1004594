/**
 * A version as people and registries write it. Three families are read: semver
 * (with or without `v`, one to three numbers), longer numbers (`4.0.19.3001`)
 * and calendar versions (`2026.08.07`). Everything else is a name: it is shown,
 * but it has no place in an order and is never chosen by itself.
 */
export type Version = {
  text: string;
  /** Digit strings without leading zeros: calendar stamps do not fit a double. */
  numbers: readonly string[];
  prerelease: readonly string[];
  build: string;
  /** Strictly three numbers (a `v` may precede): what Flux's sources accept. */
  strict: boolean;
};

const GRAMMAR =
  /^v?(\d+(?:\.\d+){0,7})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:[+_]([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const STRICT = /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-|\+|$)/;

/** Null where the text is a name and no version (`latest`, `main`, a short commit hash). */
export function parseVersion(text: string): Version | null {
  if (text.length > 128) return null;
  const match = GRAMMAR.exec(text);
  const digits = match?.[1];
  if (!match || digits === undefined) return null;
  if (/^\d{7,}$/.test(digits) && !text.startsWith("v") && !looksLikeDate(digits)) return null;
  const prerelease = match[2]?.split(".") ?? [];
  return {
    text,
    numbers: digits.split(".").map((n) => n.replace(/^0+(?=\d)/, "")),
    prerelease,
    build: match[3] ?? "",
    strict: STRICT.test(text) && prerelease.every((part) => !/^0\d+$/.test(part)),
  };
}

/** One short commit hash in 27 has digits only; as a number it would be the newest version for ever. */
function looksLikeDate(digits: string): boolean {
  return /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?$/.test(digits);
}

export function isPrerelease(version: Version): boolean {
  return version.prerelease.length > 0;
}

/** Precedence of semver §11 for any count of numbers; build metadata does not count. Negative: `a` is older. */
export function comparePrecedence(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const step = compareDigits(a.numbers[i] ?? "0", b.numbers[i] ?? "0");
    if (step !== 0) return step;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

export function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const left = a[i];
    const right = b[i];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const step = compareIdentifiers(left, right);
    if (step !== 0) return step;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber && bIsNumber) return compareDigits(a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, ""));
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return compareText(a, b);
}

function compareDigits(a: string, b: string): number {
  return a.length === b.length ? compareText(a, b) : Math.sign(a.length - b.length);
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * A total order over any texts: names first (so that they come last when the
 * newest is on top), then by precedence, equal precedence by build, then text.
 */
export function compareVersions(a: string, b: string): number {
  return compareRead(readText(a), readText(b));
}

/** Newest on top, names last. Does not change its argument. Each is read once: a service may have ten thousands. */
export function newestFirst(versions: readonly string[]): string[] {
  return versions
    .map(readText)
    .sort((a, b) => (a.version || b.version ? compareRead(b, a) : compareText(a.text, b.text)))
    .map(({ text }) => text);
}

type Read = { text: string; version: Version | null };

function readText(text: string): Read {
  return { text, version: parseVersion(text) };
}

function compareRead({ text: a, version: left }: Read, { text: b, version: right }: Read): number {
  if (!left || !right) {
    if (left) return 1;
    if (right) return -1;
    return compareText(a, b);
  }
  return comparePrecedence(left, right) || compareText(left.build, right.build) || compareText(a, b);
}

/** The newest that is no pre-release, else the newest pre-release; undefined where nothing is a version. */
export function newest(versions: readonly string[]): string | undefined {
  const ordered = newestFirst(versions).flatMap((text) => parseVersion(text) ?? []);
  return (ordered.find((version) => !isPrerelease(version)) ?? ordered[0])?.text;
}

/** Where several places of one service differ, a promotion starts from the one that is furthest behind. */
export function oldest(versions: readonly (string | undefined)[]): string | undefined {
  return newestFirst(versions.filter((version) => version !== undefined)).at(-1);
}

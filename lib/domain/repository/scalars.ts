/**
 * What a plain scalar means to Go's YAML, which kustomize and Flux read with: YAML
 * 1.2's booleans, but 1.1's octal, binary and underscores, and timestamps that come
 * out as full instants. https://github.com/yaml/go-yaml/blob/v3/resolve.go
 */

const NULLS = new Set(["", "~", "null", "Null", "NULL"]);
const TRUES = new Set(["true", "True", "TRUE"]);
const FALSES = new Set(["false", "False", "FALSE"]);
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/;
const LEGACY_OCTAL = /^[-+]?0[0-7]+$/;
const PREFIXED = /^[-+]?0(?:x[0-9a-f]+|o[0-7]+|b[01]+)$/i;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[-+]\d{2}:\d{2}))?$/;
/** One without a zone is Greenwich's, if there is a space in it. */
const SPACED = /^(\S+) ([\d:.]+)$/;

/** The value of an unquoted scalar. A timestamp is the string that JSON gets. */
export function meaningOf(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Most scalars are words: everything that means more starts with one of these.
  if (!(first >= 48 && first <= 57) && !STARTS.has(text.charAt(0))) return text;
  if (NULLS.has(text)) return null;
  if (TRUES.has(text)) return true;
  if (FALSES.has(text)) return false;
  const number = numberOf(text);
  // JSON has no negative zero.
  return number === undefined ? (instantOf(text) ?? text) : number === 0 ? 0 : number;
}

const OLD_TRUTH = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/**
 * The same to the older library (YAML 1.1's truth values, dates as texts), which
 * reads kustomization.yaml, and objects again after Flux has substituted in them.
 */
export function oldMeaningOf(text: string): string | number | boolean | null {
  if (OLD_TRUTH.test(text)) return /^(?:y|yes|on)$/i.test(text);
  const value = meaningOf(text);
  return typeof value === "string" ? text : value;
}

const STARTS = new Set(["", "~", "n", "N", "t", "T", "f", "F", ".", "+", "-"]);

function numberOf(text: string): number | undefined {
  if (INTEGER.test(text)) return Number(text);
  const bare = text.includes("_") ? text.replaceAll("_", "") : text;
  if (INTEGER.test(bare)) return Number(bare);
  const sign = bare.startsWith("-") ? -1 : 1;
  const digits = bare.replace(/^[-+]/, "");
  if (LEGACY_OCTAL.test(bare)) return sign * Number.parseInt(digits, 8);
  if (PREFIXED.test(bare)) return sign * Number(digits);
  // What is too large for a number is a text.
  if (FLOAT.test(bare)) return Number.isFinite(Number(bare)) ? Number(bare) : undefined;
  if (INFINITE.test(text)) return sign * Number.POSITIVE_INFINITY;
  return text === ".nan" || text === ".NaN" || text === ".NAN" ? Number.NaN : undefined;
}

function instantOf(text: string): string | undefined {
  const found = TIMESTAMP.exec(text.includes(" ") ? text.replace(SPACED, "$1T$2Z") : text);
  if (!found) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = found;
  const two = (part: string | undefined) => String(part).padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  const check = new Date(`${date}T${two(hour)}:${two(minute)}:${two(second)}Z`);
  if (Number.isNaN(check.getTime()) || check.getUTCDate() !== Number(day)) return undefined;
  const tail = fraction.replace(/0+$/, "");
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${tail === "" ? "" : `.${tail}`}${zone}`;
}

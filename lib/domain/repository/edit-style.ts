import type { Scalar } from "yaml";
import { meaningOf } from "./scalars.ts";

/** What YAML 1.1 readers (Helm's among them) take for a boolean, a number in base 60, or a number with exponent. */
const OLD_BOOLEAN = /^(?:y|n|yes|no|on|off)$/i;
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/;
const NUMBER_LIKE = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/;

/** True where every reader takes the unquoted text for text. */
export function readsAsText(text: string): boolean {
  if (text === "" || OLD_BOOLEAN.test(text) || BASE_60.test(text) || NUMBER_LIKE.test(text)) return false;
  return typeof meaningOf(text) === "string" && !/^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/.test(text);
}

/**
 * How a new value may be written in place of an old one, the author's own style
 * first. A number stays one only where nothing is lost by it: `41` → `42`, but
 * `0.3` → `"0.10"`, and from 1e6 on Helm prints floats with an exponent.
 */
export function spellings(old: Scalar<string>, value: string): string[] {
  const double = JSON.stringify(value);
  const single = `'${value.replaceAll("'", "''")}'`;
  if (old.type === "QUOTE_DOUBLE") return [double];
  if (old.type === "QUOTE_SINGLE") return [single];
  if (old.type !== "PLAIN") return [];
  // A tag says how to read what follows, so quotes are never needed for the type.
  const plain = old.tag !== undefined || readsAsText(value) || staysNumber(old.value, value) ? [value] : [];
  return [...plain, double, single];
}

function staysNumber(old: string, value: string): boolean {
  if (typeof meaningOf(old) !== "number" || !/^\d+(?:\.\d+)?$/.test(value)) return false;
  return String(Number(value)) === value && Number(value) < 1e6;
}

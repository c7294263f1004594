import { Buffer } from "node:buffer";
import { madeMapping, madeScalar, sameData } from "../../tree.ts";
import type { Tree } from "../../types.ts";
import { TemplateFault } from "./lex.ts";
import { TEXTS } from "./texts.ts";
import {
  type Call,
  list,
  listOf,
  mapOf,
  numberOf,
  onNumbers,
  textOf,
  textsOf,
  type Value,
  wholeOf,
  wrong,
} from "./typed.ts";
import { isTrue, printed } from "./values.ts";

/**
 * Functions of text/template, of slim-sprig (those whose answer follows from what they are given) and flux-operator's
 * own. What only frames a value, or chooses among several, keeps knowing where it is written.
 * https://go-task.github.io/slim-sprig/
 */
function indexed([value, ...keys]: Value[]): Value {
  return keys.reduce<Value>((at, key) => {
    if (at?.is === "mapping") return at.entries.get(textOf(key));
    const item = listOf(at)[wholeOf(key)];
    if (!item) throw new TemplateFault(`index ${printed(key)} is out of range`);
    return item;
  }, value);
}

function isSame(a: Value, b: Value): boolean {
  return a === undefined || b === undefined ? a === b : sameData(a, b);
}

type Basic = string | number | boolean;

/** Values of one type, which alone can be compared: a whole number and another one are two types. */
function compared(a: Value, b: Value): [Basic, Basic] {
  const [one, other] = [a, b].map((each) => (each?.is === "scalar" ? each.value : null));
  const isPair =
    one !== null &&
    other !== null &&
    one !== undefined &&
    other !== undefined &&
    typeof one === typeof other &&
    Number.isInteger(one) === Number.isInteger(other);
  if (!isPair) throw new TemplateFault("it compares what cannot be compared");
  return [one, other];
}

const ordered = (holds: (a: Basic, b: Basic) => boolean): Call => {
  return ([a, b]) => {
    const [one, other] = compared(a, b);
    if (typeof one === "boolean") throw new TemplateFault("it compares what has no order");
    return madeScalar(holds(one, other));
  };
};

function isEqual(a: Value, b: Value): boolean {
  const [one, other] = compared(a, b);
  return one === other;
}

function chosen([yes, no, test]: Value[]): Value {
  if (test?.is !== "scalar" || typeof test.value !== "boolean") throw wrong("true or false", test);
  return test.value ? yes : no;
}

function asNumber(value: Value, round: (value: number) => number): Value {
  const result = round(numberOf(value));
  return value?.is === "scalar" && value.value === result ? value : madeScalar(result);
}

function dug(given: Value[]): Value {
  let at: Value = given.at(-1);
  for (const key of given.slice(0, -2)) {
    const entries = mapOf(at);
    if (!entries.has(textOf(key))) return given.at(-2);
    at = entries.get(textOf(key));
  }
  return at;
}

function dict(given: Value[]): Tree {
  const entries: [string, Tree][] = [];
  for (let at = 0; at < given.length; at += 2) entries.push([printed(given[at]), given[at + 1] ?? madeScalar("")]);
  return madeMapping(entries);
}

function some([map, ...keys]: Value[], isTaken: boolean): Tree {
  const names = new Set(keys.map(textOf));
  return madeMapping([...mapOf(map)].filter(([key]) => names.has(key) === isTaken));
}

function kindOf(value: Value): string {
  if (value === undefined) return "invalid";
  if (value.is !== "scalar") return value.is === "mapping" ? "map" : "slice";
  if (typeof value.value === "number") throw wrong("what is no number", value);
  return typeof value.value === "boolean" ? "bool" : value.value === null ? "invalid" : "string";
}

function lengthOf(value: Value): number {
  if (value?.is === "mapping") return value.entries.size;
  return value?.is === "sequence" ? value.items.length : Buffer.byteLength(textOf(value));
}

const whole = (given: Value[]): Value => asNumber(given[0], Math.trunc);

const LOGIC: Readonly<Record<string, Call>> = {
  not: ([value]) => madeScalar(!isTrue(value)),
  eq: ([a, ...others]) => madeScalar(others.some((other) => isEqual(a, other))),
  ne: ([a, b]) => madeScalar(!isEqual(a, b)),
  lt: ordered((a, b) => a < b),
  le: ordered((a, b) => a <= b),
  gt: ordered((a, b) => a > b),
  ge: ordered((a, b) => a >= b),
  default: ([fallback, value]) => (isTrue(value) ? value : fallback),
  coalesce: (given) => given.find(isTrue),
  ternary: chosen,
  empty: ([value]) => madeScalar(!isTrue(value)),
  all: (given) => madeScalar(given.every(isTrue)),
  any: (given) => madeScalar(given.some(isTrue)),
  fail: ([message]) => {
    throw new TemplateFault(`it fails: ${printed(message)}`);
  },
  kindIs: ([kind, value]) => madeScalar(kindOf(value) === textOf(kind)),
  kindOf: ([value]) => madeScalar(kindOf(value)),
};

const NUMBERS: Readonly<Record<string, Call>> = {
  int: whole,
  int64: whole,
  atoi: ([value]) => madeScalar(/^[-+]?\d+$/.test(textOf(value)) ? Number(textOf(value)) : 0),
  add: onNumbers((...given) => given.reduce((a, b) => a + b, 0)),
  add1: onNumbers((value = 0) => value + 1),
  sub: onNumbers((a = 0, b = 0) => a - b),
  mul: onNumbers((...given) => given.reduce((a, b) => a * b, 1)),
  div: onNumbers((a = 0, b = 0) => quotient(a, b, a / b)),
  mod: onNumbers((a = 0, b = 0) => quotient(a, b, a % b)),
  max: onNumbers((...given) => Math.max(...given)),
  min: onNumbers((...given) => Math.min(...given)),
  until: ([count]) =>
    list(Array.from({ length: Math.min(Math.max(wholeOf(count), 0), 1000) }, (_, index) => madeScalar(index))),
};

function quotient(_a: number, b: number, result: number): number {
  if (b === 0) throw new TemplateFault("it divides by zero");
  return result;
}

const LISTS: Readonly<Record<string, Call>> = {
  list,
  index: indexed,
  len: ([value]) => madeScalar(lengthOf(value)),
  first: ([from]) => listOf(from)[0],
  last: ([from]) => listOf(from).at(-1),
  rest: ([from]) => list(listOf(from).slice(1)),
  initial: ([from]) => list(listOf(from).slice(0, -1)),
  append: ([from, item]) => list([...listOf(from), item]),
  prepend: ([from, item]) => list([item, ...listOf(from)]),
  concat: (given) => list(given.flatMap((each) => [...listOf(each)])),
  reverse: ([from]) => list(listOf(from).toReversed()),
  uniq: ([from]) => list(listOf(from).filter((each, at, all) => all.findIndex((other) => isSame(each, other)) === at)),
  compact: ([from]) => list(listOf(from).filter(isTrue)),
  without: ([from, ...drop]) => list(listOf(from).filter((each) => !drop.some((other) => isSame(each, other)))),
  has: ([item, from]) => madeScalar(listOf(from).some((each) => isSame(each, item))),
  sortAlpha: ([from]) =>
    list(
      textsOf(from)
        .sort()
        .map((each) => madeScalar(each)),
    ),
  dict,
  get: ([map, key]) => mapOf(map).get(textOf(key)) ?? madeScalar(""),
  hasKey: ([map, key]) => madeScalar(mapOf(map).has(textOf(key))),
  keys: (given) => list(given.flatMap((map) => [...mapOf(map).keys()]).map((key) => madeScalar(key))),
  values: ([map]) => list([...mapOf(map).values()]),
  pick: (given) => some(given, true),
  omit: (given) => some(given, false),
  dig: dug,
};

export const FUNCTIONS: Readonly<Record<string, Call>> = { ...LOGIC, ...NUMBERS, ...LISTS, ...TEXTS };

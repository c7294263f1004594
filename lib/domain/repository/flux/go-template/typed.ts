import { isNothing, madeScalar, madeSequence } from "../../tree.ts";
import type { Tree } from "../../types.ts";
import { TemplateFault } from "./lex.ts";
import { printed } from "./values.ts";

/** What functions are given, by type: Go stops where it is another one than it wants, and so do we. */
export type Value = Tree | undefined;
export type Call = (given: Value[]) => Value;

export function wrong(wanted: string, value: Value): TemplateFault {
  return new TemplateFault(`a function wants ${wanted} and is given ${printed(value).slice(0, 40)}`);
}

export function textOf(value: Value): string {
  if (value?.is !== "scalar" || typeof value.value !== "string") throw wrong("a text", value);
  return value.value;
}

export function wholeOf(value: Value): number {
  if (value?.is !== "scalar" || !Number.isInteger(value.value)) throw wrong("a whole number", value);
  return Number(value.value);
}

/** As sprig casts whatever it is given: what is no number is 0, and so is a text that is no whole one. */
export function numberOf(value: Value): number {
  const said = value?.is === "scalar" ? value.value : null;
  if (typeof said === "string") return /^[-+]?\d+$/.test(said) ? Number(said) : 0;
  return said === true ? 1 : Number(said);
}

export function listOf(value: Value): readonly Tree[] {
  if (value?.is !== "sequence") throw wrong("a list", value);
  return value.items;
}

export function mapOf(value: Value): ReadonlyMap<string, Tree> {
  if (value?.is !== "mapping") throw wrong("a map", value);
  return value.entries;
}

/** A list, or one value in place of one. */
export function textsOf(value: Value): string[] {
  if (isNothing(value)) return [];
  return value?.is === "sequence" ? value.items.filter((each) => !isNothing(each)).map(printed) : [printed(value)];
}

/** A function of texts. */
export function onTexts(call: (...given: string[]) => string | boolean): Call {
  return (given) => {
    if (given.length !== call.length) throw new TemplateFault("a function is given more or less than it wants");
    return madeScalar(call(...given.map(textOf)));
  };
}

export function onNumbers(call: (...given: number[]) => number): Call {
  return (given) => madeScalar(Math.trunc(call(...given.map((each) => Math.trunc(numberOf(each))))));
}

export function list(items: readonly Value[]): Tree {
  return madeSequence(items.map((item) => item ?? madeScalar(null)));
}

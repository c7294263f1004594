import { meaningOf } from "../scalars.ts";
import { entriesOf, isNothing, itemsOf, madeMapping, madeScalar, madeSequence, withEntry, withItems } from "../tree.ts";
import type { Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { keyText } from "./patch-lists.ts";
import { printedAs } from "./patch-marks.ts";
import { regularExpression } from "./selectors.ts";

/**
 * Paths of replacements: `spec.containers.[name=web].image`, `list.0`, `metadata.annotations.a\.b` or `[a.b]`, as kyaml's
 * SmarterPathSplitter cuts them. A path may begin with a dot. Where a value comes from and where it goes to are found by
 * two different readers of kyaml, which agree on little more than that.
 */
export function splitFieldPath(path: string): string[] {
  const pieces = splitAtDots(path);
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as string;
    if (!piece.startsWith("[") || piece.endsWith("]")) {
      parts.push(piece);
      continue;
    }
    const bracketed = [piece];
    while (at < pieces.length - 1 && !bracketed.at(-1)?.endsWith("]")) bracketed.push(pieces[++at] as string);
    const whole = bracketed.join(".");
    parts.push(whole.includes("=") ? whole : whole.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return parts;
}

function splitAtDots(path: string): string[] {
  const [first = "", ...rest] = path.split(".").slice(/^\../.test(path) ? 1 : 0);
  const parts = [first];
  for (const piece of rest) {
    const last = parts.at(-1) as string;
    if (last.endsWith("\\")) parts[parts.length - 1] = `${last.slice(0, -1)}.${piece}`;
    else parts.push(piece);
  }
  return parts;
}

const INDEX = /^\+?\d+$/;
const ITEM = /^\[([^=]*)=(.*)\]$/s;

/**
 * The one node at a path from which a value comes (kyaml/yaml/fns.go, PathGetter): an item says exactly what is in the
 * brackets, `-` is the last one, and spaces and empty parts do not count.
 */
export function nodeAtPath(node: Tree | undefined, path: readonly string[]): Tree | undefined {
  let at = node;
  for (const part of path.map((each) => each.trim())) if (part !== "") at = partOf(at, part);
  return at;
}

function partOf(node: Tree | undefined, part: string): Tree | undefined {
  const items = itemsOf(node);
  if (INDEX.test(part)) return items[Number(part)];
  if (part === "-") return items.at(-1);
  const [, field = "", value = ""] = ITEM.exec(part) ?? [];
  if (field !== "")
    return items.find((item) => entriesOf(item).has(field) && keyText(entriesOf(item).get(field)) === value);
  return part.startsWith("[") ? items.find((item) => keyText(item) === value) : entriesOf(node).get(part);
}

/** What becomes of a node that is there, or of the place of one that is made; `create` makes what is missing on the way. */
type Goal = {
  readonly create: boolean;
  readonly change: (old: Tree | undefined) => Tree;
  readonly at: Tree;
};

/**
 * Changes every node at a path to which a value goes (kyaml/yaml/match.go, PathMatcher): what is in the brackets is a
 * regular expression for a part of what an item says, so that `[name=app]` is `app-proxy` too, and `*` are all items.
 * Undefined where nothing is there.
 */
export function replaceNodes(node: Tree, path: readonly string[], goal: Goal): Tree | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return goal.change(node);
  if (INDEX.test(part)) return atIndex(node, Number(part), rest, goal);
  if (part.startsWith("[") && part.endsWith("]")) return amongItems(node, part, rest, goal);
  if (part === "*") return eachOf(listed(node, goal), node, (item) => replaceNodes(item, rest, goal));
  return inField(node, part, rest, goal);
}

function inField(node: Tree, name: string, rest: readonly string[], goal: Goal): Tree | undefined {
  if (name === "" || (node.is !== "mapping" && !isNothing(node)))
    throw new DoesNotBuild(
      "replacement-field",
      `A replacement looks for the field "${name}" of what is no map.`,
      goal.at,
    );
  const child = entriesOf(node).get(name);
  const next = child ? replaceNodes(child, rest, goal) : goal.create ? made(rest, goal) : undefined;
  // What kyaml adds to a null is lost when that is printed.
  return next && node.is === "mapping" ? withEntry(node, name, next) : next && node;
}

function atIndex(node: Tree, index: number, rest: readonly string[], goal: Goal): Tree | undefined {
  const items = listed(node, goal);
  if (goal.create && index === items.length) return withOneMore(node, made(rest, goal));
  const item = items[index];
  if (!item)
    throw new DoesNotBuild("replacement-field", `A replacement looks for item ${index} of ${items.length}.`, goal.at);
  const next = replaceNodes(item, rest, goal);
  return next && eachOf(items, node, (each, at) => (at === index ? next : each));
}

function amongItems(node: Tree, part: string, rest: readonly string[], goal: Goal): Tree | undefined {
  const [, field, pattern] = ITEM.exec(part) ?? [];
  if (field === undefined || pattern === undefined)
    throw new DoesNotBuild("replacement-field", `${part} in a path of a replacement must be [field=value].`, goal.at);
  // Of an item without fields there is nothing more to find.
  const inside = (item: Tree) => (field === "" ? goal.change(item) : replaceNodes(item, rest, goal));
  const isMeant = (said: Tree | undefined) =>
    said?.is === "scalar" && regularExpression(pattern, goal.at).test(printedText(said));
  const found = eachOf(listed(node, goal), node, (item) =>
    isMeant(field === "" ? item : entriesOf(item).get(field)) ? inside(item) : undefined,
  );
  if (found || !goal.create) return found;
  const text = madeScalar(meaningOf(pattern), { text: pattern });
  // kyaml makes an item that says the expression, and looks for it again, without end where it is not found.
  if (!isMeant(text))
    throw new DoesNotBuild("replacement-field", `A replacement cannot make what ${part} finds.`, goal.at);
  return withOneMore(node, field === "" ? goal.change(undefined) : inside(madeMapping([[field, text]])));
}

/** Of a scalar, as it is printed. */
function printedText(said: Scalar): string {
  const text = said.value === null ? said.text : keyText(said);
  return printedAs(said) === "plain" ? text : said.style === "single" ? `'${text}'` : `"${text}"`;
}

function made(rest: readonly string[], goal: Goal): Tree | undefined {
  const [next] = rest;
  if (next === undefined) return goal.change(undefined);
  return replaceNodes(/^\[.*\]$/s.test(next) || INDEX.test(next) ? madeSequence([]) : madeMapping([]), rest, goal);
}

function listed(node: Tree, { at }: Goal): readonly Tree[] {
  if (node.is !== "sequence" && !isNothing(node))
    throw new DoesNotBuild("replacement-field", "A replacement looks for an item of what is no list.", at);
  return itemsOf(node);
}

/** Undefined where nothing was found in any item. */
function eachOf(
  items: readonly Tree[],
  list: Tree,
  change: (item: Tree, at: number) => Tree | undefined,
): Tree | undefined {
  const changed = items.map(change);
  if (list.is !== "sequence" || changed.every((item) => item === undefined)) return undefined;
  return withItems(
    list,
    items.map((item, at) => changed[at] ?? item),
  );
}

function withOneMore(list: Tree, item: Tree | undefined): Tree | undefined {
  return item && list.is === "sequence" ? withItems(list, [...list.items, item]) : item && list;
}

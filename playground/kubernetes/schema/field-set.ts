/*
 * Sets of field paths as FieldsV1 writes them. A node without children is a member; a node with children is a member only
 * when it has "." as well. The root itself is never a member.
 */
import type { FieldSet } from "../objects.ts";

type Node = FieldSet | undefined;

function isMember(node: Node): boolean {
  return node !== undefined && ("." in node || Object.keys(node).length === 0);
}

function children(node: Node): [string, FieldSet][] {
  return node ? Object.entries(node).filter(([key]) => key !== ".") : [];
}

function make(member: boolean, inside: [string, FieldSet][]): Node {
  if (inside.length === 0) return member ? {} : undefined;
  return Object.fromEntries(member ? [[".", {}], ...inside] : inside);
}

type Combine = (inA: boolean, inB: boolean) => boolean;

function combine(a: Node, b: Node, keep: Combine): Node {
  return make(keep(isMember(a), isMember(b)), combineChildren(a, b, keep));
}

function combineChildren(a: Node, b: Node, keep: Combine): [string, FieldSet][] {
  const keys = new Set([...children(a), ...children(b)].map(([key]) => key));
  const kept: [string, FieldSet][] = [];
  for (const key of [...keys].sort()) {
    const node = combine(a?.[key], b?.[key], keep);
    if (node) kept.push([key, node]);
  }
  return kept;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return Object.fromEntries(combineChildren(a, b, (inA, inB) => inA || inB));
}

export function subtract(a: FieldSet, b: FieldSet): FieldSet {
  return Object.fromEntries(combineChildren(a, b, (inA, inB) => inA && !inB));
}

export function intersect(a: FieldSet, b: FieldSet): FieldSet {
  return Object.fromEntries(combineChildren(a, b, (inA, inB) => inA && inB));
}

export function isEmpty(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** Its members as the server prints them in conflicts: `.spec.containers[name="web"].image`. */
export function paths(set: FieldSet, prefix = ""): string[] {
  return children(set).flatMap(([key, node]) => {
    const path = prefix + step(key);
    return [...(isMember(node) ? [path] : []), ...paths(node, path)];
  });
}

function step(key: string): string {
  if (key.startsWith("f:")) return `.${key.slice(2)}`;
  if (key.startsWith("v:")) return `[=${key.slice(2)}]`;
  const keys: Record<string, unknown> = JSON.parse(key.slice(2));
  const inside = Object.entries(keys).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${inside.join(",")}]`;
}

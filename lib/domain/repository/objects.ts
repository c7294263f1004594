import { originOfScalar, piecesOfScalar } from "./origins.ts";
import { isScalar, nodeAt, type Plain, textAt, toData } from "./tree.ts";
import type { Layer, Link, ManifestObject, Mapping, Origin, Path, Piece, Scalar, Tree } from "./types.ts";

/**
 * Reading composed objects: their values, who wrote them, and by which way they
 * came. The only file that the rest of the product needs to ask.
 */

export function objectOf(tree: Mapping, layers: readonly Layer[]): ManifestObject {
  return {
    apiVersion: textAt(tree, "apiVersion") ?? "",
    kind: textAt(tree, "kind") ?? "",
    name: textAt(tree, "metadata", "name") ?? "",
    namespace: textAt(tree, "metadata", "namespace") ?? "",
    tree,
    layers,
  };
}

/** Plain JSON, as kustomize would print it. */
export function toPlain(object: ManifestObject): { [key: string]: Plain } {
  return toData(object.tree) as { [key: string]: Plain };
}

/** `apps` of `apps/v1`, the empty string for the core group. */
export function groupOf(object: { apiVersion: string }): string {
  const slash = object.apiVersion.indexOf("/");
  return slash === -1 ? "" : object.apiVersion.slice(0, slash);
}

export function valueAt(object: ManifestObject, path: Path): Plain | undefined {
  const node = nodeAt(object.tree, path);
  return node && toData(node);
}

export function scalarAt(object: ManifestObject, path: Path): Scalar | undefined {
  const node = nodeAt(object.tree, path);
  return isScalar(node) ? node : undefined;
}

/**
 * Where the value at `path` is written. A value that is put together from several
 * places (a template with a variable, an image with a new tag) has no one origin:
 * ask `piecesOf`. If all but one piece come from outside, or there is only one, that one is it.
 */
export function originOf(object: ManifestObject, path: Path): Origin | undefined {
  const scalar = scalarAt(object, path);
  if (!scalar) return undefined;
  const pieces = piecesOfScalar(scalar);
  const [only] = pieces;
  if (pieces.length === 1 && only) return only.origin;
  return scalar.parts ? undefined : originOfScalar(scalar);
}

/** The value at `path` in pieces, each with the place that says it; their texts joined are the value. */
export function piecesOf(object: ManifestObject, path: Path): Piece[] {
  const scalar = scalarAt(object, path);
  return scalar ? piecesOfScalar(scalar) : [];
}

/** The pieces that cover the characters `from` (inclusive) to `to` (exclusive) of the value at `path`. */
export function piecesBetween(object: ManifestObject, path: Path, from: number, to: number): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const piece of piecesOf(object, path)) {
    const start = Math.max(at, from);
    const end = Math.min(at + piece.text.length, to);
    if (start < end) found.push(cutPiece(piece, start - at, end - at));
    at += piece.text.length;
  }
  return found;
}

function cutPiece(piece: Piece, from: number, to: number): Piece {
  if (from === 0 && to === piece.text.length) return piece;
  const base = piece.cut?.[0] ?? 0;
  return { ...piece, text: piece.text.slice(from, to), cut: [base + from, base + to] };
}

/**
 * "Why is this value here?": from the file that said it first, through every layer
 * that let it through or changed it, to what is applied.
 */
export function chainOf(object: ManifestObject, path: Path): Link[] {
  const node = nodeAt(object.tree, path);
  const steps = historyOf(node);
  const links: Link[] = [];
  let current: Tree | undefined = steps[0]?.node;
  let written = false;
  for (const layer of object.layers) {
    const step = steps.findLast((candidate) => candidate.by === layer);
    if (step) {
      current = step.node;
      links.push({ layer, effect: written ? "changed" : "written", value: saidBy(current), ...originField(current) });
      written = true;
    } else if (layer.kind === "resource" || layer.kind === "generator") {
      const said = steps[0]?.by === undefined ? steps[0]?.node : undefined;
      written = said !== undefined;
      links.push({ layer, effect: "written", value: saidBy(said), ...originField(said) });
    } else links.push({ layer, effect: "through", value: saidBy(written ? current : undefined) });
  }
  return links;
}

type Step = { node: Tree; by: Layer | undefined };

function historyOf(node: Tree | undefined): Step[] {
  const steps: Step[] = [];
  for (let at = node; at !== undefined; at = at.is === "scalar" ? at.before : undefined) {
    steps.unshift({ node: at, by: at.is === "scalar" ? at.by : undefined });
  }
  return steps;
}

function saidBy(node: Tree | undefined): Link["value"] {
  return node?.is === "scalar" ? node.value : undefined;
}

function originField(node: Tree | undefined): { origin?: Origin } {
  if (node?.is !== "scalar") return {};
  const pieces = piecesOfScalar(node);
  const origin =
    (pieces.length === 1 ? pieces[0]?.origin : undefined) ??
    pieces.find((piece) => piece.variable)?.origin ??
    pieces.at(-1)?.origin;
  return origin ? { origin } : {};
}

import { chainOf, piecesBetween } from "../objects.ts";
import type { ManifestObject, Origin, Path, Piece } from "../types.ts";
import type { ChainStep, Place, VersionForm } from "./types.ts";

/** A version in an object: its text after all layers, and the line that decides it. */
export type Written = {
  version: string;
  place: Place | null;
  /** Names of variables that the repository does not decide. */
  unresolved: string[];
  /** The field that declares it, in the object as it is applied. */
  target: Target;
};

export type Target = { object: ManifestObject; path: Path };

/** Where characters `from` to `to` of the value at `path` are written. `form` is what they are in the object itself. */
export function writtenAt(object: ManifestObject, path: Path, from: number, to: number, form: VersionForm): Written {
  const pieces = piecesBetween(object, path, from, to);
  const version = pieces.map((piece) => piece.text).join("");
  const unresolved = [...version.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap((match) => match[1] ?? []);
  const { leading, around } = leadingPiece(pieces);
  if (!leading?.origin) return { version, place: null, unresolved, target: { object, path } };
  const place = placeOf(leading, leading.origin, form, lockOf(pieces, leading, around, unresolved));
  const said = around && (around[0] || around[1]) ? { ...place, around } : place;
  return { version, place: said, unresolved, target: { object, path } };
}

/** Of `v${VERSION}-alpine` the variable's value moves; what stands around it is the same for every version. */
function leadingPiece(pieces: readonly Piece[]): { leading: Piece | undefined; around?: [string, string] } {
  const known = pieces.filter((piece) => piece.origin);
  const moving = pieces.filter((piece) => /\d/.test(piece.text) || piece.variable !== undefined);
  const leading = moving.find((piece) => piece.origin) ?? known[0];
  const [only] = pieces.length === 1 ? pieces : moving.length === 1 ? moving : [];
  if (!only || only !== leading) return { leading };
  const at = pieces.indexOf(only);
  const textOf = (some: readonly Piece[]) => some.map((piece) => piece.text).join("");
  return { leading, around: [textOf(pieces.slice(0, at)), textOf(pieces.slice(at + 1))] };
}

function lockOf(
  pieces: readonly Piece[],
  leading: Piece,
  around: [string, string] | undefined,
  unresolved: readonly string[],
): string | undefined {
  const [variable] = unresolved;
  if (variable !== undefined) {
    return `The value of \${${variable}} comes from outside the repository, so it is not changed here.`;
  }
  if (pieces.length > 1 && !around) {
    return "The version is put together from several places, so none of them alone can be changed.";
  }
  if (!leading.origin?.exact) {
    return "The line is known, but not the characters: the text around it is quoted, folded, encoded or made by another tool.";
  }
  // The text of the template is no YAML as long as its conditions stand in it, so no edit of it could be proven.
  if (leading.origin.path.at(-1) === "resourcesTemplate") {
    return "It stands in a template with conditions or loops, which is changed by hand.";
  }
  return undefined;
}

export function placeOf(piece: Piece, origin: Origin, form: VersionForm, locked?: string): Place {
  const whole = wholeTextOf(piece);
  const cut = piece.cut && !(piece.cut[0] === 0 && piece.cut[1] === whole.length) ? piece.cut : undefined;
  return {
    file: origin.file,
    line: origin.line,
    column: origin.column,
    path: printPath(origin),
    form: formAt(origin, piece, form),
    written: whole,
    ...(cut ? { part: [cut[0], cut[1]] as [number, number] } : {}),
    address: { document: origin.document, path: origin.path },
    ...(locked === undefined ? {} : { locked }),
  };
}

function wholeTextOf(piece: Piece): string {
  const scalar = piece.scalar;
  if (!scalar) return piece.text;
  return typeof scalar.value === "string" ? scalar.value : scalar.text;
}

/** Where the line stands decides how it is written there, whatever it ends up as in the object. */
function formAt(origin: Origin, piece: Piece, form: VersionForm): VersionForm {
  const keys = origin.path.map(String);
  if (/(^|\/)[Kk]ustomization(\.ya?ml)?$/.test(origin.file) && keys[0] === "images") return "kustomize-image";
  const images = keys.lastIndexOf("images");
  if (images > 0 && keys[images - 1] === "spec" && keys.length === images + 3) return "flux-image";
  if (keys.at(-2) === "substitute" && keys.at(-3) === "postBuild") return "substitute";
  if (keys[0] === "spec" && (keys[1] === "inputs" || keys[1] === "defaultValues")) return "resource-set-input";
  if (piece.cut && /\$\{\w+:?[=-]$/.test(wholeTextOf(piece).slice(0, piece.cut[0]))) return "substitute-default";
  if (origin.style === "file" || keys.at(-2) === "literals") return "config-value";
  const isData = keys.at(-2) === "data" || keys.at(-2) === "stringData";
  if (isData && (keys.length === 2 || piece.variable !== undefined)) return "config-value";
  return piece.variable === undefined ? form : "substitute";
}

/** `spec.patches[0].patch → spec.chart.spec.version`: an arrow where the text of a scalar is YAML again. */
export function printPath(origin: Origin): string {
  const cuts = [...origin.hosts.map((host) => host.path.length), origin.path.length];
  let from = 0;
  return cuts
    .map((to) => {
      const text = printSteps(origin.path.slice(from, to));
      from = to;
      return text;
    })
    .filter((text) => text !== "")
    .join(" → ");
}

function printSteps(steps: Path): string {
  return steps
    .map((step, i) => {
      if (typeof step === "number") return `[${step}]`;
      const key = /^[A-Za-z0-9_-]+$/.test(step) ? step : JSON.stringify(step);
      return i === 0 ? key : `.${key}`;
    })
    .join("");
}

/** The way of the value at `path`, for people. Layers that only let it through stay: they are the answer to "by which way". */
export function chainFor(object: ManifestObject, path: Path): ChainStep[] {
  return chainOf(object, path).map(({ layer, origin, effect, value }) => ({
    kind: layer.kind,
    effect,
    ...(value === undefined || value === null ? {} : { value: String(value) }),
    sentence: layer.sentence,
    file: (effect === "through" ? undefined : origin?.file) ?? layer.file,
    line: (effect === "through" ? undefined : origin?.line) ?? layer.line ?? 1,
    ...(effect !== "through" && origin
      ? { column: origin.column }
      : layer.column === undefined
        ? {}
        : { column: layer.column }),
  }));
}

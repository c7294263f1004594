import type { Where } from "../result.ts";
import type { ForkedMap } from "./forked-map.ts";
import type { Scope } from "./memo.ts";

/**
 * What the composition half of this folder publishes.
 *
 * A composed object is a tree of nodes (`Tree`) instead of plain data, because
 * the question that Sluice answers is not "which value" but "whose value": each
 * scalar knows the bytes that wrote it, and what it was before. Nodes are never
 * changed after they are made: layers share them, and copy only what they touch.
 */

/**
 * A repository at one commit, or as much of it as is wanted: paths with `/`,
 * relative to its root, to their text. `parsed` is filled on demand; hand the
 * one before to `repositoryOf(files, before)` and unchanged files stay parsed.
 */
export type Repository = {
  readonly files: ReadonlyMap<string, string>;
  readonly parsed?: ForkedMap<string, Source>;
  /** As Flux builds it: what a kustomization takes from elsewhere is fetched, and stands for itself here. */
  readonly isFetching?: true;
  /** What was worked out so far, and under which name this view of the repository is known there (memo.ts). */
  readonly scope?: Scope;
};

/** A text with YAML in it: a file, or (with `host`) a scalar of another source that holds YAML. */
export type Source = {
  readonly file: string;
  readonly text: string;
  readonly host?: Scalar;
  /** Filled by `documentsOf`; empty documents are left out, `index` counts them. */
  documents?: readonly YamlDocument[];
  /** Why the text cannot be read, if it cannot. */
  broken?: { readonly sentence: string; readonly at: Where };
  /** A key that is written twice in one map, where that is an error. */
  doubled?: { readonly sentence: string; readonly at: Where };
  /** What no object can say, because JSON has no word for it: a key that is a number, an infinity. */
  unspeakable?: { readonly sentence: string; readonly at: Where };
  /** There is something in it that does not come out of kustomize as it is written: it prints every object once. */
  isReprinted?: boolean;
  lineStarts?: readonly number[];
  /** Another file of the repository with the same text: clusters hold copies of Flux, of a third of a megabyte each. */
  readonly twin?: Source;
};

export type YamlDocument = { readonly index: number; readonly root: Tree };

export type Tree = Scalar | Mapping | Sequence;

export type Style = "plain" | "single" | "double" | "literal" | "folded" | "file" | "made";

/**
 * `value` is what kustomize and Flux read (YAML 1.2 with octal and underscores, as
 * Go reads it), `text` the string as written for plain ones (`1.10`, `0123`).
 * `start` and `end` are offsets into `source.text`, quotes included.
 */
export type Scalar = {
  readonly is: "scalar";
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly style: Style;
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** Reached through an alias or a merge key, or carries an anchor itself: other places share these bytes. */
  readonly shared?: boolean;
  /** How kustomize prints the value, where that is not how the file writes it: what replaces it keeps that. */
  readonly printed?: "quoted" | "plain" | "folded";
  /** While kustomize builds: other places of the object hold the same node, and change with this one. */
  readonly node?: object;
  /** An explicit tag (`!!str`), which forbids guessing at the type. */
  readonly tag?: string;
  /** Put together from these (a template and its variables, an image and its new tag). Their texts joined are the value. */
  readonly parts?: readonly Part[];
  /** The layer that put this scalar here, and what stood here before; absent on what a file says itself. */
  readonly by?: Layer;
  readonly before?: Tree;
};

/** `of` wrote this piece; `from` and `to` cut it out of that scalar's value (the whole of it when absent). */
export type Part = { readonly text: string; readonly of?: Scalar; readonly from?: number; readonly variable?: string };

export type Mapping = {
  readonly is: "mapping";
  readonly entries: ReadonlyMap<string, Tree>;
  readonly schemaSaid?: string;
  /** Of keys that are written twice, what was said first; `entries` has what was said last. */
  readonly doubled?: ReadonlyMap<string, Tree>;
  readonly source: Source;
  readonly start: number;
  readonly end: number;
};

export type Sequence = {
  readonly is: "sequence";
  readonly items: readonly Tree[];
  /** A comment at the key that is an object of JSON: to kustomize, the schema of what stands there. */
  readonly schemaSaid?: string;
  readonly source: Source;
  readonly start: number;
  readonly end: number;
};

export type Path = readonly (string | number)[];

export type LayerKind =
  | "resource"
  | "base"
  | "component"
  | "generator"
  | "namespace"
  | "name"
  | "labels"
  | "annotations"
  | "images"
  | "replicas"
  | "patch"
  | "replacement"
  | "reference"
  | "variable"
  | "flux"
  | "substitution";

/** One step on the way of an object or a value: the line that did it, and a sentence for people. */
export type Layer = {
  readonly kind: LayerKind;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly sentence: string;
};

/**
 * Where a scalar is written. Lines and columns count from 1, `start` and `end`
 * are offsets into the file's text. `path` goes on inside YAML that is embedded
 * in a scalar; `hosts` are the scalars that embed it, outermost first, and
 * `exact` is false when the bytes cannot be pointed at (the host is quoted or
 * folded, or was changed by a substitution on that line): `start` and `end` are
 * then those of the outermost host.
 */
export type Origin = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly document: number;
  readonly path: Path;
  readonly start: number;
  readonly end: number;
  readonly style: Style;
  readonly shared: boolean;
  readonly exact: boolean;
  readonly hosts: readonly { readonly path: Path; readonly style: Style }[];
};

/** A piece of a value with the place that wrote it; without `origin` it comes from outside the repository. */
export type Piece = {
  readonly text: string;
  readonly origin?: Origin;
  /** The piece is this cut of what the scalar at `origin` says (in characters of its value). */
  readonly cut?: readonly [number, number];
  /** The scalar at `origin` itself, for those who must look closer. */
  readonly scalar?: Scalar;
  /** Name of the variable that carried the piece here. */
  readonly variable?: string;
};

/** An object as kustomize or Flux would apply it. Read it with the functions of `objects.ts`. */
export type ManifestObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty when the object names none. */
  readonly namespace: string;
  readonly tree: Mapping;
  /** From the file that says it, outwards: everything that included it or changed it. */
  readonly layers: readonly Layer[];
};

/** One link of the answer to "why is this value here?". */
export type Link = {
  readonly layer: Layer;
  /** `written`: the value was first said here; `changed`: this layer replaced it; `through`: let through as it is. */
  readonly effect: "written" | "changed" | "through";
  /** The value after this layer. */
  readonly value: string | number | boolean | null | undefined;
  readonly origin?: Origin;
};

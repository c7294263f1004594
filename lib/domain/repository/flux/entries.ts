import type { Refusal } from "../../result.ts";
import type { ForkedMap } from "../forked-map.ts";
import type { ManifestObject } from "../types.ts";
import type { From } from "./built-once.ts";
import { keyOf } from "./kinds.ts";
import type { Remote } from "./remote.ts";
import type { Suspensions } from "./suspended.ts";

export type BuiltKustomization = {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly object: ManifestObject;
  readonly objects: readonly ManifestObject[];
  /** How many of them are not what ResourceSets among them make. */
  readonly own: number;
  /** Those that a ResourceSet makes which is not reconciled, each with it. */
  readonly held?: ReadonlyMap<ManifestObject, string> | undefined;
  /** Why it does not build; its objects are then unknown. */
  readonly error?: Refusal;
  /** Its source is not this repository, and what it holds is not known. */
  readonly elsewhere?: boolean;
  /** The other cluster that its objects go to. */
  readonly on?: Remote | undefined;
};

/** A Flux Kustomization as it was met last; `on` is the cluster that it is on itself. */
export type Entry = {
  readonly key: string;
  object: ManifestObject;
  readonly depth: number;
  readonly on?: Remote | undefined;
  built?: BuiltKustomization;
  settings?: string;
  /** How often it was built, and what it was built from in the end. */
  times: number;
  from?: From;
  /** How often it was met, and how many it was the first to meet in the first round: they stand together. */
  meetings: number;
  first: number;
};

/** How it was put together, for whoever does it again. */
export type Together = {
  /** In the order in which they were met. */
  readonly entries: readonly Entry[];
  /** Keys of what units of the repository came to, by their names; undefined where some are from what a generator makes. */
  readonly units: ForkedMap<string, string> | undefined;
  /** Keys of objects that were looked for, found or not; or of more than those. */
  readonly asked: Set<string>;
  /** The roots, as they are named in units. */
  readonly scope: string;
  readonly builds: number;
  readonly suspensions: Suspensions;
};

/** Kustomizations below one another; real repositories have three. */
export const DEEPEST = 12;
export const MOST_BUILDS = 5_000;

export const unbuilt = { times: 0, meetings: 1, first: 0 };

/** Tells the Kustomizations of one cluster from those of the same name on others. */
export function entryKeyOf(object: ManifestObject, on: Remote | undefined): string {
  return on ? `${on.name} ${keyOf(object)}` : keyOf(object);
}

/** The name of the unit that an object is built in. */
export function unitFor(scope: string, on: Remote | undefined, object: ManifestObject): string {
  return `flux ${scope} ${on?.name ?? ""} ${keyOf(object)}`;
}

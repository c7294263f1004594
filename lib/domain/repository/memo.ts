import { ForkedMap } from "./forked-map.ts";
import { RestsOn } from "./rests-on.ts";
import type { Repository } from "./types.ts";

/**
 * What was worked out of a repository so far, in units that each know what they rest on: files,
 * listings of folders, other units, and the inputs they were given. A repository that is made
 * from another one (`repositoryOf(files, before)`) keeps every unit that nothing changed for, so
 * that a push costs what it changed. A unit is never changed, and asking for one twice gives the
 * same answer as working it out twice: forgetting any of them costs time and nothing else.
 */
export type Unit = { readonly inputs: readonly unknown[]; readonly value: unknown };

/** Different inputs that one name is remembered for: a Kustomization before and after its variables are known. */
const MOST_VARIANTS = 4;

/** What a source hands on of a repository, and which files that are. */
export type View = { readonly repository: Repository; readonly isKept: (file: string) => boolean };

/** Paths of files. */
export type Difference = {
  readonly modified: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

const NO_DIFFERENCE: Difference = { modified: [], added: [], removed: [] };

export class Memo {
  /** By what their sources ignore. The repository itself, as its files are, is none of them. */
  readonly views = new Map<string, View>();
  private readonly units: ForkedMap<string, readonly Unit[]>;
  private readonly restsOn: RestsOn;
  /** What units said of the repository before, where they have to be worked out again. */
  private readonly former = new Map<string, readonly unknown[]>();
  private readonly open: string[] = [];

  /** What is different in the repository before, of which the former values speak. */
  readonly difference: Difference;

  constructor(
    difference: Difference = NO_DIFFERENCE,
    units = new ForkedMap<string, readonly Unit[]>(),
    restsOn = new RestsOn(),
  ) {
    this.difference = difference;
    this.units = units;
    this.restsOn = restsOn;
  }

  /** The open unit rests on this. */
  note(on: string): void {
    const name = this.open.at(-1);
    if (name !== undefined) this.restsOn.add(on, name);
  }

  /**
   * The remembered answer for these inputs, or the one that `make` gives, which is told what came of other inputs and of
   * the repository before, the last one first. What it throws is not remembered.
   */
  unit<T>(name: string, inputs: readonly unknown[], isSame: SameInputs, make: (former: readonly T[]) => T): T {
    this.note(name);
    const others = this.units.get(name) ?? [];
    const known = others.find((unit) => isSame(unit.inputs, inputs));
    if (known) return known.value as T;
    this.open.push(name);
    try {
      const former = [...others.map(({ value }) => value), ...(this.former.get(name) ?? [])];
      const unit = { inputs, value: make(former as T[]) };
      this.units.set(name, [unit, ...others.slice(0, MOST_VARIANTS - 1)]);
      return unit.value;
    } finally {
      this.open.pop();
    }
  }

  /** Names of the units that were known of the repository before, and have to be worked out again. */
  forgotten(): Iterable<string> {
    return this.former.keys();
  }

  /** What is still known after these reads would give something else. */
  without(changed: ReadonlySet<string>, difference: Difference): Memo {
    const units = this.units.fork();
    const next = new Memo(
      difference,
      units,
      this.restsOn.pruned((name) => units.has(name)),
    );
    for (const name of this.restsOn.reached(changed)) {
      const forgotten = units.get(name);
      if (!forgotten) continue;
      units.delete(name);
      next.former.set(
        name,
        forgotten.map(({ value }) => value),
      );
    }
    return next;
  }
}

type SameInputs = (before: readonly unknown[], now: readonly unknown[]) => boolean;

export function areIdentical(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((input, i) => input === now[i]);
}

/** Views of a repository share its memo, each under a name of its own; the repository itself has the name "". */
export type Scope = { readonly memo: Memo; readonly view: string };

export function scopeOf(repository: Repository): Scope {
  return repository.scope ?? { memo: new Memo(), view: "" };
}

/** The repository with a memory, at least for as long as it is in hand. */
export function withScope(repository: Repository): Repository {
  return repository.scope ? repository : { ...repository, scope: scopeOf(repository) };
}

export function unitOf<T>(
  repository: Repository,
  name: string,
  inputs: readonly unknown[],
  make: (former: readonly T[]) => T,
  isSame: SameInputs = areIdentical,
): T {
  const { memo, view } = scopeOf(repository);
  return memo.unit(unitNameOf(view, name), inputs, isSame, make);
}

/** The name of a unit among those of all views. No file and no folder is called like it. */
export const unitNameOf = (view: string, name: string): string => `${view}\n\n${name}`;

export const ANYTHING = "*";

export const fileOf = (view: string, path: string): string => `${view}\n${path}`;
export const existenceOf = (view: string, folder: string): string => `${view}\n${folder}\n?`;
export const listingOf = (view: string, folder: string): string => `${view}\n${folder}\n/`;

export function noteFile({ scope }: Repository, path: string): void {
  scope?.memo.note(fileOf(scope.view, path));
}

export function noteExistence({ scope }: Repository, folder: string): void {
  scope?.memo.note(existenceOf(scope.view, folder));
}

export function noteListing({ scope }: Repository, folder: string): void {
  scope?.memo.note(listingOf(scope.view, folder));
}

/** The open unit rests on everything. */
export function noteAnything({ scope }: Repository): void {
  scope?.memo.note(ANYTHING);
}

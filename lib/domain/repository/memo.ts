import type { Repository } from "./types.ts";

/**
 * What was worked out of a repository so far, in units that each know what they rest on: files,
 * listings of folders, other units, and the inputs they were given. A repository that is made
 * from another one (`repositoryOf(files, before)`) keeps every unit that nothing changed for, so
 * that a push costs what it changed. A unit is never changed, and asking for one twice gives the
 * same answer as working it out twice: forgetting any of them costs time and nothing else.
 */
export type Unit = {
  readonly inputs: readonly unknown[];
  readonly reads: Set<string>;
  readonly nested: Unit[];
  value: unknown;
};

/** Different inputs that one name is remembered for: a Kustomization before and after its variables are known. */
const MOST_VARIANTS = 4;

/** What a source hands on of a repository, and which files that are. */
export type View = {
  readonly repository: Repository;
  readonly kept: ReadonlySet<string>;
  readonly isKept: (file: string) => boolean;
};

export class Memo {
  readonly units = new Map<string, Unit[]>();
  /** What units said of the repository before, where they have to be worked out again. */
  readonly former = new Map<string, unknown[]>();
  /** By what their sources ignore. The repository itself, as its files are, is none of them. */
  readonly views = new Map<string, View>();
  private readonly open: Unit[] = [];

  /** The open unit rests on this. */
  note(read: string): void {
    this.open.at(-1)?.reads.add(read);
  }

  /** The remembered answer for these inputs, or the one that `make` gives. What it throws is not remembered. */
  unit<T>(name: string, inputs: readonly unknown[], isSame: SameInputs, make: (former: readonly T[]) => T): T {
    const known = this.units.get(name)?.find((unit) => isSame(unit.inputs, inputs));
    if (known) {
      this.open.at(-1)?.nested.push(known);
      return known.value as T;
    }
    const unit: Unit = { inputs, reads: new Set(), nested: [], value: undefined };
    this.open.at(-1)?.nested.push(unit);
    this.open.push(unit);
    try {
      unit.value = make((this.former.get(name) ?? []) as T[]);
    } finally {
      this.open.pop();
    }
    this.units.set(name, [unit, ...(this.units.get(name) ?? []).slice(0, MOST_VARIANTS - 1)]);
    return unit.value as T;
  }

  /** What is still known after these reads would give something else. */
  without(changed: ReadonlySet<string>): Memo {
    const next = new Memo();
    const verdicts = new Map<Unit, boolean>();
    for (const [name, units] of this.units) {
      // What rests on its inputs alone is never wrong, and soon never asked for: the last one is enough.
      const kept = units.filter((unit, i) => (i === 0 || unit.reads.size > 0) && !restsOn(unit, changed, verdicts));
      if (kept.length > 0) next.units.set(name, kept);
      if (kept.length < units.length)
        next.former.set(
          name,
          units.map(({ value }) => value),
        );
    }
    return next;
  }
}

type SameInputs = (before: readonly unknown[], now: readonly unknown[]) => boolean;

export function areIdentical(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((input, i) => input === now[i]);
}

function restsOn(unit: Unit, changed: ReadonlySet<string>, verdicts: Map<Unit, boolean>): boolean {
  const known = verdicts.get(unit);
  if (known !== undefined) return known;
  let found = unit.nested.some((nested) => restsOn(nested, changed, verdicts));
  if (!found)
    for (const read of changed)
      if (unit.reads.has(read)) {
        found = true;
        break;
      }
  verdicts.set(unit, found);
  return found;
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
  return memo.unit(`${view}\n${name}`, inputs, isSame, make);
}

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

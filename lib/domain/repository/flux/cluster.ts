import { ok, type Refusal, type Result, type Where } from "../../result.ts";
import { unitOf, withScope } from "../memo.ts";
import { isSameTree, withFormerOnes } from "../same-tree.ts";
import { type itemsOf, nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository, Tree } from "../types.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";
import { buildFluxKustomization } from "./kustomization.ts";
import { NamedObjects } from "./named-objects.ts";
import { isInputProvider, isResourceSet, unfoldResourceSet } from "./resource-set.ts";
import { Sources } from "./sources.ts";
import type { Variables } from "./substitute.ts";
import { isEncrypted, type VariableSource, variableSourcesOf, variablesFrom } from "./variables.ts";

/**
 * Everything that Flux applies on one cluster: from its root Kustomization down
 * through those that it applies. Built as Flux converges to it: a Kustomization
 * that is applied anew with other settings (its own patches, its parent's) is
 * built anew, and one that takes variables from a ConfigMap waits for that.
 */
export type ClusterOptions = {
  /** Values for what the repository takes from ConfigMaps and Secrets outside it; without them such variables stay `${NAME}`. */
  readonly vars?: Readonly<Record<string, string>>;
  /** What another GitRepository, OCIRepository or Bucket holds, if that is known. */
  readonly resolveSource?: (source: ManifestObject) => Repository | undefined;
  /** Unset variables end a Kustomization (Flux's feature gate StrictPostBuildSubstitutions). */
  readonly strict?: boolean;
};

export type AppliedObject = ManifestObject & { readonly by: { readonly namespace: string; readonly name: string } };

export type BuiltKustomization = {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly object: ManifestObject;
  readonly objects: readonly ManifestObject[];
  /** Why it does not build; its objects are then unknown. */
  readonly error?: Refusal;
  /** Its source is not this repository, and what it holds is not known. */
  readonly elsewhere?: boolean;
};

export type CompositionProblem = { readonly rule: string; readonly sentence: string; readonly at?: Where };

export type Cluster = {
  readonly objects: AppliedObject[];
  readonly kustomizations: BuiltKustomization[];
  readonly problems: CompositionProblem[];
};

/** Kustomizations below one another; real repositories have three. */
const DEEPEST = 12;
const MOST_BUILDS = 5_000;

/** Composes from root Flux Kustomizations, which are found by `rootsOf` (or made up by whoever knows better). */
export function composeFrom(
  repository: Repository,
  roots: readonly ManifestObject[],
  options: ClusterOptions = {},
): Cluster {
  const composition = new Composition(repository, roots, options);
  composition.run();
  return composition.result();
}

type Entry = { object: ManifestObject; depth: number; built?: BuiltKustomization; settings?: string };

class Composition {
  readonly repository: Repository;
  readonly options: ClusterOptions;
  readonly sources: Sources;
  readonly entries = new Map<string, Entry>();
  readonly named = new NamedObjects();
  readonly problems = new Map<string, CompositionProblem>();
  readonly roots: readonly ManifestObject[];
  /** Tells the Kustomizations of one cluster from those of the same name on others. */
  readonly scope: string;
  builds = 0;

  constructor(repository: Repository, roots: readonly ManifestObject[], options: ClusterOptions) {
    this.repository = withScope(repository);
    this.options = options;
    this.roots = roots;
    this.scope = roots.map((root) => `${keyOf(root)} ${textAt(root.tree, "spec", "path") ?? ""}`).join(", ");
    this.sources = new Sources(this.repository, roots, options.resolveSource, this.named);
  }

  run(): void {
    for (const root of this.roots) this.entries.set(keyOf(root), { object: root, depth: 0 });
    // Until nothing changes: variables and artifacts may come from objects that others apply.
    for (let round = 0; round < DEEPEST; round++) {
      let changed = false;
      for (const entry of this.entries.values()) changed = this.build(entry) || changed;
      if (!changed) return;
    }
  }

  build(entry: Entry): boolean {
    const { object } = entry;
    const variables = this.variablesOf(object);
    const source = this.sources.of(object);
    const settings = fingerprint(object, variables, source);
    if (entry.settings === settings || this.builds >= MOST_BUILDS) return false;
    entry.settings = settings;
    this.builds += 1;
    entry.built = this.built(object, variables, source);
    this.named.replace(entry, entry.built.objects);
    for (const child of entry.built.objects) {
      if (isFluxKustomization(child)) this.meet(child, entry.depth + 1);
    }
    return true;
  }

  meet(child: ManifestObject, depth: number): void {
    const key = keyOf(child);
    const known = this.entries.get(key);
    if (known) known.object = child;
    else if (depth <= DEEPEST) this.entries.set(key, { object: child, depth });
    else this.note("too-deep", `The Kustomization ${child.name} is more than ${DEEPEST} levels down.`, child);
  }

  built(object: ManifestObject, variables: Given, source: Repository | undefined): BuiltKustomization {
    const named = {
      namespace: object.namespace,
      name: object.name,
      path: textAt(object.tree, "spec", "path") ?? "./",
      object,
    };
    if (!source) return { ...named, objects: [], elsewhere: true };
    const missing = variables.complete ? (this.options.strict ? "strict" : "empty") : "keep";
    const result = this.once(source, object, variables.values, missing);
    return result.ok ? { ...named, objects: this.unfolded(result.value) } : { ...named, objects: [], error: result };
  }

  /** Built, or what it came to before where nothing that it rests on has changed. */
  once(
    source: Repository,
    object: ManifestObject,
    values: Given["values"],
    missing: Missing,
  ): Result<ManifestObject[]> {
    return unitOf<Result<ManifestObject[]>>(
      source,
      `flux ${this.scope} ${keyOf(object)}`,
      [object.tree, missing, ...[...values].flat()],
      (former) => {
        const result = buildFluxKustomization(source, object, values, { missing });
        const [before] = former;
        return result.ok && before?.ok ? ok(withFormerOnes(result.value, before.value)) : result;
      },
      areSameInputs,
    );
  }

  /** With what ResourceSets among them make. */
  unfolded(objects: ManifestObject[]): ManifestObject[] {
    const sets = objects.filter(isResourceSet);
    if (sets.length === 0) return objects;
    const providers = [...objects.filter(isInputProvider), ...this.named.ofKind("ResourceSetInputProvider")];
    return [
      ...objects,
      ...sets.flatMap((set) => {
        const { objects: made, unknown } = unfoldResourceSet(set, providers);
        if (unknown)
          this.note(
            "resource-set",
            `What the ResourceSet ${set.namespace}/${set.name} makes is not known: ${unknown}.`,
            set,
          );
        return made;
      }),
    ];
  }

  variablesOf(object: ManifestObject): Given {
    const values = new Map<string, ReturnType<Variables["get"]> & {}>();
    const outside: VariableSource[] = [];
    for (const source of variableSourcesOf(object)) {
      const found = variablesFrom(this.named.find(source));
      if (!found) outside.push(source);
      const given: Iterable<[string, ReturnType<Variables["get"]> & {}]> =
        found ?? Object.entries(this.options.vars ?? {});
      for (const [name, value] of given) values.set(name, value);
    }
    return { values, outside, complete: outside.length === 0 || this.options.vars !== undefined };
  }

  note(rule: string, sentence: string, object: ManifestObject): void {
    const [layer] = object.layers;
    const at = layer && layer.file !== "" ? { file: layer.file, line: layer.line, column: layer.column } : undefined;
    this.problems.set(`${rule} ${sentence}`, { rule, sentence, ...(at ? { at } : {}) });
  }

  result(): Cluster {
    const kustomizations: BuiltKustomization[] = [];
    const objects: AppliedObject[] = [];
    for (const { built, object } of this.entries.values()) {
      if (!built) continue;
      kustomizations.push(built);
      this.explain(built, object);
      const by = { namespace: built.namespace, name: built.name };
      for (const applied of built.objects) objects.push(appliedBy(applied, by));
    }
    return { objects, kustomizations, problems: [...this.problems.values()] };
  }

  explain(built: BuiltKustomization, object: ManifestObject): void {
    const name = `${built.namespace}/${built.name}`;
    if (built.error) {
      this.note("does-not-build", `The Flux Kustomization ${name} does not build: ${built.error.sentence}`, object);
      const problem = this.problems.get(
        `does-not-build The Flux Kustomization ${name} does not build: ${built.error.sentence}`,
      );
      if (problem && built.error.at) this.problems.set(`does-not-build ${name}`, { ...problem, at: built.error.at });
      if (built.error.at) this.problems.delete(`does-not-build ${problem?.sentence ?? ""}`);
    }
    if (built.elsewhere) {
      const ref = nodeAt(object.tree, ["spec", "sourceRef"]);
      this.note(
        "source-elsewhere",
        `The Flux Kustomization ${name} reads ${textAt(ref, "kind")} ${textAt(ref, "name")}, which is not this repository.`,
        object,
      );
    }
    for (const source of this.options.vars ? [] : this.variablesOf(object).outside) {
      this.note(
        "variables-outside",
        `The Flux Kustomization ${name} takes variables from the ${source.kind} ${source.namespace}/${source.name}, which the repository does not hold.`,
        object,
      );
    }
    for (const secret of built.objects) {
      if (isEncrypted(secret))
        this.note(
          "encrypted",
          `${secret.kind} ${secret.namespace}/${secret.name} is encrypted; it is not read.`,
          secret,
        );
    }
  }
}

type Missing = "strict" | "empty" | "keep";

function areSameInputs(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((input, i) => isSameInput(input, now[i]));
}

function isSameInput(a: unknown, b: unknown): boolean {
  return typeof a === "object" && typeof b === "object" ? isSameTree(a as Tree, b as Tree) : a === b;
}

const APPLIED = new WeakMap<ManifestObject, AppliedObject>();

/** The same one for the same object, so that who remembers something of it still does. */
function appliedBy(object: ManifestObject, by: AppliedObject["by"]): AppliedObject {
  const known = APPLIED.get(object);
  if (known && known.by.name === by.name && known.by.namespace === by.namespace) return known;
  const applied = { ...object, by };
  APPLIED.set(object, applied);
  return applied;
}

type Given = { values: Map<string, ReturnType<Variables["get"]> & {}>; outside: VariableSource[]; complete: boolean };

const SOURCE_NUMBERS = new WeakMap<Repository, number>();
let sourceNumber = 0;

/** What a build depends on, so that it is only repeated when that changed. */
function fingerprint(object: ManifestObject, variables: Given, source: Repository | undefined): string {
  if (source && !SOURCE_NUMBERS.has(source)) SOURCE_NUMBERS.set(source, ++sourceNumber);
  const given = [...variables.values].map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : value.text}`,
  );
  return `${source ? SOURCE_NUMBERS.get(source) : "-"}|${variables.complete}|${given.join("\u0000")}|${specText(object)}`;
}

const SPEC_TEXTS = new WeakMap<ManifestObject["tree"], string>();

function specText({ tree }: ManifestObject): string {
  const known = SPEC_TEXTS.get(tree);
  if (known !== undefined) return known;
  const text = textOf(nodeAt(tree, ["spec"]));
  SPEC_TEXTS.set(tree, text);
  return text;
}

function textOf(node: Parameters<typeof itemsOf>[0]): string {
  if (!node) return "";
  if (node.is === "scalar") return JSON.stringify(node.value);
  if (node.is === "sequence") return `[${node.items.map(textOf).join(",")}]`;
  return `{${[...node.entries].map(([key, value]) => `${key}:${textOf(value)}`).join(",")}}`;
}

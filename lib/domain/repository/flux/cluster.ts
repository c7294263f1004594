import type { Refusal, Where } from "../../result.ts";
import { ForkedMap } from "../forked-map.ts";
import { isRemoteBase, urlOfRemoteBase } from "../kustomize/remote-base.ts";
import { scopeOf, unitNameOf, withScope } from "../memo.ts";
import { originOf } from "../objects.ts";
import { nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository, Scalar } from "../types.ts";
import { type AppliedObject, appliedBy } from "./applied-object.ts";
import { asksForMore } from "./asked-variables.ts";
import { builtOnce, type From, type Given } from "./built-once.ts";
import {
  type BuiltKustomization,
  DEEPEST,
  type Entry,
  entryKeyOf,
  MOST_BUILDS,
  type Together,
  unbuilt,
  unitFor,
} from "./entries.ts";
import { fingerprint } from "./fingerprint.ts";
import { isFluxKustomization, keyOf } from "./kinds.ts";
import { ownVariables } from "./kustomization.ts";
import { NamedObjects } from "./named-objects.ts";
import { type Remote, remoteOf } from "./remote.ts";
import { isInputProvider, isResourceSet, unfoldResourceSet } from "./resource-set.ts";
import { Sources, sourceNameOf } from "./sources.ts";
import { isSuspended, suspensionOf, suspensionsAmong } from "./suspended.ts";
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
};

export type CompositionProblem = { readonly rule: string; readonly sentence: string; readonly at?: Where };

export type Cluster = {
  readonly objects: AppliedObject[];
  readonly kustomizations: BuiltKustomization[];
  readonly problems: CompositionProblem[];
  readonly together: Together;
};

/** Composes from root Flux Kustomizations, as they are written or made up. */
export function composeFrom(
  repository: Repository,
  roots: readonly ManifestObject[],
  options: ClusterOptions = {},
): Cluster {
  const composition = new Composition(repository, roots, options);
  composition.run();
  return composition.result();
}

/** What is known of one cluster while it is put together: the one that begins here, and those that it applies to. */
type Place = { readonly named: NamedObjects; readonly sources: Sources };

class Composition {
  readonly repository: Repository;
  readonly options: ClusterOptions;
  readonly places = new Map<string, Place>();
  readonly entries = new Map<string, Entry>();
  readonly problems = new Map<string, CompositionProblem>();
  readonly roots: readonly ManifestObject[];
  readonly scope: string;
  readonly asked = new Set<string>();
  builds = 0;
  round = 0;

  constructor(repository: Repository, roots: readonly ManifestObject[], options: ClusterOptions) {
    this.repository = withScope(repository);
    this.options = options;
    this.roots = roots;
    this.scope = roots.map((root) => `${keyOf(root)} ${textAt(root.tree, "spec", "path") ?? ""}`).join(", ");
  }

  place(on: Remote | undefined): Place {
    const known = this.places.get(on?.name ?? "");
    if (known) return known;
    const named = new NamedObjects(this.asked);
    const home = on ? this.place(undefined).named : named;
    const place = { named, sources: new Sources(this.repository, this.roots, named, home) };
    this.places.set(on?.name ?? "", place);
    return place;
  }

  run(): void {
    for (const root of this.roots)
      this.entries.set(keyOf(root), { ...unbuilt, key: keyOf(root), object: root, depth: 0, meetings: 0 });
    // Until nothing changes: variables and artifacts may come from objects that others apply.
    for (this.round = 0; this.round < DEEPEST; this.round++) {
      let changed = false;
      for (const entry of this.entries.values()) changed = this.build(entry) || changed;
      if (!changed) return;
    }
  }

  build(entry: Entry): boolean {
    const { object } = entry;
    const { named, sources } = this.place(entry.on);
    const variables = this.variablesOf(object, named);
    const source = sources.of(object);
    const settings = fingerprint(object, variables, source);
    if (entry.settings === settings || this.builds >= MOST_BUILDS) return false;
    entry.settings = settings;
    entry.times += 1;
    this.builds += 1;
    const on = remoteOf(object, (name) => named.find(name)) ?? entry.on;
    const place = this.place(on);
    // The source itself is not kept: it would keep the files of a time that is long gone.
    const isView = source && scopeOf(source).memo === scopeOf(this.repository).memo;
    const name = unitFor(this.scope, on, object);
    entry.from = { variables, view: isView ? scopeOf(source).view : undefined, name };
    entry.built = this.built(object, source, entry.from, place, on);
    place.named.replace(entry, entry.built.objects);
    for (const child of entry.built.objects) {
      if (isFluxKustomization(child)) this.meet(child, entry, on);
    }
    return true;
  }

  meet(child: ManifestObject, by: Entry, on: Remote | undefined): void {
    const key = entryKeyOf(child, on);
    const depth = by.depth + 1;
    const known = this.entries.get(key);
    if (known) {
      known.object = child;
      known.meetings += 1;
    } else if (depth <= DEEPEST) {
      this.entries.set(key, { ...unbuilt, key, object: child, depth, on });
      if (this.round === 0) by.first += 1;
    } else this.note("too-deep", `The Kustomization ${child.name} is more than ${DEEPEST} levels down.`, child);
  }

  built(
    object: ManifestObject,
    source: Repository | undefined,
    from: From,
    place: Place,
    on: Remote | undefined,
  ): BuiltKustomization {
    const named = {
      ...(on ? { on } : {}),
      namespace: object.namespace,
      name: object.name,
      path: textAt(object.tree, "spec", "path") ?? "./",
      object,
    };
    if (!source) return { ...named, objects: [], own: 0, elsewhere: true };
    const result = builtOnce(source, object, from);
    return result.ok
      ? { ...named, ...this.unfolded(result.value, place), own: result.value.length }
      : { ...named, objects: [], own: 0, error: result };
  }

  /** With what ResourceSets among them make. */
  unfolded(own: ManifestObject[], { named }: Place): Pick<BuiltKustomization, "objects" | "held"> {
    const sets = own.filter(isResourceSet);
    if (sets.length === 0) return { objects: own };
    const held = new Map<ManifestObject, string>();
    const providers = [...own.filter(isInputProvider), ...named.ofKind("ResourceSetInputProvider")];
    const objects = [
      ...own,
      ...sets.flatMap((set) => {
        const { objects: made, unknown, isDisabled } = unfoldResourceSet(set, providers);
        const name = `${set.namespace}/${set.name}`;
        if (isDisabled) {
          for (const object of made) held.set(object, keyOf(set));
          this.note("suspended", `The ResourceSet ${name} is not reconciled, so nothing of it is applied.`, set);
        }
        if (unknown) this.note("resource-set", `What the ResourceSet ${name} makes is not known: ${unknown}.`, set);
        return made;
      }),
    ];
    return held.size > 0 ? { objects, held } : { objects };
  }

  variablesOf(object: ManifestObject, named: NamedObjects): Given {
    const values = new Map<string, Scalar | string>();
    const outside: VariableSource[] = [];
    for (const source of variableSourcesOf(object)) {
      const found = variablesFrom(named.find(source));
      if (!found) outside.push(source);
      const given: Iterable<[string, Scalar | string]> = found ?? Object.entries(this.options.vars ?? {});
      for (const [name, value] of given) values.set(name, value);
    }
    return { values, outside, complete: outside.length === 0 || this.options.vars !== undefined };
  }

  note(rule: string, sentence: string, object: ManifestObject, said?: Where, about = sentence): void {
    const [layer] = object.layers;
    const written =
      layer && layer.file !== "" ? { file: layer.file, line: layer.line, column: layer.column } : undefined;
    const at = said ?? written;
    this.problems.set(`${rule} ${about}`, { rule, sentence, ...(at ? { at } : {}) });
  }

  result(): Cluster {
    const kustomizations: BuiltKustomization[] = [];
    const objects: AppliedObject[] = [];
    const entries = [...this.entries.values()];
    const suspensions = suspensionsAmong(entries);
    for (const { key, built, object, on } of entries) {
      if (!built) continue;
      kustomizations.push(built);
      this.explain(built, object, on);
      const by = { namespace: built.namespace, name: built.name };
      for (const applied of built.objects)
        objects.push(appliedBy(applied, by, built.on, suspensionOf(applied, { key, built }, suspensions)));
    }
    const { scope, asked, builds } = this;
    const together = { entries, units: this.unitsOf(entries), asked, scope, builds, suspensions };
    return { objects, kustomizations, problems: [...this.problems.values()], together };
  }

  unitsOf(entries: readonly Entry[]): Together["units"] {
    const units = new Map<string, string>();
    for (const { key, from, built, object } of entries) {
      if (!from || !built) continue;
      // What a generator copies is told by patterns, which any file may fit.
      if (built.elsewhere ? sourceNameOf(object).kind === "ExternalArtifact" : from.view === undefined)
        return undefined;
      if (from.view === undefined) continue;
      const unit = unitNameOf(from.view, from.name);
      // Of one name here and there, both applied to the same cluster.
      if (units.has(unit)) return undefined;
      units.set(unit, key);
    }
    return new ForkedMap(units);
  }

  explain(built: BuiltKustomization, object: ManifestObject, on: Remote | undefined): void {
    const name = `${built.namespace}/${built.name}`;
    if (isSuspended(object)) {
      const sentence = `The Flux Kustomization ${name} is suspended, so Flux applies nothing of it.`;
      this.note("suspended", sentence, object, originOf(object, ["spec", "suspend"]));
    }
    if (built.error) {
      const { sentence, at } = built.error;
      const rule = this.ruleOf(built.error, object);
      const is = rule === "does-not-build" ? "does not build" : "is not known";
      this.note(rule, `The Flux Kustomization ${name} ${is}: ${sentence}`, object, at, name);
    }
    if (built.elsewhere) {
      const ref = nodeAt(object.tree, ["spec", "sourceRef"]);
      this.note(
        "source-elsewhere",
        `The Flux Kustomization ${name} reads ${textAt(ref, "kind")} ${textAt(ref, "name")}, which is not this repository.`,
        object,
      );
    }
    for (const source of this.options.vars ? [] : this.missed(built, object, on)) {
      const there = this.place(on).named.find(source) !== undefined;
      this.note(
        "variables-outside",
        `The Flux Kustomization ${name} takes variables from the ${source.kind} ${source.namespace}/${source.name}, ${there ? "which is encrypted" : "which nothing in the repository applies"}.`,
        object,
      );
    }
    for (const each of built.objects) {
      if (isEncrypted(each))
        this.note("encrypted", `${each.kind} ${each.namespace}/${each.name} is encrypted; it is not read.`, each);
      if (isRemoteBase(each))
        this.note(
          "remote-base",
          `What the Flux Kustomization ${name} takes from ${urlOfRemoteBase(each)} is not known.`,
          each,
        );
    }
  }

  /** What Flux knows and the repository does not is nothing that is wrong with it. */
  ruleOf({ reason }: Refusal, object: ManifestObject): string {
    if (reason === "remote-base") return reason;
    const isOpen = reason === "path-missing" && textAt(object.tree, "spec", "path")?.includes("${");
    const isLeftOpen = ({ built, from }: Entry) =>
      from?.variables.complete === false && built?.objects.includes(object);
    return isOpen && [...this.entries.values()].some(isLeftOpen) ? "unresolved-variable" : "does-not-build";
  }

  /** Sources of variables that are not there, while something asks for a variable that nothing here sets. */
  missed({ objects }: BuiltKustomization, object: ManifestObject, on: Remote | undefined): readonly VariableSource[] {
    const { outside, values } = this.variablesOf(object, this.place(on).named);
    if (outside.length === 0) return outside;
    const own = ownVariables(object);
    return asksForMore(objects, (name) => values.has(name) || own.has(name)) ? outside : [];
  }
}

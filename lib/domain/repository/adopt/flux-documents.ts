import { documentsOf } from "../documents.ts";
import { byName, sourceIn } from "../files.ts";
import { noteAnything, scopeOf, unitOf } from "../memo.ts";
import { textAt } from "../tree.ts";
import type { Mapping, Repository, Source } from "../types.ts";
import { instanceOfChart, mayHoldInstance } from "./chart-instance.ts";

/** A document of one of Flux's own groups, as a file says it. */
export type FluxDocument = {
  file: string;
  tree: Mapping;
  group: string;
  kind: string;
  /** The one of `clusters/` that it lies in. */
  folder: string | undefined;
  /** Says itself where a cluster begins. */
  isBeginning: boolean;
};

/** All of them by file, without parsing what cannot hold one. After a push only its files are looked at. */
export function fluxDocuments(repository: Repository): readonly FluxDocument[] {
  return unitOf<readonly FluxDocument[]>(repository, "documents", [], ([before]) => {
    noteAnything(repository);
    if (!before) {
      const all = [...repository.files.keys()].flatMap((file) => documentsIn(repository, file));
      return all.sort((a, b) => byName(a.file, b.file));
    }
    const { modified, added, removed } = scopeOf(repository).memo.difference;
    return [...modified, ...added, ...removed].reduce(
      (documents, file) => withDocuments(documents, file, documentsIn(repository, file)),
      before,
    );
  });
}

/** With those of one file in the place of those that it had. */
function withDocuments(all: readonly FluxDocument[], file: string, now: readonly FluxDocument[]) {
  const from = placeOf(all, (other) => other >= file);
  const to = placeOf(all, (other) => other > file);
  return now.length === 0 && from === to ? all : [...all.slice(0, from), ...now, ...all.slice(to)];
}

/** Of the first whose file is so; they stand in order. */
function placeOf(all: readonly FluxDocument[], isSo: (file: string) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo((all[middle] as FluxDocument).file)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function documentsIn(repository: Repository, file: string): readonly FluxDocument[] {
  if (!/\.ya?ml$/i.test(file) || file.startsWith(".github/")) return [];
  const source = sourceIn(repository, file);
  return source ? documentsOnce(source) : [];
}

const KNOWN = new WeakMap<Source, readonly FluxDocument[]>();

function documentsOnce(source: Source): readonly FluxDocument[] {
  const known = KNOWN.get(source);
  if (known) return known;
  const holds = /kustomize\.toolkit|source\.toolkit|fluxcd\.controlplane/.test(source.text);
  const documents = (holds || mayHoldInstance(source.text) ? documentsOf(source) : []).flatMap(({ root }) => {
    if (root.is !== "mapping") return [];
    const instance = instanceOfChart(root);
    return [...(holds ? [root] : []), ...(instance ? [instance] : [])].map((tree) => documentOf(source.file, tree));
  });
  KNOWN.set(source, documents);
  return documents;
}

function documentOf(file: string, tree: Mapping): FluxDocument {
  const group = textAt(tree, "apiVersion")?.split("/")[0] ?? "";
  const kind = textAt(tree, "kind") ?? "";
  const isBeginning = file.endsWith("gotk-sync.yaml") || kind === "FluxInstance";
  return { file, tree, group, kind, folder: folderOf(file, kind, group), isBeginning };
}

function folderOf(file: string, kind: string, group: string): string | undefined {
  const match = /^(?:(.*)\/)?clusters\/([^/]+)\//.exec(file);
  return match && kind !== "" && group.endsWith(".fluxcd.io") ? file.slice(0, match[0].length - 1) : undefined;
}

export function isFluxKustomization(document: FluxDocument): boolean {
  return document.kind === "Kustomization" && document.group === "kustomize.toolkit.fluxcd.io";
}

/** True where clusters begin at the same places by the one as by the other: most documents only say where they lie and what they apply. */
export function tellTheSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return (
    before.length === now.length && before.every((document, i) => document === now[i] || isAlike(document, now[i]))
  );
}

function isAlike(before: unknown, now: unknown): boolean {
  const [a, b] = [toldBy(before as FluxDocument), toldBy(now as FluxDocument)];
  return a !== undefined && a === b;
}

/** Undefined for one in which every line may count. */
function toldBy(document: FluxDocument): string | undefined {
  const { file, tree, group, kind } = document;
  if (document.isBeginning) return undefined;
  const source = ["kind", "name", "namespace"].map((field) => textAt(tree, "spec", "sourceRef", field));
  return JSON.stringify([
    file,
    group,
    kind,
    textAt(tree, "spec", "path"),
    source,
    textAt(tree, "metadata", "namespace"),
  ]);
}

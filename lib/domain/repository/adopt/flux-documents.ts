import { documentsOf } from "../documents.ts";
import { byName, sourceIn } from "../files.ts";
import { noteAnything, scopeOf, unitOf } from "../memo.ts";
import { textAt } from "../tree.ts";
import type { Mapping, Repository, Source } from "../types.ts";

/** A document of one of Flux's own groups, as a file says it. */
export type FluxDocument = { file: string; tree: Mapping; group: string; kind: string };

/** All of them by file, without parsing what cannot hold one. After a push only its files are looked at. */
export function fluxDocuments(repository: Repository): readonly FluxDocument[] {
  return unitOf<readonly FluxDocument[]>(repository, "documents", [], ([before]) => {
    noteAnything(repository);
    const { modified, added, removed } = scopeOf(repository).memo.difference;
    const gone = new Set([...modified, ...removed]);
    const left = before?.filter(({ file }) => !gone.has(file)) ?? [];
    const files = before ? [...modified, ...added] : [...repository.files.keys()];
    const found = files.flatMap((file) => documentsIn(repository, file));
    if (found.length === 0 && left.length === before?.length) return before;
    return [...left, ...found].sort((a, b) => byName(a.file, b.file));
  });
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
  const documents = (holds ? documentsOf(source) : []).flatMap(({ root }) => {
    if (root.is !== "mapping") return [];
    const group = textAt(root, "apiVersion")?.split("/")[0] ?? "";
    return [{ file: source.file, tree: root, group, kind: textAt(root, "kind") ?? "" }];
  });
  KNOWN.set(source, documents);
  return documents;
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
  if (file.endsWith("gotk-sync.yaml") || kind === "FluxInstance") return undefined;
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

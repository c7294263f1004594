import { byName, directoryOf, normalPath } from "../files.ts";
import { folderInSource } from "../flux/artifact-root.ts";
import { readFrom } from "../flux/read-from.ts";
import { folderRoot, instanceRoot, unsaidRoots } from "../flux/roots.ts";
import { sourceNameOf } from "../flux/sources.ts";
import { layerAt } from "../kustomize/context.ts";
import { noteAnything, unitOf } from "../memo.ts";
import { objectOf } from "../objects.ts";
import { textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import { keyOf } from "./applied.ts";
import { environmentOfCluster } from "./environments.ts";
import { type FluxDocument, fluxDocuments, isFluxKustomization, tellTheSame } from "./flux-documents.ts";
import { type Followed, wrongBranches, wrongPath } from "./sync-rails.ts";
import type { Certainty, Problem } from "./types.ts";

/**
 * Where clusters begin. Flux itself says it, in `gotk-sync.yaml` or in a
 * FluxInstance; else a folder of `clusters/` is one; else the folders with Flux
 * Kustomizations that no other Kustomization applies are the roots.
 */
export type ClusterRoot = {
  name: string;
  /** What the repository calls it, where Sluice knows it by another name. */
  called?: string;
  /** Directory relative to the repository's root, "" for the root. */
  path: string;
  branch: string | null;
  /** The Flux Kustomization that everything begins with: as it is written, or as it must be. */
  root: ManifestObject;
  url: string | null;
  reason: string;
  certainty: Certainty;
};

export type Roots = { roots: ClusterRoot[]; problems: Problem[] };

export function clusterRoots(repository: Repository): Roots {
  const documents = fluxDocuments(repository);
  // Most pushes leave all of them alone, and then none is looked at.
  return unitOf(repository, "roots", [documents], () => rootsOf(repository, documents));
}

function rootsOf(repository: Repository, documents: readonly FluxDocument[]): Roots {
  const beginnings = unitOf(
    repository,
    "beginnings",
    documents.filter(({ isBeginning }) => isBeginning),
    () => said(repository, documents),
  );
  const told = isToldBy(beginnings.roots, documents) ? [] : documents;
  const make = () => rootsAmong(repository, beginnings, documents);
  return unitOf(repository, "roots among", [beginnings, ...told], make, (before, now) => {
    return before[0] === now[0] && tellTheSame(before.slice(1), now.slice(1));
  });
}

/** What Flux says itself. */
function said(repository: Repository, documents: readonly FluxDocument[]): Roots {
  const problems: Problem[] = [];
  return {
    roots: withoutRepeats([...fromSync(repository, documents, problems), ...fromInstances(repository, documents)]),
    problems,
  };
}

/** Nothing else counts where every folder of `clusters/` belongs to one that Flux says itself. */
function isToldBy(roots: readonly ClusterRoot[], documents: readonly FluxDocument[]): boolean {
  if (roots.length === 0) return false;
  let known: string | undefined;
  return documents.every(({ folder }) => {
    if (folder === undefined || folder === known) return true;
    known = folder;
    return roots.some(({ path }) => overlap(path, folder));
  });
}

function rootsAmong(
  repository: Repository,
  { roots: beginnings, problems }: Roots,
  documents: readonly FluxDocument[],
) {
  const roots = [...beginnings];
  if (roots.length === 0) roots.push(...fromUnread(repository, documents));
  const folders = fromFolders(documents).filter(
    (folder) =>
      !roots.some((known) => overlap(known.path, folder.path)) &&
      !hasSyncFile(folder.path, documents) &&
      !isAppliedFromOutside(repository, folder.path, documents),
  );
  if (folders.length > 0) {
    const isShared = sharedAmong(repository, [...roots, ...folders], documents);
    roots.push(...withoutRepeats(folders.filter(({ path }) => !isShared(path))));
  }
  return { roots: withOwnNames(roots).sort((a, b) => byName(a.name, b.name)), problems };
}

/** What such a file makes Flux apply may lie elsewhere: the folder is that cluster all the same. */
function hasSyncFile(path: string, documents: readonly FluxDocument[]): boolean {
  return documents.some(({ file }) => file.endsWith("gotk-sync.yaml") && covers(path, directoryOf(file)));
}

/** A hub keeps a folder for each cluster that it applies to; no Flux begins there. */
function isAppliedFromOutside(repository: Repository, folder: string, documents: readonly FluxDocument[]): boolean {
  return documents.some((document) => {
    const { file, tree } = document;
    if (!isFluxKustomization(document) || covers(folder, directoryOf(file))) return false;
    const kind = textAt(tree, "spec", "sourceRef", "kind");
    return covers(folder, folderInSource(repository, textAt(tree, "spec", "path") ?? "", file, kind));
  });
}

/** `clusters/common`, which the clusters beside it take in, is none itself. */
function sharedAmong(repository: Repository, begun: readonly { path: string }[], documents: readonly FluxDocument[]) {
  const reads = begun.map(({ path }) => ({ path, read: readFrom(repository, path) }));
  return (folder: string): boolean => {
    const files = documents.flatMap(({ file }) => (covers(folder, directoryOf(file)) ? file : []));
    return reads.some(
      ({ path, read }) =>
        !overlap(path, folder) && !areOtherStages(path, folder) && files.some((file) => read.has(file)),
    );
  };
}

/** `clusters/production` may be built upon `clusters/staging`, where a Flux begins all the same. */
function areOtherStages(...paths: string[]): boolean {
  const stages = paths.map((path) => environmentOfCluster(lastSegment(path)));
  return stages.every(({ order }) => order !== null) && new Set(stages.map(({ environment }) => environment)).size > 1;
}

/** The clusters of a repository as it speaks of them, without reading what is on them. */
export function clustersSaid(repository: Repository): { name: string; path: string }[] {
  return clusterRoots(repository).roots.map(({ name, path }) => ({ name, path: path || "." }));
}

function fromSync(repository: Repository, documents: readonly FluxDocument[], problems: Problem[]): ClusterRoot[] {
  const followed: Followed[] = [];
  const roots = documents.flatMap((document) => {
    if (!document.file.endsWith("gotk-sync.yaml") || !isFluxKustomization(document)) return [];
    const { file, tree } = document;
    const path = normalPath(textAt(tree, "spec", "path") ?? "");
    if (path === undefined) return [];
    const home = directoryOf(file).replace(/(^|\/)flux-system$/, "");
    const source = sourceFor(documents, document);
    // Copied from the cluster beside it; a bootstrap folder elsewhere that names the cluster's own is another habit.
    const isCopied = path !== home && directoryOf(path) === directoryOf(home) && !isTakenInBy(repository, path, file);
    if (isCopied) problems.push(wrongPath(document, path, home));
    const branch = source ? (textAt(source.tree, "spec", "ref", "branch") ?? null) : null;
    if (source && branch !== null) followed.push({ home, branch, source });
    return [
      {
        name: (isCopied ? lastSegment(home) : lastSegment(path)) || "cluster",
        path,
        branch,
        root: written(document),
        url: source ? (textAt(source.tree, "spec", "url") ?? null) : null,
        reason: `${file} says what its Flux applies.`,
        certainty: path === home ? ("certain" as const) : ("likely" as const),
      },
    ];
  });
  problems.push(...wrongBranches(followed));
  return roots;
}

/** Clusters may keep what all of them have in a folder beside them, the sync file too. */
function isTakenInBy(repository: Repository, path: string, file: string): boolean {
  return readFrom(repository, path).has(file);
}

function sourceFor(documents: readonly FluxDocument[], { file, tree }: FluxDocument): FluxDocument | undefined {
  const name = textAt(tree, "spec", "sourceRef", "name");
  const kind = textAt(tree, "spec", "sourceRef", "kind");
  return documents.find(
    (other) => other.file === file && other.kind === kind && textAt(other.tree, "metadata", "name") === name,
  );
}

/** The source that a cluster's Flux was started from, as `kind/namespace/name`. */
export function bootstrapOf({ root }: ClusterRoot): string {
  const { kind, namespace, name } = sourceNameOf(root);
  return keyOf(kind, namespace, name);
}

function fromInstances(repository: Repository, documents: readonly FluxDocument[]): ClusterRoot[] {
  return documents.flatMap((document) => {
    const { file, tree, kind, group } = document;
    if (kind !== "FluxInstance" || group !== "fluxcd.controlplane.io") return [];
    const syncKind = textAt(tree, "spec", "sync", "kind");
    if (syncKind === undefined) return [];
    const path = folderInSource(repository, textAt(tree, "spec", "sync", "path") ?? "", file, syncKind);
    const cluster = textAt(tree, "spec", "cluster", "name");
    return [
      {
        name: cluster ?? (lastSegment(path) || "cluster"),
        path,
        branch: syncKind === "GitRepository" ? branchOf(tree) : null,
        root: instanceRoot(written(document)),
        url: textAt(tree, "spec", "sync", "url") ?? null,
        reason: `The FluxInstance in ${file} says what its Flux applies.`,
        certainty: "certain" as const,
      },
    ];
  });
}

function branchOf(instance: FluxDocument["tree"]): string | null {
  return textAt(instance, "spec", "sync", "ref")?.replace(/^refs\/(?:heads|tags)\//, "") ?? null;
}

function fromFolders(documents: readonly FluxDocument[]): ClusterRoot[] {
  const folders = new Set(documents.flatMap(({ folder }) => folder ?? []));
  return [...folders].map((path) => ({
    name: lastSegment(path),
    path,
    branch: null,
    root: folderRoot(path, kustomizationsIn(path, documents)),
    url: null,
    reason: `${path} is a folder of clusters/ with Flux objects in it.`,
    certainty: "likely" as const,
  }));
}

function kustomizationsIn(folder: string, documents: readonly FluxDocument[]): ManifestObject[] {
  return documents.flatMap((document) =>
    isFluxKustomization(document) && covers(folder, directoryOf(document.file)) ? written(document) : [],
  );
}

function written({ file, tree }: FluxDocument): ManifestObject {
  return objectOf(tree, [layerAt("resource", tree, `Written in ${file}`)]);
}

/** What no Kustomization of the repository applies is applied by somebody outside it. */
function fromUnread(repository: Repository, documents: readonly FluxDocument[]): ClusterRoot[] {
  noteAnything(repository);
  const found = unsaidRoots(repository);
  const isShared = sharedAmong(repository, found, documents);
  return found.flatMap(({ name, path, root, reason, appliesItself }) => {
    if (!appliesItself && isShared(path)) return [];
    const isUsual = appliesItself || /(^|\/)clusters\/[^/]+$/.test(path);
    const certainty = isUsual ? ("likely" as const) : ("guess" as const);
    return { name: name || "cluster", path, branch: null, root, url: null, reason, certainty };
  });
}

function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

function covers(path: string, folder: string): boolean {
  return path === "" || folder === path || folder.startsWith(`${path}/`);
}

function withoutRepeats(roots: readonly ClusterRoot[]): ClusterRoot[] {
  const seen = new Map<string, ClusterRoot>();
  for (const root of roots) if (!seen.has(`${root.path}\n${root.name}`)) seen.set(`${root.path}\n${root.name}`, root);
  return [...seen.values()];
}

/**
 * Two clusters of one name, and one whose name is a number, are told by a folder above: by the nearest that differs, or
 * by all of them from where they part where no single one does.
 */
function withOwnNames(roots: readonly ClusterRoot[]): ClusterRoot[] {
  const byOwn = Map.groupBy(roots, ({ name }) => name);
  const named = roots.map((root) => ({ ...root, name: ownName(root, byOwn.get(root.name) ?? []) }));
  const twice = new Set(
    named.flatMap(({ name }, i) => (named.some((one, j) => i !== j && one.name === name) ? name : [])),
  );
  return named.map((root) => (twice.has(root.name) ? { ...root, name: root.path || root.name } : root));
}

function ownName({ name, path }: ClusterRoot, namesakes: readonly ClusterRoot[]): string {
  if (namesakes.length === 1 && !/^\d+$/.test(name)) return name;
  // The nearest comes first.
  const above = (of: string) => of.split("/").slice(0, -1).toReversed();
  const all = namesakes.map((each) => above(each.path));
  const tells = (depth: number) => new Set(all.map((folders) => folders[depth])).size === namesakes.length;
  const folders = above(path);
  const depth = folders.findIndex((_, i) => tells(i));
  return depth === -1 ? fromWherePathsPart(path, namesakes) || name : `${folders[depth]}-${name}`;
}

function fromWherePathsPart(path: string, namesakes: readonly ClusterRoot[]): string {
  const all = namesakes.map((each) => each.path.split("/"));
  const folders = path.split("/");
  const parts = folders.findIndex((folder, i) => all.some((other) => other[i] !== folder));
  return (parts === -1 ? [path] : folders.slice(parts)).join("-");
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

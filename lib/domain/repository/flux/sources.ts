import { noteAnything } from "../memo.ts";
import { nodeAt, textAt } from "../tree.ts";
import type { ManifestObject, Repository } from "../types.ts";
import { artifactOf } from "./artifacts.ts";
import { keyOf, type ObjectName } from "./kinds.ts";
import type { NamedObjects } from "./named-objects.ts";
import { viewOf } from "./source-ignore.ts";

/** Finds what a Flux Kustomization's source holds. */
export class Sources {
  readonly repository: Repository;
  /** Sources that are this repository: those of the roots, and every other object with the same address. */
  readonly own: Set<string>;
  readonly objects: NamedObjects;
  /** Where the roots are, and their sources. */
  readonly home: NamedObjects;
  readonly artifacts = new Map<string, { generator: ManifestObject; made: Repository | undefined }>();

  constructor(
    repository: Repository,
    roots: readonly ManifestObject[],
    objects: NamedObjects,
    home: NamedObjects = objects,
  ) {
    this.repository = repository;
    this.own = new Set(roots.map((root) => keyOf(sourceNameOf(root))));
    this.objects = objects;
    this.home = home;
  }

  of(kustomization: ManifestObject): Repository | undefined {
    return this.named(sourceNameOf(kustomization), 0);
  }

  named(name: ObjectName, depth: number): Repository | undefined {
    if (this.own.has(keyOf(name))) return this.view(this.find(name));
    if (depth > 5) return undefined;
    if (name.kind === "ExternalArtifact") return this.artifact(name, depth);
    const object = this.find(name);
    return object && this.isOwn(object) ? this.view(object) : undefined;
  }

  /** The repository as its source hands it on. */
  view(source: ManifestObject | undefined): Repository {
    return viewOf(this.repository, (source && textAt(source.tree, "spec", "ignore")) ?? "");
  }

  find(name: ObjectName): ManifestObject | undefined {
    return this.objects.find(name);
  }

  /** The same address and branch as the root's source is the same repository. */
  isOwn(object: ManifestObject): boolean {
    if (object.kind !== "GitRepository") return false;
    for (const key of this.own) {
      const [kind = "", namespace = "", name = ""] = key.split("/");
      const root = this.home.find({ kind, namespace, name });
      if (root && address(root) === address(object) && refText(root) === refText(object)) return true;
    }
    return false;
  }

  artifact(name: ObjectName, depth: number): Repository | undefined {
    for (const generator of this.objects.ofKind("ArtifactGenerator")) {
      if (generator.namespace !== name.namespace) continue;
      // What is copied is told by patterns, which any new file may fit.
      noteAnything(this.repository);
      const known = this.artifacts.get(keyOf(name));
      if (known?.generator === generator && known.made) return known.made;
      const made = artifactOf(generator, name.name, (source) => this.named(source, depth + 1));
      if (!made) continue;
      this.artifacts.set(keyOf(name), { generator, made });
      return made;
    }
    return undefined;
  }
}

export function sourceNameOf(kustomization: ManifestObject): ObjectName {
  const ref = nodeAt(kustomization.tree, ["spec", "sourceRef"]);
  return {
    kind: textAt(ref, "kind") ?? "GitRepository",
    name: textAt(ref, "name") ?? "",
    namespace: textAt(ref, "namespace") ?? kustomization.namespace,
  };
}

function address(object: ManifestObject): string {
  return (textAt(object.tree, "spec", "url") ?? "")
    .toLowerCase()
    .replace(/^\w+:\/\//, "")
    .replace(/^[^@/]*@/, "")
    .replace(":", "/")
    .replace(/\.git$|\/$/, "");
}

function refText(object: ManifestObject): string {
  const ref = nodeAt(object.tree, ["spec", "ref"]);
  return ["commit", "name", "semver", "tag", "branch"].map((field) => textAt(ref, field) ?? "").join("|");
}

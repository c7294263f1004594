import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Blobs and manifests on disk: `blobs/sha256/<hex>` holds every byte once, and a repository is a
 * folder of names: `_tags/<tag>` holds a digest, `_manifests/<hex>` a media type, `_blobs/<hex>`
 * nothing. Reads and writes are synchronous: the files are small, and a test wants them on disk
 * when the answer comes.
 */
export type Manifest = { digest: string; mediaType: string; bytes: Buffer };
export type Store = ReturnType<typeof openStore>;

export const digestOf = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Called after a tag of this repository has moved or gone. */
export type TagListener = (repository: string) => void;

export function openStore(dataDir: string) {
  const listeners = new Set<TagListener>();
  const tell = (repository: string) => {
    for (const listener of listeners) listener(repository);
  };
  const blobs = join(dataDir, "blobs", "sha256");
  const repositories = join(dataDir, "repositories");
  mkdirSync(blobs, { recursive: true });
  mkdirSync(repositories, { recursive: true });
  const blobPath = (digest: string) => join(blobs, hex(digest));
  const entry = (repository: string, kind: "_tags" | "_manifests" | "_blobs", name: string) =>
    join(repositories, repository, kind, name);

  function putBlob(repository: string, bytes: Buffer): string {
    const digest = digestOf(bytes);
    write(blobPath(digest), bytes);
    write(entry(repository, "_blobs", hex(digest)), "");
    return digest;
  }

  /** `reference` is a tag, which moves here, or a digest. */
  function putManifest(repository: string, reference: string, mediaType: string, bytes: Buffer): string {
    const digest = digestOf(bytes);
    write(blobPath(digest), bytes);
    write(entry(repository, "_manifests", hex(digest)), mediaType);
    if (!isDigest(reference)) {
      write(entry(repository, "_tags", reference), digest);
      tell(repository);
    }
    return digest;
  }

  function manifest(repository: string, reference: string): Manifest | undefined {
    const digest = isDigest(reference) ? reference : read(entry(repository, "_tags", reference))?.toString();
    const mediaType = digest && read(entry(repository, "_manifests", hex(digest)))?.toString();
    if (!digest || !mediaType) return undefined;
    return { digest, mediaType, bytes: readFileSync(blobPath(digest)) };
  }

  return {
    putBlob,
    putManifest,
    manifest,
    blob: (repository: string, digest: string): Buffer | undefined =>
      existsSync(entry(repository, "_blobs", hex(digest))) ? read(blobPath(digest)) : undefined,
    hasRepository: (repository: string): boolean => existsSync(join(repositories, repository, "_manifests")),
    tags: (repository: string): string[] => list(join(repositories, repository, "_tags")).sort(),
    manifests: (repository: string): Manifest[] =>
      list(join(repositories, repository, "_manifests")).flatMap(
        (name) => manifest(repository, `sha256:${name}`) ?? [],
      ),
    deleteTag(repository: string, tag: string): boolean {
      const gone = remove(entry(repository, "_tags", tag));
      if (gone) tell(repository);
      return gone;
    },
    /** The answer unsubscribes. */
    onTag(listener: TagListener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    deleteBlob: (repository: string, digest: string): boolean => remove(entry(repository, "_blobs", hex(digest))),
    /** Takes the tags that point at it along, as a registry must. */
    deleteManifest(repository: string, digest: string): boolean {
      for (const tag of list(join(repositories, repository, "_tags"))) {
        if (read(entry(repository, "_tags", tag))?.toString() === digest) remove(entry(repository, "_tags", tag));
      }
      return remove(entry(repository, "_manifests", hex(digest)));
    },
    repositories: (): string[] => repositoriesBelow(repositories, "").sort(),
  };
}

export const isDigest = (reference: string): boolean => /^sha256:[0-9a-f]{64}$/.test(reference);

const hex = (digest: string): string => digest.slice("sha256:".length);

function repositoriesBelow(root: string, below: string): string[] {
  const names = readdirSync(join(root, below)).filter((name) => statSync(join(root, below, name)).isDirectory());
  const here = names.includes("_manifests") ? [below] : [];
  return here.concat(...names.filter((n) => !n.startsWith("_")).map((n) => repositoriesBelow(root, join(below, n))));
}

function write(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function read(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function remove(path: string): boolean {
  if (!existsSync(path)) return false;
  rmSync(path);
  return true;
}

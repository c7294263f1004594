import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitObject, type ObjectInfo, ObjectReader, type ObjectType } from "./reader.ts";
import { updateRef } from "./refs.ts";
import { git, runGit } from "./run.ts";
import {
  type Commit,
  type CommitInput,
  decodeCommit,
  decodeTag,
  decodeTree,
  encodeCommit,
  encodeTree,
  isTree,
  type TagObject,
  type TreeEntry,
  writeObject,
} from "./writer.ts";

export type Ref = { name: string; oid: string; type: ObjectType; commit: string | null };
export type TreeEdit = { mode: string; oid: string } | null;

/** One bare repository: objects are read and written here, everything that has an opinion is Git's own. */
export class GitRepository {
  readonly path: string;
  private readonly reader: ObjectReader;

  constructor(path: string) {
    this.path = path;
    this.reader = new ObjectReader(path);
  }

  static async create(path: string, defaultBranch: string): Promise<GitRepository> {
    await mkdir(join(path, "hooks"), { recursive: true });
    await git(path, ["init", "-q", "--bare", `--initial-branch=${defaultBranch}`]);
    const settings = ["[uploadpack]", "allowFilter = true", "allowAnySHA1InWant = true"];
    const receive = ["[receive]", "hideRefs = refs/pull", "[gc]", "auto = 0"];
    await writeFile(join(path, "config"), `[core]\nbare = true\n${[...settings, ...receive].join("\n")}\n`);
    await writeFile(join(path, "hooks", "update"), updateHook, { mode: 0o755 });
    return new GitRepository(path);
  }

  close(): void {
    this.reader.close();
  }

  info(spec: string): Promise<ObjectInfo | null> {
    return this.reader.info(spec);
  }

  read(spec: string): Promise<GitObject | null> {
    return this.reader.read(spec);
  }

  write(type: ObjectType, body: Uint8Array | string): Promise<string> {
    return writeObject(this.path, type, typeof body === "string" ? Buffer.from(body) : body);
  }

  /** A branch, a tag, a full ref or a (short) commit name → the commit; in GitHub's order. */
  async resolve(name: string): Promise<string | null> {
    if (name.startsWith("-") || name.includes("..") || /[\s~^:?*[\\]/.test(name)) return null;
    const candidates =
      name.startsWith("refs/") || name === "HEAD" ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
    if (/^(heads|tags)\//.test(name)) candidates.push(`refs/${name}`);
    if (/^[0-9a-f]{4,40}$/.test(name)) candidates.push(name);
    for (const candidate of candidates) {
      const found = await this.reader.info(`${candidate}^{commit}`);
      if (found) return found.oid;
    }
    return null;
  }

  async commit(oid: string): Promise<Commit | null> {
    const found = await this.reader.read(oid);
    return found?.type === "commit" ? decodeCommit(found.oid, found.body) : null;
  }

  async tag(oid: string): Promise<TagObject | null> {
    const found = await this.reader.read(oid);
    return found?.type === "tag" ? decodeTag(found.oid, found.body) : null;
  }

  /** Of a tree, a commit, or `commit:folder`. */
  async tree(spec: string): Promise<TreeEntry[] | null> {
    const found = await this.reader.read(spec);
    if (found?.type === "commit") return this.tree(decodeCommit(found.oid, found.body).tree);
    return found?.type === "tree" ? decodeTree(found.body) : null;
  }

  writeCommit(input: CommitInput): Promise<string> {
    return this.write("commit", encodeCommit(input));
  }

  /** The tree with some paths set or removed; directories that become empty disappear. */
  async editTree(root: string | null, edits: ReadonlyMap<string, TreeEdit>): Promise<string> {
    return (await this.editLevel(root, edits)) ?? this.write("tree", encodeTree([]));
  }

  private async editLevel(root: string | null, edits: ReadonlyMap<string, TreeEdit>): Promise<string | null> {
    const entries = new Map((root ? ((await this.tree(root)) ?? []) : []).map((entry) => [entry.name, entry]));
    const below = new Map<string, Map<string, TreeEdit>>();
    for (const [path, edit] of edits) {
      const slash = path.indexOf("/");
      if (slash < 0) {
        if (edit) entries.set(path, { ...edit, name: path });
        else entries.delete(path);
        continue;
      }
      const name = path.slice(0, slash);
      const inner = below.get(name) ?? new Map<string, TreeEdit>();
      inner.set(path.slice(slash + 1), edit);
      below.set(name, inner);
    }
    for (const [name, inner] of below) {
      const old = entries.get(name);
      const oid = await this.editLevel(old && isTree(old) ? old.oid : null, inner);
      if (oid) entries.set(name, { mode: "040000", name, oid });
      else if (old && isTree(old)) entries.delete(name);
    }
    return entries.size === 0 ? null : this.write("tree", encodeTree([...entries.values()]));
  }

  async refs(prefix = "refs/"): Promise<Ref[]> {
    const format = "%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)";
    const text = await git(this.path, ["for-each-ref", `--format=${format}`, prefix]);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [name = "", oid = "", type = "commit", peeled = ""] = line.split("\0");
        return { name, oid, type: type as ObjectType, commit: type === "commit" ? oid : peeled || null };
      });
  }

  /** The object a full ref name points at, unpeeled. */
  async ref(name: string): Promise<string | null> {
    if (!name.startsWith("refs/")) return null;
    return (await this.reader.info(name))?.oid ?? null;
  }

  /** Moves, creates or (with null) deletes a ref, if it is still at `expected`. @throws RefMoved */
  updateRef(name: string, oid: string | null, expected?: string | null): Promise<void> {
    return updateRef(this.path, name, oid, expected);
  }

  async isRefName(name: string): Promise<boolean> {
    return (await runGit(this.path, ["check-ref-format", name])).code === 0;
  }
}

// Git itself asks this hook about each ref of a push; the doors say through the environment what is protected.
const updateHook = `#!/bin/sh
reason=$(printf '%s\\n' "$PLAYGROUND_PROTECTED" | sed -n "s|^$1 ||p")
[ -z "$reason" ] && exit 0
if [ "$reason" = "no-force" ]; then
  [ "$2" = 0000000000000000000000000000000000000000 ] && exit 0
  [ "$3" != 0000000000000000000000000000000000000000 ] && git merge-base --is-ancestor "$2" "$3" && exit 0
  reason="Cannot force-push to this branch"
fi
echo "error: GH006: Protected branch update failed for $1." >&2
echo "error: $reason" >&2
exit 1
`;

import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import type { ObjectType } from "./reader.ts";

export type Signature = { name: string; email: string; date: Date };
export type TreeEntry = { mode: string; name: string; oid: string };

/** Writes a loose object as Git does, without a process for each: a seeded fleet has thousands. */
export async function writeObject(repository: string, type: ObjectType, body: Uint8Array): Promise<string> {
  const stored = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
  const oid = createHash("sha1").update(stored).digest("hex");
  const folder = join(repository, "objects", oid.slice(0, 2));
  const file = join(folder, oid.slice(2));
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) return oid;
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_${randomBytes(6).toString("hex")}`);
  await writeFile(temporary, deflateSync(stored, { level: 1 }), { mode: 0o444 });
  await rename(temporary, file);
  return oid;
}

export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  // Git sorts a directory as if its name ended in a slash.
  const key = (entry: TreeEntry): Buffer => Buffer.from(isTree(entry) ? `${entry.name}/` : entry.name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0+/, "")} ${entry.name}\0`),
      Buffer.from(entry.oid, "hex"),
    ]),
  );
}

export function decodeTree(body: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(32, at);
    const nul = body.indexOf(0, space);
    entries.push({
      mode: body.toString("utf8", at, space).padStart(6, "0"),
      name: body.toString("utf8", space + 1, nul),
      oid: body.toString("hex", nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
}

export function isTree(entry: { mode: string }): boolean {
  return entry.mode === "040000" || entry.mode === "40000";
}

export type CommitInput = {
  tree: string;
  parents: readonly string[];
  author: Signature;
  committer: Signature;
  message: string;
};

export function encodeCommit(input: CommitInput): Buffer {
  const lines = [
    `tree ${input.tree}`,
    ...input.parents.map((parent) => `parent ${parent}`),
    `author ${encodeSignature(input.author)}`,
    `committer ${encodeSignature(input.committer)}`,
  ];
  return Buffer.from(`${lines.join("\n")}\n\n${input.message}`);
}

export function encodeTag(input: {
  object: string;
  type: ObjectType;
  tag: string;
  tagger: Signature;
  message: string;
}): Buffer {
  const head = [
    `object ${input.object}`,
    `type ${input.type}`,
    `tag ${input.tag}`,
    `tagger ${encodeSignature(input.tagger)}`,
  ];
  return Buffer.from(`${head.join("\n")}\n\n${input.message}`);
}

function encodeSignature(who: Signature): string {
  const clean = (text: string): string => text.replace(/[<>\n\0]/g, "").trim();
  return `${clean(who.name) || "unknown"} <${clean(who.email)}> ${Math.floor(who.date.getTime() / 1000)} +0000`;
}

export type Commit = {
  oid: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
};

export function decodeCommit(oid: string, body: Buffer): Commit {
  const { fields, message } = headerAndMessage(body.toString("utf8"));
  const all = (name: string): string[] => fields.filter(([key]) => key === name).map(([, value]) => value);
  return {
    oid,
    tree: all("tree")[0] ?? "",
    parents: all("parent"),
    author: decodeSignature(all("author")[0] ?? ""),
    committer: decodeSignature(all("committer")[0] ?? ""),
    message,
  };
}

export type TagObject = {
  oid: string;
  object: string;
  type: ObjectType;
  tag: string;
  tagger: Signature;
  message: string;
};

export function decodeTag(oid: string, body: Buffer): TagObject {
  const { fields, message } = headerAndMessage(body.toString("utf8"));
  const one = (name: string): string => fields.find(([key]) => key === name)?.[1] ?? "";
  return {
    oid,
    object: one("object"),
    type: one("type") as ObjectType,
    tag: one("tag"),
    tagger: decodeSignature(one("tagger")),
    message,
  };
}

function headerAndMessage(text: string): { fields: [string, string][]; message: string } {
  const blank = text.indexOf("\n\n");
  const head = blank < 0 ? text : text.slice(0, blank);
  const fields = head
    .split("\n")
    .filter((line) => !line.startsWith(" "))
    .map((line): [string, string] => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]);
  return { fields, message: blank < 0 ? "" : text.slice(blank + 2) };
}

function decodeSignature(text: string): Signature {
  const found = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(text);
  return { name: found?.[1] ?? "", email: found?.[2] ?? "", date: new Date(Number(found?.[3] ?? 0) * 1000) };
}

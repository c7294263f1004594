import { posix } from "node:path";
import type { Step } from "../../domain/repository/memo-after.ts";
import type { Blob, Blobs } from "./objects.ts";
import { isLeftOut, isYaml, mostBytes, NOT_TEXT } from "./readable.ts";

/** One side of a change: what stood, or stands, at a path. Hash is all zeros where nothing does. */
export type Entry = { mode: string; hash: string };
export type Change = { path: string; before: Entry; after: Entry };

const FILE = /^100/;
const LINK = "120000";

/**
 * The files of one commit, as a folder that it is checked out into would show them, moved from
 * commit to commit by what changed between them. `files` is a new map after each step that
 * changed a text, and the same one after a step that did not.
 */
export class Checkout {
  files: ReadonlyMap<string, string> = new Map();
  /** The files before the last step that changed any, and which paths may hold something else since. */
  step: Step | undefined;
  private readonly entries = new Map<string, Entry>();
  private readonly links = new Set<string>();
  private readonly texts = new Map<string, string>();
  private readonly blobs: Blobs;

  constructor(blobs: Blobs) {
    this.blobs = blobs;
  }

  /** Moves to the commit at which each of the paths holds what `to` says. */
  async move(changes: readonly { path: string; to: Entry }[]): Promise<void> {
    const relevant = changes.filter(({ path }) => !isLeftOut(path));
    const wanted = relevant.flatMap(({ to }) => (FILE.test(to.mode) || to.mode === LINK ? [to.hash] : []));
    const blobs = await this.blobs.read(wanted);
    const touched: string[] = [];
    let sameNames = true;
    for (const { path, to } of relevant) {
      const [before, wasLink] = [this.texts.get(path), this.links.has(path)];
      this.put(path, to, blobs.get(to.hash));
      const after = this.texts.get(path);
      if (before === after && wasLink === this.links.has(path)) continue;
      touched.push(path);
      if (before === undefined || after === undefined) sameNames = false;
    }
    if (touched.length > 0 || this.links.size > 0) this.show(touched, sameNames);
  }

  private put(path: string, to: Entry, blob: Blob | undefined): void {
    this.entries.delete(path);
    this.links.delete(path);
    this.texts.delete(path);
    if (to.mode !== LINK && !FILE.test(to.mode)) return;
    this.entries.set(path, to);
    if (!blob) return;
    if (to.mode === LINK) {
      if (blob.text === undefined) return;
      this.links.add(path);
      this.texts.set(path, blob.text);
      return;
    }
    const isRead = blob.size <= mostBytes(path) && (isYaml(path) || !blob.binary);
    this.texts.set(path, (isRead ? blob.text : undefined) ?? NOT_TEXT);
  }

  private show(touched: readonly string[], sameNames: boolean): void {
    // A link shows what stands elsewhere.
    this.step = this.links.size > 0 ? undefined : { from: this.files, touched };
    if (sameNames && this.links.size === 0) {
      const files = new Map(this.files);
      for (const path of touched) files.set(path, this.texts.get(path) ?? "");
      this.files = files;
      return;
    }
    const files: [string, string][] = [];
    for (const [path, text] of this.texts) {
      const at = this.links.has(path) ? this.followed(path) : path;
      const shown = at === path ? text : at === undefined ? undefined : this.texts.get(at);
      if (shown !== undefined) files.push([path, shown]);
    }
    const next = new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
    if (!isSame(this.files, next)) this.files = next;
  }

  /** The file that a link leads to in the end; undefined where that is a folder, nothing, or outside. */
  private followed(link: string): string | undefined {
    let at = link;
    for (let steps = 0; steps < 40; steps++) {
      const via = this.linkOn(at);
      if (via === undefined) return this.entries.has(at) ? at : undefined;
      const target = this.texts.get(via) ?? "";
      if (target.startsWith("/")) return undefined;
      at = posix.join(posix.dirname(via), target, at.slice(via.length));
      if (at === ".." || at.startsWith("../")) return undefined;
    }
    return undefined;
  }

  /** The first link on the way to a path. */
  private linkOn(path: string): string | undefined {
    for (let end = path.indexOf("/"); ; end = path.indexOf("/", end + 1)) {
      const part = end === -1 ? path : path.slice(0, end);
      if (this.links.has(part)) return part;
      if (end === -1) return undefined;
    }
  }
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false;
  for (const [path, text] of b) if (a.get(path) !== text) return false;
  return true;
}

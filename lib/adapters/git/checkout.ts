import type { Step } from "../../domain/repository/memo-after.ts";
import type { Blob, Blobs } from "./objects.ts";
import { isLeftOut, isYaml, mostBytes, NOT_TEXT } from "./readable.ts";

/** One side of a change: what stood, or stands, at a path. Hash is all zeros where nothing does. */
export type Entry = { mode: string; hash: string };
export type Change = { path: string; before: Entry; after: Entry };

/**
 * The files of one commit, moved from commit to commit by what changed between them. `files` is a new map after each
 * step that changed a text, and the same one after a step that did not. Links are not among them, as they are in
 * nothing that Flux fetches: what stands behind one is not applied, and nothing is written through one.
 */
export class Checkout {
  files: ReadonlyMap<string, string> = new Map();
  /** The files before the last step that changed any, and which paths may hold something else since. */
  step: Step | undefined;
  private readonly texts = new Map<string, string>();
  private readonly blobs: Blobs;

  constructor(blobs: Blobs) {
    this.blobs = blobs;
  }

  /** Moves to the commit at which each of the paths holds what `to` says. */
  async move(changes: readonly { path: string; to: Entry }[]): Promise<void> {
    const relevant = changes.filter(({ path }) => !isLeftOut(path));
    const blobs = await this.blobs.read(relevant.flatMap(({ to }) => (isFile(to) ? [to.hash] : [])));
    const touched: string[] = [];
    let sameNames = true;
    for (const { path, to } of relevant) {
      const before = this.texts.get(path);
      this.put(path, to, blobs.get(to.hash));
      const after = this.texts.get(path);
      if (before === after) continue;
      touched.push(path);
      if (before === undefined || after === undefined) sameNames = false;
    }
    if (touched.length > 0) this.show(touched, sameNames);
  }

  private put(path: string, to: Entry, blob: Blob | undefined): void {
    this.texts.delete(path);
    if (!isFile(to) || !blob) return;
    const isRead = blob.size <= mostBytes(path) && (isYaml(path) || !blob.binary);
    this.texts.set(path, (isRead ? blob.text : undefined) ?? NOT_TEXT);
  }

  private show(touched: readonly string[], sameNames: boolean): void {
    this.step = { from: this.files, touched };
    if (!sameNames) this.files = new Map([...this.texts].sort(([a], [b]) => (a < b ? -1 : 1)));
    else {
      const files = new Map(this.files);
      for (const path of touched) files.set(path, this.texts.get(path) ?? "");
      this.files = files;
    }
  }
}

/** Neither a link nor another repository that is bound in here. */
export function isFile({ mode }: Entry): boolean {
  return mode.startsWith("100");
}

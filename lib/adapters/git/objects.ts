import { RunningGit } from "./command.ts";
import { LARGEST_YAML, looksBinary, textOf } from "./readable.ts";
import { Damaged } from "./said.ts";

/** What a blob holds; `text` is missing where it is too large or not UTF-8. */
export type Blob = { size: number; text?: string; binary: boolean };

/** Blobs by their hash, the least recently used ones forgotten first: a text that comes back is the very same string. */
export class BlobCache {
  private readonly blobs = new Map<string, Blob>();
  private bytes = 0;
  private readonly most: number;

  constructor(most = 192 * 1024 * 1024) {
    this.most = most;
  }

  get(hash: string): Blob | undefined {
    const blob = this.blobs.get(hash);
    if (blob !== undefined) {
      this.blobs.delete(hash);
      this.blobs.set(hash, blob);
    }
    return blob;
  }

  set(hash: string, blob: Blob): void {
    this.forget(hash);
    this.blobs.set(hash, blob);
    this.bytes += weight(blob);
    for (const oldest of this.blobs.keys()) {
      if (this.bytes <= this.most || oldest === hash) break;
      this.forget(oldest);
    }
  }

  private forget(hash: string): void {
    const blob = this.blobs.get(hash);
    if (!blob) return;
    this.blobs.delete(hash);
    this.bytes -= weight(blob);
  }
}

function weight(blob: Blob): number {
  return 200 + (blob.text?.length ?? 0);
}

/** One `git cat-file` for many blobs: asked by hash, answered in the order of the questions. */
export class Blobs {
  private running: { git: RunningGit; incoming: AsyncIterator<Buffer> } | undefined;
  private rest: Buffer = Buffer.alloc(0);
  private readonly dir: string;
  private readonly cache: BlobCache;

  constructor(dir: string, cache: BlobCache) {
    this.dir = dir;
    this.cache = cache;
  }

  /** Started when something is not in memory. */
  private get started() {
    if (this.running) return this.running;
    const git = new RunningGit(["cat-file", "--batch"], this.dir);
    this.running = { git, incoming: git.child.stdout[Symbol.asyncIterator]() };
    return this.running;
  }

  /** Each blob that is asked for, from memory or from disk. What is no blob is left out. */
  async read(hashes: Iterable<string>): Promise<Map<string, Blob>> {
    const found = new Map<string, Blob>();
    const missing: string[] = [];
    for (const hash of new Set(hashes)) {
      const known = this.cache.get(hash);
      if (known) found.set(hash, known);
      else missing.push(hash);
    }
    if (missing.length === 0) return found;
    this.started.git.child.stdin.write(`${missing.join("\n")}\n`);
    for (const hash of missing) {
      const blob = await this.next();
      if (!blob) continue;
      this.cache.set(hash, blob);
      found.set(hash, blob);
    }
    return found;
  }

  /** Until something is asked for again. */
  stop(): void {
    this.running?.git.stop();
    this.running = undefined;
    this.rest = Buffer.alloc(0);
  }

  private async next(): Promise<Blob | undefined> {
    const [hash, kind = "", length = "0"] = (await this.line()).split(" ");
    // What a tree names is there: left out, it would look deleted.
    if (kind === "missing") throw new Damaged(`The mirror lacks ${hash}, and is fetched anew.`);
    if (kind !== "blob" && !/^(?:tree|commit|tag)$/.test(kind)) return undefined;
    const size = Number(length);
    const bytes = await this.take(size, kind === "blob" && size <= LARGEST_YAML);
    await this.take(1, false);
    if (kind !== "blob") return undefined;
    if (!bytes) return { size, binary: false };
    const text = textOf(bytes);
    return { size, binary: looksBinary(bytes), ...(text === null ? {} : { text }) };
  }

  private async more(): Promise<void> {
    const { value, done } = await this.started.incoming.next();
    if (done) {
      await this.started.git.end();
      throw new Error("git cat-file ended before it had answered.");
    }
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value]);
  }

  private async line(): Promise<string> {
    for (;;) {
      const end = this.rest.indexOf(10);
      if (end >= 0) {
        const line = this.rest.toString("utf8", 0, end);
        this.rest = this.rest.subarray(end + 1);
        return line;
      }
      await this.more();
    }
  }

  /** `size` bytes; what is not wanted passes by without being kept. */
  private async take(size: number, wanted: boolean): Promise<Buffer | undefined> {
    if (!wanted) {
      for (let left = size; left > 0; ) {
        if (this.rest.length === 0) await this.more();
        const gone = Math.min(left, this.rest.length);
        this.rest = this.rest.subarray(gone);
        left -= gone;
      }
      return undefined;
    }
    const chunks: Buffer[] = [];
    for (let left = size; left > 0; ) {
      if (this.rest.length === 0) await this.more();
      const part = this.rest.subarray(0, left);
      chunks.push(part);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
    }
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  }
}

import { isUtf8 } from "node:buffer";

/** A complete line, or a sign that one was not readable: too long, or not UTF-8. */
export type Line = { text: string } | { fault: "too-long" | "not-utf8" };

/**
 * Cuts a byte stream into lines. Bytes are only decoded once a line is whole, so a
 * character that is split between two chunks is no special case. A line over the
 * limit is dropped up to its end and reported once.
 */
export class LineReader {
  readonly limit: number;
  private parts: Buffer[] = [];
  private size = 0;
  private skipping = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = this.take(chunk.subarray(from, end));
      if (line) lines.push(line);
      from = end + 1;
    }
    this.keep(chunk.subarray(from));
    return lines;
  }

  private keep(rest: Buffer): void {
    if (this.skipping || rest.length === 0) return;
    this.size += rest.length;
    if (this.size > this.limit) {
      this.skipping = true;
      this.parts = [];
    } else this.parts.push(rest);
  }

  private take(last: Buffer): Line | undefined {
    this.keep(last);
    const { parts, skipping } = this;
    this.parts = [];
    this.size = 0;
    this.skipping = false;
    if (skipping) return { fault: "too-long" };
    const [only] = parts;
    const bytes = parts.length === 1 && only ? only : Buffer.concat(parts);
    if (bytes.length === 0) return undefined;
    return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { fault: "not-utf8" };
  }
}

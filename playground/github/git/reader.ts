import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { gitEnv } from "./run.ts";

export type ObjectType = "blob" | "tree" | "commit" | "tag";
export type ObjectInfo = { oid: string; type: ObjectType; size: number };
export type GitObject = ObjectInfo & { body: Buffer };

type Waiting = { wantsBody: boolean; settle: (found: GitObject | null) => void; fail: (error: Error) => void };

/**
 * Reads objects through one long-lived `git cat-file --batch-command` per repository: a REST
 * answer needs dozens of objects, and a process for each would cost more than all the rest.
 */
export class ObjectReader {
  private readonly path: string;
  private child: ChildProcessWithoutNullStreams | null = null;
  private waiting: Waiting[] = [];
  private buffered: Buffer = Buffer.alloc(0);
  private missingBytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  info(spec: string): Promise<ObjectInfo | null> {
    return this.ask("info", spec);
  }

  read(spec: string): Promise<GitObject | null> {
    return this.ask("contents", spec);
  }

  close(): void {
    this.child?.kill();
    this.child = null;
  }

  private ask(verb: "info" | "contents", spec: string): Promise<GitObject | null> {
    if (spec === "" || /[\n\0]/.test(spec)) return Promise.resolve(null);
    return new Promise((settle, fail) => {
      const child = this.start();
      this.waiting.push({ wantsBody: verb === "contents", settle, fail });
      child.stdin.write(`${verb} ${spec}\n`);
    });
  }

  private start(): ChildProcessWithoutNullStreams {
    if (this.child) return this.child;
    const child = spawn("git", ["cat-file", "--batch-command"], { cwd: this.path, env: gitEnv });
    child.stdout.on("data", (chunk: Buffer) => this.take(chunk));
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => this.failAll(error));
    child.on("close", () => {
      if (this.child === child) this.child = null;
      this.failAll(new Error("git cat-file ended"));
    });
    // An idle reader must not keep the process alive.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref?.();
    this.child = child;
    this.buffered = Buffer.alloc(0);
    this.missingBytes = 0;
    return child;
  }

  private failAll(error: Error): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const one of waiting) one.fail(error);
  }

  private take(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    while (this.waiting.length > 0 && this.buffered.length >= this.missingBytes) {
      const answer = this.next();
      if (answer === undefined) return;
      this.missingBytes = 0;
      this.waiting.shift()?.settle(answer);
    }
  }

  /** One whole answer off the buffer; undefined while bytes are still to come. */
  private next(): GitObject | null | undefined {
    const end = this.buffered.indexOf(10);
    if (end < 0) return undefined;
    const header = this.buffered.toString("utf8", 0, end);
    const fields = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(header);
    if (!fields) {
      this.buffered = this.buffered.subarray(end + 1);
      return null;
    }
    const info = { oid: fields[1] as string, type: fields[2] as ObjectType, size: Number(fields[3]) };
    if (!this.waiting[0]?.wantsBody) {
      this.buffered = this.buffered.subarray(end + 1);
      return { ...info, body: Buffer.alloc(0) };
    }
    const total = end + 1 + info.size + 1;
    if (this.buffered.length < total) {
      this.missingBytes = total;
      return undefined;
    }
    const body = Buffer.from(this.buffered.subarray(end + 1, end + 1 + info.size));
    this.buffered = this.buffered.subarray(total);
    return { ...info, body };
  }
}

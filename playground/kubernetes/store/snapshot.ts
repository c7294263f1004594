import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { KubeObject } from "../objects.ts";
import type { Store } from "./store.ts";

const shape = z.object({
  revision: z.number().int(),
  keys: z.record(z.string(), z.string()),
  objects: z.record(z.string(), z.array(z.looseObject({ apiVersion: z.string(), kind: z.string() }))),
});

export interface Snapshot {
  revision: number;
  /** The admin's token and the key that signs service accounts' tokens. */
  keys: Record<string, string>;
  objects: Record<string, KubeObject[]>;
}

export function readSnapshot(folder: string): Snapshot | undefined {
  let file: string;
  try {
    file = readFileSync(join(folder, "cluster.json"), "utf8");
  } catch {
    return undefined; // a first start
  }
  return shape.parse(JSON.parse(file)) as unknown as Snapshot;
}

export function restore(store: Store, snapshot: Snapshot): void {
  for (const [shelf, objects] of Object.entries(snapshot.objects)) {
    for (const object of objects) store.load(shelf, object);
  }
}

/** Writes beside and renames, so that a crash leaves the old file or the new one. */
export function writeSnapshot(folder: string, store: Store, keys: Record<string, string>): void {
  const shelves = store.shelves().map((shelf) => {
    const objects = store.list(shelf).map((stored) => stored.json);
    return `${JSON.stringify(shelf)}:[${objects.join(",\n")}]`;
  });
  const file = `{"revision":${store.revision},"keys":${JSON.stringify(keys)},"objects":{${shelves.join(",\n")}}}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "cluster.json.new"), file, { mode: 0o600 });
  renameSync(join(folder, "cluster.json.new"), join(folder, "cluster.json"));
}

/** Writes the snapshot at most every `everyMs` while the store changes. */
export class Saver {
  readonly #save: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(save: () => void, everyMs: number) {
    this.#save = save;
    this.#everyMs = everyMs;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#save();
    }, this.#everyMs).unref();
  }

  /** Writes now, once, and waits for nothing more. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save();
  }
}

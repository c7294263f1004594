export type Topic = "cells" | "promotions" | "releases" | "layout";

/** Something changed; whoever follows along loads it again for himself. `id` only grows, in the order of the commits. */
export type Change = { id: number; at: number; topic: Topic; keys: string[] };

export interface Live {
  /** The id of the newest change. */
  cursor(): Promise<number>;
  /** Changes after the cursor, oldest first; undefined where they are not kept any more: load everything again. */
  since(cursor: number, limit?: number): Promise<Change[] | undefined>;
  /** Every change after now, once each, in order. Returns how to stop. */
  subscribe(onChanges: (changes: Change[]) => void): () => void;
  /** Whether changes are being heard; false while the database cannot be reached. */
  connected(): boolean;
}

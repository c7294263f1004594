import { z } from "zod";

/**
 * What crosses to the browser for the board. A large fleet is one snapshot and
 * then single cells, so the shapes are flat and a cell is self-contained.
 * Times are epoch milliseconds.
 */
export const tone = z.enum(["quiet", "muted", "bad", "you", "motion", "held", "drift", "asleep"]);
export type Tone = z.infer<typeof tone>;

export const health = z.enum(["healthy", "progressing", "failing", "suspended", "unknown", "missing"]);
export type Health = z.infer<typeof health>;

export const cell = z.object({
  deployment: z.string(),
  service: z.string(),
  column: z.string(),
  /** What runs; absent when nothing was ever seen to run. */
  version: z.string().optional(),
  health: health.describe("As last heard: where its column's heardAt is older than staleAfterMs, it is not known."),
  tone,
  /** At most one thing, in plain words of about 32 characters. Absent when all is well. */
  sentence: z.string().optional(),
  motion: z.object({ from: z.string().optional(), to: z.string(), progress: z.number() }).optional(),
  /** Since when it runs this version. */
  since: z.number().optional(),
  drift: z.array(z.string()),
  suspended: z.boolean(),
  /** Releases behind the environment it is promoted from. */
  behind: z.number(),
  /** The promotion in flight here, if there is one. */
  promotion: z.string().optional(),
  /** The promotion waits for the person who looks. */
  waitsForYou: z.boolean(),
});
export type Cell = z.infer<typeof cell>;

export const column = z.object({
  id: z.string(),
  environment: z.string(),
  cluster: z.string(),
  /** Shown beside the environment's name where it has several clusters: "eu". */
  label: z.string().optional(),
  /** "follows main", "range ≥ 2.0", "fixed tag". */
  rule: z.string().optional(),
  freeze: z.string().optional(),
  /** Last sign of life; absent: never heard. */
  heardAt: z.number().optional(),
  /** A person's sentence on why nothing is heard, where one is known. */
  trouble: z.string().optional(),
});
export type Column = z.infer<typeof column>;

export const boardService = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  team: z.string().optional(),
});
export type BoardService = z.infer<typeof boardService>;

export const board = z.object({
  /** The change that this snapshot is true for; the live stream goes on after it. */
  cursor: z.number(),
  now: z.number(),
  staleAfterMs: z.number(),
  columns: z.array(column),
  services: z.array(boardService),
  cells: z.array(cell),
});
export type Board = z.infer<typeof board>;

/** One message of the live stream. `reload` is sent when the gap is too large to fill. */
export const liveMessage = z.object({
  cursor: z.number(),
  at: z.number(),
  cells: z.array(cell).optional(),
  /** column id → heardAt */
  heard: z.record(z.string(), z.number()).optional(),
  promotions: z.array(z.string()).optional(),
  reload: z.boolean().optional(),
});
export type LiveMessage = z.infer<typeof liveMessage>;

import { z } from "zod";
import { fileDiff } from "./promotion.ts";

/** One layer on the way of a version, from the line that says it first to what is applied. */
export const link = z.object({
  kind: z.string(),
  effect: z.enum(["written", "changed", "through"]),
  sentence: z.string(),
  file: z.string(),
  line: z.number(),
  column: z.number().optional(),
  url: z.string().optional(),
  /** What stands on that line. */
  text: z.string().optional(),
  /** The field before and after this layer, where the layer changed it. */
  before: z.string().optional(),
  after: z.string().optional(),
});
export type Link = z.infer<typeof link>;

/** "Why is this version here?": every layer, and the edit that would change it here and nowhere else. */
export const provenance = z.object({
  deployment: z.string(),
  service: z.object({ id: z.string(), name: z.string() }),
  environment: z.string(),
  cluster: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  version: z.string(),
  reason: z.string(),
  repository: z.object({ name: z.string(), branch: z.string(), commit: z.string(), url: z.string().optional() }),
  chain: z.array(link),
  /** The line that decides. */
  place: z
    .object({
      form: z.string(),
      file: z.string(),
      line: z.number(),
      column: z.number(),
      path: z.string(),
      written: z.string(),
      url: z.string().optional(),
    })
    .optional(),
  /** What a promotion would write: for the newest release that is known, or for an example. */
  edit: z.object({
    version: z.string().optional(),
    example: z.boolean(),
    files: z.array(fileDiff),
    notes: z.array(z.string()),
    /** Why nothing is edited, where nothing is. */
    refusal: z.string().optional(),
  }),
  /** Other deployments that the same line feeds. */
  sharedWith: z.array(
    z.object({ deployment: z.string(), service: z.string(), environment: z.string(), cluster: z.string() }),
  ),
});
export type Provenance = z.infer<typeof provenance>;

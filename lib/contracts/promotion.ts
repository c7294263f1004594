import { z } from "zod";

export const gatePhase = z.enum(["pass", "wait", "block"]);

export const gate = z.object({
  key: z.string(),
  label: z.string(),
  phase: gatePhase,
  sentence: z.string(),
  /** "you can", "in 1 d 19 h": what helps, at the end of the row. */
  aside: z.string().optional(),
  /** The person who looks can make it pass. */
  yours: z.boolean(),
});
export type Gate = z.infer<typeof gate>;

export const diffLine = z.object({
  kind: z.enum(["same", "del", "add"]),
  text: z.string(),
  line: z.number(),
  /** The characters of `text` that differ: [from, to). */
  mark: z.tuple([z.number(), z.number()]).optional(),
});
export const fileDiff = z.object({
  path: z.string(),
  line: z.number(),
  url: z.string().optional(),
  lines: z.array(diffLine),
});
export type FileDiff = z.infer<typeof fileDiff>;

export const change = z.object({
  /** "#412", or a short commit hash where no pull request is known. */
  label: z.string(),
  title: z.string(),
  author: z.string().optional(),
  url: z.string().optional(),
});
export const brings = z.object({
  since: z.string().optional(),
  commits: z.number(),
  pullRequests: z.number(),
  changes: z.array(change),
  url: z.string().optional(),
  /** Why nothing is listed, where nothing is: "The artifact does not say which commit it was made from." */
  unknown: z.string().optional(),
  /** Taken away instead of brought (a rollback). */
  takesBack: z.boolean(),
});
export type Brings = z.infer<typeof brings>;

export const leg = z.object({
  clusters: z.array(z.string()),
  state: z.string(),
  sentence: z.string(),
  pullRequest: z.object({ number: z.number(), url: z.string() }).optional(),
});

export const releaseChoice = z.object({
  version: z.string(),
  publishedAt: z.number().optional(),
  step: z.string(),
  /** Environments in which it is verified. */
  verifiedIn: z.array(z.string()),
  runsIn: z.array(z.string()),
  offered: z.boolean(),
});

/** Newest first; beyond the newest stands what is offered, asked for, or runs somewhere. */
export const releaseChoices = z.object({
  choices: z.array(releaseChoice),
  /** How many more there are: a part of the version finds them. */
  moreChoices: z.number().optional(),
});
export type ReleaseChoices = z.infer<typeof releaseChoices>;

/** What a promotion would do, before anybody asks for it. */
export const planPreview = z.object({
  service: z.string(),
  serviceName: z.string(),
  environment: z.string(),
  version: z.string().optional(),
  from: z.string().optional(),
  kind: z.enum(["promotion", "rollback"]),
  step: z.string().optional(),
  planHash: z.string().optional(),
  files: z.array(fileDiff),
  legs: z.array(leg),
  brings: brings.optional(),
  gates: z.array(gate),
  notes: z.array(z.string()),
  /** Why it cannot be asked for; then there is no plan hash. */
  refusal: z.string().optional(),
  /** Nothing to edit: a range already covers it. */
  watchOnly: z.boolean(),
  ...releaseChoices.shape,
});
export type PlanPreview = z.infer<typeof planPreview>;

export const step = z.object({
  key: z.enum(["planned", "pull-request", "gates", "merge", "rollout", "verified"]),
  label: z.string(),
  state: z.enum(["done", "now", "todo", "failed"]),
  sentence: z.string(),
});

export const promotionSummary = z.object({
  id: z.string(),
  number: z.number(),
  service: z.string(),
  serviceName: z.string(),
  environment: z.string(),
  version: z.string(),
  from: z.string().optional(),
  kind: z.enum(["promotion", "rollback"]),
  state: z.string(),
  ended: z.boolean(),
  /** The one thing to say now: "waits: 1 approval". */
  sentence: z.string(),
  tone: z.enum(["quiet", "bad", "you", "motion", "muted"]),
  requestedBy: z.string(),
  requestedAt: z.number(),
  reason: z.string(),
  waitsForYou: z.boolean(),
});
export type PromotionSummary = z.infer<typeof promotionSummary>;

export const act = z.object({
  verb: z.enum([
    "cancel",
    "retry",
    "supersede",
    "rollback",
    "approve",
    "refuse",
    "promote",
    "reconcile",
    "suspend",
    "resume",
  ]),
  allowed: z.boolean(),
  /** Why not. */
  because: z.string().optional(),
});
export type Act = z.infer<typeof act>;

export const promotion = promotionSummary.extend({
  planHash: z.string(),
  steps: z.array(step),
  legs: z.array(leg),
  gates: z.array(gate),
  files: z.array(fileDiff),
  brings: brings.optional(),
  notes: z.array(z.string()),
  pullRequest: z
    .object({ number: z.number(), url: z.string(), repository: z.string(), head: z.string().optional() })
    .optional(),
  reviews: z.array(z.object({ who: z.string(), verdict: z.string(), at: z.number() })),
  whereItIs: z.array(
    z.object({
      place: z.string(),
      /** Under this name the stream tells that the place is still heard. */
      column: z.string(),
      heardAt: z.number().optional(),
      version: z.string().optional(),
      since: z.number().optional(),
      verified: z.boolean(),
    }),
  ),
  staleAfterMs: z.number(),
  wayBack: z.object({ version: z.string(), sentence: z.string() }).optional(),
  approval: z.object({
    can: z.boolean(),
    because: z.string().optional(),
    given: z.array(
      z.object({
        who: z.string(),
        at: z.number(),
        because: z.string(),
        verdict: z.enum(["approved", "refused"]),
        counts: z.boolean(),
      }),
    ),
  }),
  timeline: z.array(
    z.object({ at: z.number(), who: z.string().optional(), sentence: z.string(), url: z.string().optional() }),
  ),
  acts: z.array(act),
});
export type Promotion = z.infer<typeof promotion>;

export const promotionList = z.object({ promotions: z.array(promotionSummary), next: z.string().optional() });
export type PromotionList = z.infer<typeof promotionList>;

export const promotionRequest = z.strictObject({
  service: z.string().min(1).max(200),
  environment: z.string().min(1).max(200),
  version: z.string().min(1).max(256),
  reason: z.string().trim().min(3, "Say why in a few words.").max(2000),
  /** The plan that was looked at; refused if it has changed since. */
  planHash: z.string().max(100).optional(),
  /** Replace the promotion that is in flight there. */
  supersede: z.boolean().optional(),
});
export const verdictRequest = z.strictObject({
  planHash: z.string().min(1).max(100),
  verdict: z.enum(["approved", "refused"]),
  because: z.string().trim().min(1, "Say why in a few words.").max(2000),
});
export const reasonRequest = z.strictObject({ reason: z.string().trim().min(1, "Say why in a few words.").max(2000) });

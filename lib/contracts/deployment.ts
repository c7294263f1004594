import { z } from "zod";
import { cell, health } from "./board.ts";
import { act, promotionSummary } from "./promotion.ts";

export const placeView = z.object({
  file: z.string(),
  line: z.number(),
  path: z.string(),
  form: z.string(),
  value: z.string(),
  url: z.string().optional(),
  leading: z.boolean(),
});

export const interval = z.object({
  id: z.string(),
  service: z.string(),
  serviceName: z.string(),
  environment: z.string(),
  cluster: z.string(),
  /** What tells the cluster from others of its environment, where there are others: "us". */
  label: z.string().optional(),
  version: z.string(),
  from: z.number(),
  /** Absent: it still is so. */
  to: z.number().optional(),
  /** "declared" intervals come from the Git log, "running" ones from observation. */
  kind: z.enum(["declared", "running"]),
  commit: z.string().optional(),
  commitUrl: z.string().optional(),
  author: z.string().optional(),
  promotion: z.string().optional(),
});
export type Interval = z.infer<typeof interval>;

export const conditionView = z.object({
  object: z.string(),
  sentence: z.string(),
  detail: z.string().optional(),
  tone: z.enum(["quiet", "bad", "you", "motion", "muted"]),
  at: z.number().optional(),
});

export const deployment = z.object({
  cell,
  service: z.object({ id: z.string(), name: z.string(), kind: z.string(), team: z.string().optional() }),
  environment: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  object: z.object({ kind: z.string(), name: z.string() }),
  heardAt: z.number().optional(),
  /** Not heard for longer than this, nothing here is known to be so any more. */
  staleAfterMs: z.number(),
  health: health.describe("As last heard: where heardAt is older than staleAfterMs, it is not known."),
  declared: z.object({
    version: z.string().optional(),
    commit: z
      .object({ sha: z.string(), title: z.string(), author: z.string(), at: z.number(), url: z.string().optional() })
      .optional(),
  }),
  applied: z.object({ version: z.string().optional(), revision: z.string().optional(), since: z.number().optional() }),
  running: z.object({
    version: z.string().optional(),
    pods: z.object({ ready: z.number(), total: z.number(), onVersion: z.number() }).optional(),
    since: z.number().optional(),
  }),
  behind: z.object({ environment: z.string(), releases: z.number(), days: z.number().optional() }).optional(),
  reason: z.string(),
  places: z.array(placeView),
  conditions: z.array(conditionView),
  events: z.array(
    z.object({ at: z.number(), object: z.string(), reason: z.string(), message: z.string(), warning: z.boolean() }),
  ),
  /** Why the events are not known. None that are known are not none that there are. */
  eventsTrouble: z.string().optional(),
  intervals: z.array(interval),
  /** The last other release that ran well here. */
  wayBack: z.object({ version: z.string(), sentence: z.string() }).optional(),
  promotions: z.array(promotionSummary),
  acts: z.array(act),
});
export type Deployment = z.infer<typeof deployment>;

export const release = z.object({
  version: z.string(),
  digest: z.string().optional(),
  publishedAt: z.number().optional(),
  foundAt: z.number(),
  commit: z.string().optional(),
  commitUrl: z.string().optional(),
  where: z.string(),
  runsIn: z.array(z.object({ environment: z.string(), cluster: z.string() })),
  verifiedIn: z.array(z.string()),
});
export type Release = z.infer<typeof release>;

export const service = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  team: z.string().optional(),
  sourceUrl: z.string().optional(),
  cells: z.array(cell),
  /** Newest first: what is left out runs nowhere that the reader sees. */
  releases: z.array(release),
  /** How many older ones are left out. */
  olderReleases: z.number().optional(),
  promotions: z.array(promotionSummary),
  /** Why no releases are known, where none are. */
  releasesTrouble: z.string().optional(),
});
export type Service = z.infer<typeof service>;

export const historyPage = z.object({ intervals: z.array(interval), next: z.string().optional() });
export type HistoryPage = z.infer<typeof historyPage>;

export const auditRecord = z.object({
  seq: z.number(),
  at: z.number(),
  who: z.string(),
  did: z.string(),
  to: z.string(),
  /** What people call it, where `to` is an id: "checkout 4.13.0 to production, #12". */
  name: z.string().optional(),
  because: z.string().optional(),
  hash: z.string(),
});
export const auditPage = z.object({ records: z.array(auditRecord), next: z.string().optional() });
export type AuditPage = z.infer<typeof auditPage>;

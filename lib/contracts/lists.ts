import { z } from "zod";
import { boardService } from "./board.ts";
import { environmentRules, role } from "./setup.ts";

/** GET /api/v1/services */
export const serviceRow = boardService.extend({
  /** The newest release that is known. */
  latest: z.string().optional(),
  /** What runs, in the order of the environments; one entry a cluster. */
  runsIn: z
    .array(z.object({ environment: z.string(), cluster: z.string(), version: z.string().optional() }))
    .optional(),
});
export type ServiceRow = z.infer<typeof serviceRow>;
export const serviceList = z.object({ services: z.array(serviceRow) });
export type ServiceList = z.infer<typeof serviceList>;

/** GET /api/v1/releases: the newest of every service, newest first. */
export const releaseRow = z.object({
  service: z.string(),
  serviceName: z.string(),
  version: z.string(),
  digest: z.string().optional(),
  publishedAt: z.number().optional(),
  foundAt: z.number(),
  commit: z.string().optional(),
  commitUrl: z.string().optional(),
  runsIn: z.array(z.object({ environment: z.string(), cluster: z.string() })),
  verifiedIn: z.array(z.string()),
});
export type ReleaseRow = z.infer<typeof releaseRow>;
export const releaseList = z.object({ releases: z.array(releaseRow), next: z.string().optional() });
export type ReleaseList = z.infer<typeof releaseList>;

/** GET /api/v1/search?q= : what the command palette offers. `href` is a path of this site. */
export const searchHit = z.object({
  kind: z.enum(["service", "release", "promotion", "deployment"]),
  id: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  href: z.string(),
});
export type SearchHit = z.infer<typeof searchHit>;
export const searchHits = z.object({ hits: z.array(searchHit) });
export type SearchHits = z.infer<typeof searchHits>;

/** GET /api/v1/environments, in their order. */
export const environmentRow = z.object({
  name: z.string(),
  promotesFrom: z.array(z.string()),
  clusters: z.array(z.string()),
  rules: environmentRules,
  /** The person who looks may change the rules. */
  canEdit: z.boolean(),
});
export type EnvironmentRow = z.infer<typeof environmentRow>;
export const environmentList = z.object({ environments: z.array(environmentRow) });
export type EnvironmentList = z.infer<typeof environmentList>;

/** GET and PUT /api/v1/people */
export const person = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  grants: z.array(z.object({ role, environment: z.string().optional() })),
  /** When they signed in last. */
  signedInAt: z.number().optional(),
});
export type Person = z.infer<typeof person>;
export const people = z.object({ people: z.array(person) });
export type People = z.infer<typeof people>;
/** PUT /api/v1/people/:id/grants replaces all of a person's roles. */
export const grantsRequest = z.strictObject({
  grants: z.array(z.strictObject({ role, environment: z.string().max(200).optional() })).max(100),
});

/** GET /api/v1/tokens */
export const token = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
  expiresAt: z.number().optional(),
});
export type Token = z.infer<typeof token>;
export const tokens = z.object({ tokens: z.array(token) });
export type Tokens = z.infer<typeof tokens>;
export const tokenRequest = z.strictObject({
  name: z.string().trim().min(1, "Give the token a name.").max(100),
  role,
  days: z.number().int().min(1).max(365),
});
/** POST /api/v1/tokens answers with the secret, this one time. */
export const tokenCreated = z.object({ token, secret: z.string() });
export type TokenCreated = z.infer<typeof tokenCreated>;

import { z } from "zod";

export const role = z.enum(["viewer", "developer", "approver", "release-manager", "admin"]);
export type Role = z.infer<typeof role>;

export const me = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  image: z.string().optional(),
  /** The highest role anywhere, in words: "release manager". */
  title: z.string(),
  grants: z.array(z.object({ role, environment: z.string().optional() })),
  inbox: z.number(),
  admin: z.boolean(),
});
export type Me = z.infer<typeof me>;

/** One thing that was checked: a sentence on what works or what is missing. */
export const finding = z.object({ ok: z.boolean(), sentence: z.string(), remedy: z.string().optional() });
export type Finding = z.infer<typeof finding>;

export const connection = z.object({
  id: z.string(),
  kind: z.enum(["github", "cluster", "registry"]),
  name: z.string(),
  detail: z.string(),
  /** Set by the environment and not to be changed here. */
  fixed: z.boolean(),
  heardAt: z.number().optional(),
  findings: z.array(finding),
});
export type Connection = z.infer<typeof connection>;

export const connections = z.object({
  connections: z.array(connection),
  /** Read-only access for Sluice, as YAML to apply. */
  rbac: z.string(),
  /** Where the App manifest is posted to, and what. */
  manifest: z.object({ action: z.string(), body: z.string() }).optional(),
  /** What the connected GitHub lets Sluice read: where a Flux repository may be adopted from. */
  repositories: z.array(z.object({ name: z.string(), adopted: z.boolean() })).optional(),
});
export type Connections = z.infer<typeof connections>;

export const connectGitHub = z.object({
  name: z.string().max(100).optional(),
  webUrl: z.url().default("https://github.com"),
  token: z.string().min(1).max(500),
});
export const connectCluster = z.object({
  name: z.string().min(1).max(100),
  kubeconfig: z.string().min(1).max(200_000),
  context: z.string().max(200).optional(),
});

export const guess = z.object({
  value: z.string(),
  reason: z.string(),
  certainty: z.enum(["sure", "likely", "guess"]),
  corrected: z.boolean(),
});

/** What Sluice reads out of a repository, for a person to look at and correct before it is taken. */
export const adoption = z.object({
  repository: z.string(),
  branch: z.string(),
  commit: z.string(),
  adopted: z.boolean(),
  environments: z.array(
    z.object({
      name: z.string(),
      promotesFrom: z.array(z.string()),
      clusters: z.array(z.string()),
      reason: z.string(),
      certainty: z.string(),
    }),
  ),
  clusters: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      environment: z.string(),
      connection: z.string().optional(),
      reason: z.string(),
      certainty: z.string(),
    }),
  ),
  services: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      team: z.string().optional(),
      deployments: z.array(
        z.object({
          environment: z.string(),
          cluster: z.string(),
          version: z.string(),
          file: z.string(),
          line: z.number(),
          path: z.string(),
          form: z.string(),
          url: z.string().optional(),
          reason: z.string(),
        }),
      ),
    }),
  ),
  problems: z.array(
    z.object({ file: z.string(), line: z.number(), rule: z.string(), message: z.string(), url: z.string().optional() }),
  ),
});
export type Adoption = z.infer<typeof adoption>;

export const corrections = z.object({
  /** cluster → environment */
  clusters: z.record(z.string(), z.string().max(100)).optional(),
  /** environment → the environments it is promoted from */
  promotesFrom: z.record(z.string(), z.array(z.string().max(100))).optional(),
  /** service → team */
  teams: z.record(z.string(), z.string().max(100)).optional(),
  /** deployment (cluster/service) → false leaves it out */
  ignore: z.array(z.string().max(300)).optional(),
});
export type Corrections = z.infer<typeof corrections>;

/** POST /api/v1/adoption: read again with the corrections; take it only when confirmed. Answers with an Adoption. */
export const adoptionRequest = z.object({
  repository: z.string().min(1).max(300),
  corrections: corrections.optional(),
  confirm: z.boolean(),
});

export const environmentRules = z.object({
  approvals: z.number().int().min(0).max(6),
  holdMinutes: z.number().min(0).max(10_080),
  deadlineMinutes: z.number().min(1).max(10_080),
  oneClusterAtATime: z.boolean(),
});
export type EnvironmentRules = z.infer<typeof environmentRules>;

/** Every error of the API has this shape: what happened, what did not, what to do. */
export const problem = z.object({ error: z.object({ code: z.string(), sentence: z.string() }) });
export type Problem = z.infer<typeof problem>;

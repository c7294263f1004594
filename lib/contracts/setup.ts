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
  /** How people sign in with a GitHub: by its App, by an OAuth client, or not at all. */
  signIn: z.enum(["app", "client", "none"]).optional(),
  /** Set by the environment and not to be changed here. */
  fixed: z.boolean(),
  heardAt: z.number().optional(),
  /** Its columns on the board, of which the stream says when they are heard. */
  columns: z.array(z.string()),
  findings: z.array(finding),
});
export type Connection = z.infer<typeof connection>;

export const connections = z.object({
  connections: z.array(connection),
  /** Read-only access for Sluice, as YAML to apply. */
  rbac: z.string(),
  /** The caller came by the set-up link, and has no login of their own yet. */
  bySetUpLink: z.boolean(),
  /** What to propose as the address of GitHub. */
  webUrl: z.string(),
  /** Where GitHub sends people back to who sign in; an OAuth App has to name it. */
  callbackUrl: z.string(),
  /** What the connected GitHub lets Sluice read: where a Flux repository may be adopted from. */
  repositories: z.array(z.object({ name: z.string(), adopted: z.boolean() })).optional(),
});
export type Connections = z.infer<typeof connections>;

export const connectGitHub = z.strictObject({
  name: z.string().max(100).optional(),
  webUrl: z.url().default("https://github.com"),
  token: z.string().min(1).max(500),
});
export const beginApp = z.strictObject({
  webUrl: z.url().default("https://github.com"),
  /** The App belongs to this organization; without it, to whoever registers it. */
  organization: z.string().max(100).optional(),
});
export const signInClient = z.strictObject({
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(200),
});
export const connectCluster = z.strictObject({
  name: z.string().min(1).max(100),
  /** What is too long is told by whoever reads it. */
  kubeconfig: z.string().min(1).max(1_000_000),
  context: z.string().max(200).optional(),
});

export const environmentRules = z.strictObject({
  approvals: z.number().int().min(0).max(6),
  holdMinutes: z.number().min(0).max(10_080),
  deadlineMinutes: z.number().min(1).max(10_080),
  oneClusterAtATime: z.boolean(),
});
export type EnvironmentRules = z.infer<typeof environmentRules>;

/** Every error of the API has this shape: what happened, what did not, what to do. */
export const problem = z.object({ error: z.object({ code: z.string(), sentence: z.string() }) });
export type Problem = z.infer<typeof problem>;

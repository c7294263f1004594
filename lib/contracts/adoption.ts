import { z } from "zod";

/** Why Sluice thinks so, and how sure it is; `corrected` where people said so. */
const guessed = { reason: z.string(), certainty: z.enum(["certain", "likely", "guess"]), corrected: z.boolean() };

export const environmentFound = z.object({
  name: z.string(),
  promotesFrom: z.array(z.string()),
  clusters: z.array(z.string()),
  isProduction: z.boolean(),
  ...guessed,
});

/** An order that the log speaks for, and that nobody has taken yet: what every environment would be promoted from. */
export const suggestedOrder = z.array(
  environmentFound.pick({ name: true, promotesFrom: true, reason: true, certainty: true }),
);

export const clusterFound = z.object({
  /** What the repository calls it. */
  name: z.string(),
  path: z.string(),
  environment: z.string(),
  ...guessed,
  /** Which cluster of Sluice it is, by what Flux there applies, by name, or by hand. */
  cluster: z.object({
    name: z.string(),
    ...guessed,
    /** The name of the connection by which it is reached. */
    connection: z.string().optional(),
    /** Another repository that says which environment it belongs to. */
    repository: z.string().optional(),
  }),
});

export const deploymentFound = z.object({
  id: z.string(),
  /** How a correction names it: its id, with the cluster as the repository calls it. */
  key: z.string(),
  /** False: it is left out. */
  taken: z.boolean(),
  environment: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  version: z.string(),
  file: z.string(),
  line: z.number(),
  path: z.string(),
  form: z.string(),
  url: z.string().optional(),
  /** Other places that carry a version of it; any of them can be made to lead. */
  others: z.array(z.object({ path: z.string(), what: z.string(), version: z.string() })),
  ...guessed,
});

export const serviceFound = z.object({
  name: z.string(),
  kind: z.string(),
  team: z.string().optional(),
  ...guessed,
  deployments: z.array(deploymentFound),
});

export const located = z.object({
  file: z.string(),
  line: z.number(),
  rule: z.string(),
  message: z.string(),
  url: z.string().optional(),
});

const word = z.string().max(300);

/** All that people have set by hand, in one piece: what is left out of it is taken back. */
export const corrections = z.strictObject({
  /** cluster, as the repository calls it → environment */
  clusters: z.record(word, z.string().max(100)).optional(),
  /** cluster, as the repository calls it → the cluster of Sluice that it is */
  matches: z.record(word, word).optional(),
  /** environments in their order; each is promoted from the one before, unless said otherwise */
  order: z.array(z.string().max(100)).max(100).optional(),
  /** environment → the environments it is promoted from */
  promotesFrom: z.record(word, z.array(z.string().max(100)).max(100)).optional(),
  /** environment → whether it has production's duties, whatever it is called */
  production: z.record(word, z.boolean()).optional(),
  /** what was taken for a cluster and is none, as the repository calls it */
  notClusters: z.array(word).max(1000).optional(),
  /** service as it was found → as it is called; two that get one name become one */
  services: z.record(word, z.string().max(300)).optional(),
  /** deployment (its key) → service */
  deploymentServices: z.record(word, z.string().max(300)).optional(),
  /** deployment (its key) → environment */
  deploymentEnvironments: z.record(word, z.string().max(100)).optional(),
  /** deployment (its key) → the path of the place that leads */
  leading: z.record(word, z.string().max(1000)).optional(),
  /** service → team */
  teams: z.record(word, z.string().max(100)).optional(),
  /** keys of deployments that are left out */
  ignore: z.array(word).max(10_000).optional(),
});
export type Corrections = z.infer<typeof corrections>;

/** What Sluice reads out of a repository, for a person to look at and correct before it is taken. */
export const adoption = z.object({
  repository: z.string(),
  url: z.string().optional(),
  branch: z.string(),
  commit: z.string(),
  adopted: z.boolean(),
  /** Somebody has taken the environments as they are here; until then their order follows the log by itself. */
  confirmed: z.boolean(),
  /** How much was read, and how long it took to read and understand. */
  read: z.object({ files: z.number(), ms: z.number() }),
  environments: z.array(environmentFound),
  suggestedOrder: suggestedOrder.optional(),
  clusters: z.array(clusterFound),
  services: z.array(serviceFound),
  problems: z.array(located),
  corrections,
  /** Clusters of Sluice that one of the repository may be matched to by hand. */
  matchable: z.array(z.string()),
});
export type Adoption = z.infer<typeof adoption>;

/** POST /api/v1/adoption: read again with the corrections; take it only when confirmed. Answers with an Adoption. */
export const adoptionRequest = z.strictObject({
  repository: z.string().min(1).max(300),
  corrections: corrections.optional(),
  confirm: z.boolean(),
});

/** One rule of the checked list: fine, or what was found, each with its line. */
export const rail = z.object({
  rule: z.string(),
  title: z.string(),
  remedy: z.string(),
  findings: z.array(located),
});
export type Rail = z.infer<typeof rail>;

/** What becomes of the reading of a repository's log. */
export const historyOrder = z.strictObject({ to: z.enum(["stop", "go-on", "again"]) });

export const historyProgress = z.object({
  done: z.boolean(),
  stopped: z.boolean().optional(),
  /** Commits of the branch that were read, of how many. */
  commits: z.number().optional(),
  of: z.number().optional(),
  sentence: z.string(),
});

export const repository = adoption.extend({
  readAt: z.number().optional(),
  /** Why the newest commit could not be read: all of this is of the one before it. */
  unread: z.string().optional(),
  commitUrl: z.string().optional(),
  rails: z.array(rail),
  history: historyProgress,
  mayCorrect: z.boolean(),
});
export type Repository = z.infer<typeof repository>;

export const repositoryList = z.object({
  repositories: z.array(
    z.object({
      name: z.string(),
      branch: z.string(),
      commit: z.string().optional(),
      readAt: z.number().optional(),
      unread: z.string().optional(),
      clusters: z.number(),
      environments: z.array(z.string()),
      services: z.number(),
      deployments: z.number(),
      /** Of the guard rails; problems that did not resolve are not among them. */
      findings: z.number(),
      problems: z.number(),
    }),
  ),
});
export type RepositoryList = z.infer<typeof repositoryList>;

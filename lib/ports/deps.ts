import type { Clusters } from "./clusters.ts";
import type { GitChanges, GitChecks, GitLinks, GitPeople, GitReleases, Mirror } from "./git.ts";
import type { Registry } from "./registry.ts";
import type { Store } from "./store.ts";

/** Everything that a use case may reach. Built in lib/wire.ts alone. */
export type Deps = {
  store: Store;
  changes: GitChanges;
  checks: GitChecks;
  people: GitPeople;
  sources: GitReleases;
  links: GitLinks;
  mirror: Mirror;
  registry: Registry;
  clusters: Clusters;
  /** Epoch milliseconds. */
  now(): number;
  newId(): string;
  /** Where people reach Sluice, without a slash at the end; for links on the git host. */
  publicUrl: string;
  log: Log;
};

export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

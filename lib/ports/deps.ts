import type { Connection } from "../domain/cluster/connection.ts";
import type { Clusters } from "./clusters.ts";
import type { GitChanges, GitChecks, GitLinks, GitPeople, GitReleases, Mirror } from "./git.ts";
import type { GitHosts } from "./git-hosts.ts";
import type { Observations } from "./observations.ts";
import type { Readings } from "./readings.ts";
import type { Registry } from "./registry.ts";
import type { Store } from "./store.ts";

/** Everything that a use case may reach. Built in lib/wire.ts alone. */
export type Deps = {
  store: Store;
  observations: Observations;
  changes: GitChanges;
  checks: GitChecks;
  people: GitPeople;
  sources: GitReleases;
  links: GitLinks;
  mirror: Mirror;
  readings: Readings;
  registry: Registry;
  hosts: GitHosts;
  clusters: Clusters;
  /** How a cluster is reached; undefined while nobody has connected it. */
  connectionOf(cluster: string): Promise<Connection | undefined>;
  /** Epoch milliseconds. */
  now(): number;
  /** A ULID: sorts by time. */
  newId(): string;
  /** SHA-256 in hexadecimal digits. */
  hash(text: string): string;
  /** After how long without a sign of life nothing is called healthy any more. */
  staleAfterMs: number;
  /** For how long a worker holds a promotion or a cluster without renewing; another one takes over afterwards. */
  leaseMs: number;
  /** Where people reach Sluice, without a slash at the end; for links on the git host. */
  publicUrl: string;
  /** Addresses of a host name, none where there is no such host. */
  resolve(host: string): Promise<string[]>;
  /** Local hosts that the operator allows to be connected. */
  allowedHosts: readonly string[];
  /** The rules that an environment begins with. */
  newEnvironmentRules: { holdMinutes: number; deadlineMinutes: number };
  log: Log;
};

export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

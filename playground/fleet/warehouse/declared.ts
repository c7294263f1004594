/** Which version each line of acme/warehouse says: the part of its files that moves. */
export type Stage = "development" | "staging" | "production";
export type Site = "dev" | "stage" | "eu-1" | "us-1";

/** What the warehouse calls the clusters; they were there before the fleet gave them other names. */
export const sites: Record<Site, { cluster: string; stage: Stage; region: string }> = {
  dev: { cluster: "development", stage: "development", region: "eu-west-1" },
  stage: { cluster: "staging", stage: "staging", region: "eu-west-1" },
  "eu-1": { cluster: "production-eu", stage: "production", region: "eu-central-1" },
  "us-1": { cluster: "production-us", stage: "production", region: "us-east-1" },
};
export const siteNames = Object.keys(sites) as Site[];

export type Declared = {
  /** A patch in each overlay. */
  orders: Record<Stage, string>;
  /** A variable of each cluster, out of a ConfigMap in Git. */
  labels: Record<Site, string>;
  /** A patch in development; one line of the base feeds staging and production. */
  ledger: Record<"development" | "base", string>;
  /** The base, a component that development and staging take, and a patch of one cluster's Flux Kustomization. */
  scanner: Record<"base" | "component" | "us-1", string>;
  /** kustomize's images in development and staging; production runs whatever is newest. */
  reports: Record<"development" | "staging", string>;
};

export type Step = {
  [S in keyof Declared]: { service: S; at: keyof Declared[S] & string; version: string };
}[keyof Declared];

export function step(declared: Declared, { service, at, version }: Step): Declared {
  return { ...declared, [service]: { ...declared[service], [at]: version } };
}

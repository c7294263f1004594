/** Which version each place of the fleet repository names: the part of its files that moves. */
export type Environment = "development" | "staging" | "production";
export type Cluster = "development" | "staging" | "production-eu" | "production-us";

export const clusters: readonly Cluster[] = ["development", "staging", "production-eu", "production-us"];

export const environmentOf = (cluster: Cluster): Environment =>
  cluster === "production-eu" || cluster === "production-us" ? "production" : cluster;

/** Services whose one line feeds every cluster of an environment. */
export type SharedService = "checkout" | "catalog" | "search" | "storefront" | "ingress-nginx" | "cert-manager";
/** Services whose version is written for each cluster apart. */
export type PerClusterService = "payments" | "notifier" | "platform";

export type Declared = Record<SharedService, Record<Environment, string>> &
  Record<PerClusterService, Record<Cluster, string>>;

export type Move =
  | { service: SharedService; to: Environment; version: string }
  | { service: PerClusterService; to: Cluster; version: string };

export function move(declared: Declared, change: Move): Declared {
  return { ...declared, [change.service]: { ...declared[change.service], [change.to]: change.version } };
}

/** Development follows a branch or a range in these: there is no version to write. */
export function isFollowed(service: string, at: string): boolean {
  if (service === "platform") return at === "development" || at === "staging";
  return service === "payments" && at === "development";
}

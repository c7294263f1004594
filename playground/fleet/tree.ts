import type { Addresses } from "./addresses.ts";
import { clusters, type Declared } from "./declared.ts";
import { applicationFiles } from "./files/applications.ts";
import { clusterFiles } from "./files/clusters.ts";
import { infrastructureFiles } from "./files/infrastructure.ts";
import { organisationFiles } from "./files/organisation.ts";
import { platformFiles } from "./files/platform.ts";

/**
 * Every file of the fleet repository, path → text, for the versions that are declared.
 * One function from state to tree: a commit of the history is the difference of two of them.
 */
export function fleetTree(at: Addresses, declared: Declared, platformRevision: number): Record<string, string> {
  return Object.assign(
    { ...organisationFiles },
    ...clusters.map((cluster) => clusterFiles(at, cluster, declared)),
    platformFiles(platformRevision),
    infrastructureFiles(at, declared),
    applicationFiles(at, declared),
  );
}

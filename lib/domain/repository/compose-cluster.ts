import { directoryOf, normalPath } from "./files.ts";
import { type Cluster, type ClusterOptions, composeFrom } from "./flux/cluster.ts";
import { isFluxKustomization } from "./flux/kinds.ts";
import { clustersOf, rawObjects, rootObject } from "./flux/roots.ts";
import { madeScalar } from "./tree.ts";
import type { ManifestObject, Repository } from "./types.ts";

/**
 * Everything that Flux applies on the cluster whose directory this is (the one
 * above `flux-system/gotk-sync.yaml`, or what a FluxInstance reads).
 */
export function composeCluster(repository: Repository, clusterPath: string, options: ClusterOptions = {}): Cluster {
  return composeFrom(repository, rootsAt(repository, normalPath(clusterPath) ?? clusterPath), options);
}

function rootsAt(repository: Repository, path: string): readonly ManifestObject[] {
  const known = clustersOf(repository).find((cluster) => cluster.path === path);
  if (known) return known.roots;
  for (const file of repository.files.keys()) {
    if (directoryOf(file) !== (path === "" ? "flux-system" : `${path}/flux-system`)) continue;
    const roots = rawObjects(repository, file).filter(isFluxKustomization);
    if (roots.length > 0) return roots;
  }
  return [rootObject("flux-system", "flux-system", madeScalar(`./${path}`), "GitRepository", [])];
}

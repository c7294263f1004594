import type { Adoption, DeploymentFound } from "../adopt/types.ts";

/**
 * What is the same thing under another name on both sides of a commit: a cluster whose folder was
 * renamed, an object that was. By old name, what it is called after the commit. A file or folder
 * that moves changes no name, so there is nothing to follow.
 */
export type Renames = { clusters: Map<string, string>; deployments: Map<string, string> };

export function renamesBetween(older: Adoption, newer: Adoption): Renames {
  const clusters = renamedClusters(older, newer);
  const before = new Map(older.deployments.map((each) => [withCluster(each.id, clusters), each]));
  const after = new Map(newer.deployments.map((each) => [each.id, each]));
  const gone = [...before].filter(([id]) => !after.has(id));
  const come = [...after].filter(([id]) => !before.has(id));
  const deployments = new Map<string, string>();
  for (const [oldId, old] of gone) {
    const cluster = clusters.get(old.cluster) ?? old.cluster;
    const fits = come.filter(([, each]) => each.cluster === cluster && isSameThing(old, each));
    const rivals = gone.filter(([, each]) => each !== old && each.cluster === old.cluster && isSameThing(each, old));
    const [only] = fits;
    if (only && fits.length === 1 && rivals.length === 0) deployments.set(oldId, only[0]);
  }
  return { clusters, deployments };
}

/** `cluster/kind/namespace/name`, with the cluster as it is called now. A cluster's name may have a slash, as those of EKS do. */
export function withCluster(id: string, clusters: ReadonlyMap<string, string>): string {
  const [before] = [...clusters.keys()].filter((name) => isOn(name, id)).sort((a, b) => b.length - a.length);
  return before === undefined ? id : `${clusters.get(before)}${id.slice(before.length)}`;
}

export function isOn(cluster: string, id: string): boolean {
  return id.startsWith(`${cluster}/`);
}

/** The same kind of object, from the same chart, artifact or image. */
function isSameThing(a: DeploymentFound, b: DeploymentFound): boolean {
  return a.kind === b.kind && a.source !== undefined && sourceOf(a) === sourceOf(b);
}

function sourceOf({ source, chart }: DeploymentFound): string {
  return `${source?.kind} ${source?.url} ${source?.chart ?? chart ?? ""}`;
}

/** A cluster that is new has another one's name before the commit if it holds at least half of what that one held. */
function renamedClusters(older: Adoption, newer: Adoption): Map<string, string> {
  const [before, after] = [objectsByCluster(older), objectsByCluster(newer)];
  // One that is there on both sides, with nothing on it, has gone nowhere.
  const [stood, stands] = [older, newer].map(({ clusters }) => new Set(clusters.map(({ name }) => name)));
  const renamed = new Map<string, string>();
  for (const [name, objects] of before) {
    if (stands?.has(name)) continue;
    const rated = [...after]
      .filter(([other]) => !stood?.has(other) && ![...renamed.values()].includes(other))
      .map(([other, theirs]) => ({ other, same: [...objects].filter((object) => theirs.has(object)).length }))
      .sort((a, b) => b.same - a.same);
    const [best] = rated;
    if (best && best.same * 2 >= objects.size && best.same > 0) renamed.set(name, best.other);
  }
  return renamed;
}

function objectsByCluster({ deployments }: Adoption): Map<string, Set<string>> {
  const clusters = new Map<string, Set<string>>();
  for (const { cluster, kind, namespace, name } of deployments) {
    const known = clusters.get(cluster) ?? new Set();
    clusters.set(cluster, known.add(`${kind}/${namespace}/${name}`));
  }
  return clusters;
}

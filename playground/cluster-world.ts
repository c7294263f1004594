import { join } from "node:path";
import { complain } from "./complain.ts";
import type { World } from "./control.ts";
import { type Addresses, fleetRepository, fleetUrl, organisation } from "./fleet/addresses.ts";
import { applyObjects, bootstrap } from "./fleet/bootstrap.ts";
import { clusters as clusterNames } from "./fleet/declared.ts";
import { SLUICE_USER, sluiceAccess } from "./fleet/sluice-access.ts";
import { warehouseRepository, warehouseUrl } from "./fleet/warehouse/seed.ts";
import { fluxWebhook } from "./fleet/webhooks.ts";
import { startFlux } from "./flux/main.ts";
import { openGitTransport } from "./flux/sources/git-transport.ts";
import { type Cluster, startCluster } from "./kubernetes/main.ts";
import { scaleSearchByHand } from "./life/first-day.ts";
import { portOf, type State, saveState } from "./state.ts";

type Wanted = { dataDir: string; podMs?: number; bookmarkMs?: number };

/** Four API servers, each with a user for Sluice. */
export function startClusters({ dataDir, podMs, bookmarkMs }: Wanted, state: State): Promise<Cluster[]> {
  const tokens = { [state.secrets.cluster]: { name: SLUICE_USER, groups: [] } };
  return Promise.all(
    clusterNames.map((name) =>
      startCluster({
        name,
        port: portOf(state, name),
        dataDir: join(dataDir, "clusters", name),
        tokens,
        podMs,
        bookmarkMs,
      }),
    ),
  );
}

type Clusters = {
  world: World;
  clusters: readonly Cluster[];
  dataDir: string;
  state: State;
  addresses: Addresses;
  control: string;
  stop: AbortSignal;
};

/** Flux on each of them: bootstrapped from the fleet on its first day, where there is a fleet. */
export async function startFluxes(parts: Clusters): Promise<void> {
  const { world, clusters, dataDir, state, addresses } = parts;
  const git = openGitTransport(join(dataDir, "flux-git"));
  await Promise.all(clusters.map((cluster) => prepareCluster(parts, cluster)));
  for (const cluster of clusters) {
    const onError = (key: string, error: unknown) =>
      complain(new Error(`${cluster.name} ${key}: ${(error as Error).message}`));
    world.clusters.set(cluster.name, { cluster, flux: startFlux({ kubeconfig: cluster.kubeconfig(), git, onError }) });
  }
  saveState(dataDir, state);
  // What Receivers do: a push, or a tag in the registry, is taken up at once and not at the next look.
  const poke = (url: string) => {
    for (const { flux } of world.clusters.values()) flux.poke(url);
  };
  world.github?.seed.onPush((push) => {
    if (push.repo.fullName === `${organisation}/${fleetRepository}`) poke(fleetUrl(addresses));
    if (push.repo.fullName === warehouseRepository) poke(warehouseUrl(addresses));
  });
  world.registry?.store.onTag((repository) => poke(`oci://${addresses.registry}/${repository}`));
}

async function prepareCluster({ world, state, control, stop }: Clusters, cluster: Cluster): Promise<void> {
  const { name } = cluster;
  if (state.born.includes(name)) return;
  const kubeconfig = cluster.kubeconfig();
  await applyObjects(kubeconfig, sluiceAccess(), "kubectl");
  if (!world.github) return;
  const seedOf = world.github.seed;
  const files = await Promise.all(
    ["gotk-components.yaml", "gotk-sync.yaml"].map((file) =>
      seedOf.readFile(`${organisation}/${fleetRepository}`, "main", `clusters/${name}/flux-system/${file}`),
    ),
  );
  await bootstrap(
    kubeconfig,
    files.filter((text) => text !== null),
  );
  await applyObjects(kubeconfig, fluxWebhook(name, `${control}/_playground/hooks/flux`, state.secrets.flux), "kubectl");
  state.born.push(name);
  if (name === "production-us")
    scaleSearchByHand(kubeconfig, stop).catch((error: unknown) => !stop.aborted && complain(error));
}

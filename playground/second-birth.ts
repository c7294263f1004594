import { applyObjects } from "./fleet/bootstrap.ts";
import type { SeedInput } from "./fleet/seed-input.ts";
import { seedWarehouse, warehouseRepository, warehouseSync } from "./fleet/warehouse/seed.ts";
import type { Cluster } from "./kubernetes/main.ts";
import { type State, saveState } from "./state.ts";

type Birth = Omit<SeedInput, "now"> & {
  state: State;
  dataDir: string;
  clusters: readonly Cluster[];
  control: string;
  signal: AbortSignal;
};

/**
 * The repository that nobody has adopted yet comes once everything else is there: whoever
 * starts the playground does not wait for it. One that was interrupted makes the next start
 * begin from the beginning.
 */
export async function giveSecondBirth(birth: Birth): Promise<void> {
  const { github, addresses, state, dataDir, clusters, control, signal } = birth;
  if (state.warehouse === "there") return;
  const reach = (step: State["warehouse"]) => {
    state.warehouse = step;
    saveState(dataDir, state);
  };
  reach("begun");
  await seedWarehouse({ ...birth, now: new Date() }, signal);
  await github.setCollaborator(warehouseRepository, "sluice-bot", "push");
  const webhook = { url: `${control}/_playground/hooks/github`, secret: state.secrets.webhook };
  await github.addWebhook(warehouseRepository, { ...webhook, events: ["*"] });
  for (const cluster of clusters) {
    signal.throwIfAborted();
    await applyObjects(cluster.kubeconfig(), warehouseSync(addresses, cluster.name), "kubectl");
  }
  reach("there");
}

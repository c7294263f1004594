import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "../../../playground/kubernetes/main.ts";
import { clustersContract } from "./suite.ts";

clustersContract("the stand-in", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "sluice-clusters-"));
  const cluster = await startCluster({ name: "contract", port: 0, dataDir, podMs: 150, nodes: 2 });
  return {
    kubeconfig: cluster.kubeconfig(),
    close: async () => {
      await cluster.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "../../../playground/kubernetes/main.ts";
import { kubernetesContract } from "./suite.ts";

kubernetesContract("the stand-in", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "sluice-cluster-"));
  const cluster = await startCluster({ name: "contract", port: 0, dataDir, podMs: 150, nodes: 2 });
  return {
    kubeconfig: cluster.kubeconfig(),
    close: async () => {
      await cluster.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
});

import { describe, expect, it, vi } from "vitest";
import { fluxClusters } from "../../../lib/adapters/flux/clusters.ts";
import { parseKubeconfig } from "../../../lib/domain/cluster/kubeconfig.ts";
import { assessWorkload } from "../../../lib/domain/deployment/assess-workload.ts";
import { startRealKubernetes, whyNoRealKubernetes } from "../../kube.ts";
import { RecordingSink } from "../../scripted-cluster.ts";
import { deployment, groundOn } from "../kubernetes/ground.ts";
import { clustersContract } from "./suite.ts";

const why = whyNoRealKubernetes();

async function start() {
  const started = await startRealKubernetes();
  if ("skipped" in started) throw new Error(started.skipped);
  return started;
}

if (why) {
  describe("clusters, on the real server", () => {
    it.skip(why, () => undefined);
  });
  console.warn(why);
} else {
  clustersContract("the real server", start);

  // The stand-in has no quotas: what a real controller writes about them is looked at here.
  it("pods that a quota forbids are seen, and why", { timeout: 16 * 60_000 }, async () => {
    const real = await start();
    const ground = groundOn(real.kubeconfig);
    const parsed = parseKubeconfig({ id: "one", text: real.kubeconfig });
    if (!parsed.ok) throw new Error(parsed.sentence);
    const sink = new RecordingSink();
    const watch = fluxClusters().watch(parsed.value, sink);
    try {
      const space = await ground.space();
      const quota = { metadata: { name: "few" }, spec: { hard: { pods: "1" } } };
      await ground.client.post(`/api/v1/namespaces/${space}/resourcequotas`, quota);
      await ground.client.until(
        `/api/v1/namespaces/${space}/resourcequotas/few`,
        (body) => body.status?.hard !== undefined,
      );
      const path = `/apis/apps/v1/namespaces/${space}/deployments`;
      await ground.client.post(path, deployment("web", "registry.example/web:1.0.0"));
      await vi.waitFor(
        () => {
          const seen = sink.believed.get(`Deployment/${space}/web`);
          expect(seen && assessWorkload(seen, [], Number.MAX_SAFE_INTEGER)).toMatchObject({
            tone: "bad",
            sentence: "web: pods cannot be made",
            message: expect.stringContaining("exceeded quota: few"),
          });
        },
        { timeout: 60_000, interval: 50 },
      );
    } finally {
      await watch.stop();
      await ground.leave();
      await real.close();
    }
  });
}

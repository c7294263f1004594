import { describe, it } from "vitest";
import { startRealKubernetes, whyNoRealKubernetes } from "../../kube.ts";
import { kubernetesContract } from "./suite.ts";

const why = whyNoRealKubernetes();

if (why) {
  describe("the Kubernetes API of the real server", () => {
    it.skip(why, () => undefined);
  });
  console.warn(why);
} else {
  kubernetesContract("the real server", async () => {
    const started = await startRealKubernetes();
    if ("skipped" in started) throw new Error(started.skipped);
    return started;
  });
}

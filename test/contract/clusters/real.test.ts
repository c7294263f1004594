import { describe, it } from "vitest";
import { startRealKubernetes, whyNoRealKubernetes } from "../../kube.ts";
import { clustersContract } from "./suite.ts";

const why = whyNoRealKubernetes();

if (why) {
  describe("clusters, on the real server", () => {
    it.skip(why, () => undefined);
  });
  console.warn(why);
} else {
  clustersContract("the real server", async () => {
    const started = await startRealKubernetes();
    if ("skipped" in started) throw new Error(started.skipped);
    return started;
  });
}

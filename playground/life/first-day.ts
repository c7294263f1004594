import { setTimeout as sleep } from "node:timers/promises";
import { connect, isMissing } from "../flux/api.ts";
import { accessOf } from "../flux/kubeconfig.ts";

/**
 * One thing that is not as Git says it, so that the board has a drift to show: somebody scaled
 * search in the US by hand, and its release only warns. Waits until it runs, then does it once.
 */
export async function scaleSearchByHand(kubeconfig: string, signal: AbortSignal): Promise<void> {
  const api = connect(accessOf(kubeconfig));
  const release = "/apis/helm.toolkit.fluxcd.io/v2/namespaces/browse/helmreleases/search";
  try {
    while (!signal.aborted) {
      const found = await api.get(release).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if ((found?.status?.history as unknown[] | undefined)?.length) break;
      await sleep(300, undefined, { signal });
    }
    await api.merge("/apis/apps/v1/namespaces/browse/deployments/search?fieldManager=kubectl-scale", {
      spec: { replicas: 5 },
    });
    const requestedAt = new Date().toISOString();
    await api.merge(`${release}?fieldManager=flux-client-side-apply`, {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt } },
    });
  } finally {
    api.close();
  }
}

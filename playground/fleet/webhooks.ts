import type { KubeObject } from "../flux/objects.ts";

/** The Alert that lets Flux tell Sluice what happens. Nothing in an event names the cluster, so its metadata does. */
export function fluxWebhook(cluster: string, address: string, token: string): KubeObject[] {
  const api = "notification.toolkit.fluxcd.io/v1beta3";
  const kinds = ["GitRepository", "OCIRepository", "HelmRepository", "HelmChart", "Kustomization", "HelmRelease"];
  const namespaces = ["flux-system", "browse", "cart", "platform"];
  const metadata = { name: "sluice", namespace: "flux-system" };
  const objects = [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, name: "sluice-webhook" },
      data: { token: Buffer.from(token).toString("base64") },
    },
    {
      apiVersion: api,
      kind: "Provider",
      metadata,
      spec: { type: "generic-hmac", address, secretRef: { name: "sluice-webhook" } },
    },
    {
      apiVersion: api,
      kind: "Alert",
      metadata,
      spec: {
        providerRef: { name: "sluice" },
        eventSeverity: "info",
        eventMetadata: { cluster },
        eventSources: namespaces.flatMap((namespace) => kinds.map((kind) => ({ kind, name: "*", namespace }))),
      },
    },
  ];
  return objects as KubeObject[];
}

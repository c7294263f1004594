import { randomBytes } from "node:crypto";
import { Client, type Json } from "./client.ts";

/** What the tests of one contract share: a client, and namespaces that are theirs alone. */
export interface Ground {
  client: Client;
  /** Makes a namespace of its own. */
  space(): Promise<string>;
  leave(): Promise<void>;
}

export function groundOn(kubeconfig: string): Ground {
  const client = new Client(kubeconfig);
  const spaces: string[] = [];
  return {
    client,
    space: async () => {
      const name = `contract-${randomBytes(4).toString("hex")}`;
      const { status, body } = await client.post("/api/v1/namespaces", { metadata: { name } });
      if (status !== 201) throw new Error(JSON.stringify(body));
      spaces.push(name);
      await client.until(`/api/v1/namespaces/${name}/serviceaccounts`, ({ items }) => items.length > 0);
      return name;
    },
    leave: async () => {
      for (const name of spaces) await client.delete(`/api/v1/namespaces/${name}`);
      client.close();
    },
  };
}

export const flux = "/apis/kustomize.toolkit.fluxcd.io/v1";

export function kustomizations(space: string): string {
  return `${flux}/namespaces/${space}/kustomizations`;
}

export function kustomization(name: string, spec: Json = {}): Json {
  const sourceRef = { kind: "GitRepository", name: "fleet" };
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name },
    spec: { interval: "1m", path: "./apps", prune: true, sourceRef, ...spec },
  };
}

export function configMap(name: string, data: Record<string, string> = {}): Json {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

export function deployment(name: string, image: string, spec: Json = {}): Json {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "web", image }] } },
      ...spec,
    },
  };
}

export function condition(object: Json, type: string): Json {
  return object.status?.conditions?.find((known: Json) => known.type === type);
}

/** Who owns what, by name: the server orders by times, whose seconds tests cannot know. */
export function owners(object: Json): Json[] {
  const entries = object.metadata.managedFields.map(({ manager, operation, subresource, fieldsV1 }: Json) => {
    return { manager, operation, ...(subresource ? { subresource } : {}), fieldsV1 };
  });
  return entries.sort((a: Json, b: Json) => a.manager.localeCompare(b.manager));
}

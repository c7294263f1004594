import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "./api.ts";
import { notifier } from "./notification.ts";
import type { KubeObject } from "./objects.ts";

type Sent = { path: string; headers: Record<string, unknown>; raw: string };
let server: Server | undefined;
afterEach(() => server?.close());

async function receiver(): Promise<{ url: string; next: Promise<Sent> }> {
  const { promise, resolve } = Promise.withResolvers<Sent>();
  server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request.setEncoding("utf8")) raw += chunk;
    response.end();
    resolve({ path: request.url ?? "", headers: request.headers, raw });
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hmac`, next: promise };
}

function clusterWith(address: string): { api: Api; events: unknown[] } {
  const events: unknown[] = [];
  const metadata = { name: "sluice", namespace: "flux-system" };
  const answers: Record<string, unknown> = {
    alerts: {
      items: [
        {
          metadata,
          spec: {
            providerRef: { name: "sluice" },
            eventMetadata: { cluster: "production-eu" },
            eventSources: [{ kind: "Kustomization", name: "*" }],
          },
        },
      ],
    },
    sluice: { metadata, spec: { type: "generic-hmac", address, secretRef: { name: "token" } } },
    token: { metadata, data: { token: Buffer.from("a-shared-secret").toString("base64") } },
  };
  const api = {
    get: async (path: string) => answers[path.split("/").at(-1) ?? ""] as KubeObject,
    create: async (_path: string, object: unknown) => {
      events.push(object);
      return object as KubeObject;
    },
  } as unknown as Api;
  return { api, events };
}

const apps: KubeObject = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace: "flux-system", uid: "u", resourceVersion: "7" },
};

describe("a webhook of Flux", () => {
  it("is signed, names its cluster, and carries the revision without its group", async () => {
    const { url, next } = await receiver();
    const { api, events } = clusterWith(url);
    const tell = notifier(api, () => new Date("2026-11-21T12:00:00.123Z"));
    tell(apps, {
      severity: "info",
      reason: "ReconciliationSucceeded",
      message: "done",
      metadata: { revision: "main@sha1:1" },
    });
    const { headers, raw } = await next;
    const signature = createHmac("sha256", "a-shared-secret").update(raw).digest("hex");
    expect(headers).toMatchObject({ "x-signature": `sha256=${signature}`, "gotk-component": "kustomize-controller" });
    expect(JSON.parse(raw)).toEqual({
      involvedObject: {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        name: "apps",
        namespace: "flux-system",
        uid: "u",
        resourceVersion: "7",
      },
      severity: "info",
      timestamp: "2026-11-21T12:00:00Z",
      message: "done",
      reason: "ReconciliationSucceeded",
      metadata: { cluster: "production-eu", revision: "main@sha1:1" },
      reportingController: "kustomize-controller",
      reportingInstance: expect.stringMatching(/^kustomize-controller-/),
    });
    expect(events).toMatchObject([
      { metadata: { annotations: { "kustomize.toolkit.fluxcd.io/revision": "main@sha1:1" } }, type: "Normal" },
    ]);
  });
});

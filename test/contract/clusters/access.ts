import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { fluxClusters } from "../../../lib/adapters/flux/clusters.ts";
import { readOnlyAccess } from "../../../lib/domain/cluster/access.ts";
import type { Connection } from "../../../lib/domain/cluster/connection.ts";
import { inClusterConnection, parseKubeconfig } from "../../../lib/domain/cluster/kubeconfig.ts";
import { RecordingSink } from "../../scripted-cluster.ts";
import type { Json } from "../kubernetes/client.ts";
import { deployment, type Ground, kustomization, kustomizations } from "../kubernetes/ground.ts";

const paths: Record<string, (name: string, namespace?: string) => string> = {
  Namespace: (name) => `/api/v1/namespaces/${name}`,
  ServiceAccount: (name, namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
  ClusterRole: (name) => `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`,
  ClusterRoleBinding: (name) => `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${name}`,
};

/** The access that Connect offers as YAML, applied as somebody would, is exactly what Sluice needs. */
export function offeredAccess(here: () => { ground: Ground; kubeconfig: string }): void {
  /** Applies the YAML; the answer is a token of the account that it makes. */
  async function account(): Promise<string> {
    const { client } = here().ground;
    for (const document of parseAllDocuments(readOnlyAccess)) {
      const object: Json = document.toJS();
      const path = paths[object.kind]?.(object.metadata.name, object.metadata.namespace);
      const { status } = await client.call("PATCH", `${path}?fieldManager=kubectl&force=true`, {
        body: object,
        contentType: "application/apply-patch+yaml",
      });
      expect({ path, applied: status < 300 }).toEqual({ path, applied: true });
    }
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 600 } };
    const { body } = await client.post("/api/v1/namespaces/sluice/serviceaccounts/sluice/token", request);
    return body.status.token;
  }

  /** The kubeconfig that the steps beside the YAML make. */
  function connectionBy(token: string): Connection {
    const config = parse(here().kubeconfig);
    config.users[0].user = { token };
    const parsed = parseKubeconfig({ id: "one", text: stringify(config) });
    if (!parsed.ok) throw new Error(parsed.sentence);
    return parsed.value;
  }

  async function watches(connection: Connection, clusters = fluxClusters()): Promise<void> {
    const { ground } = here();
    const space = await ground.space();
    await ground.client.post(kustomizations(space), kustomization("one"));
    await ground.client.post(
      `/apis/apps/v1/namespaces/${space}/deployments`,
      deployment("web", "registry.example/web:1.0.0"),
    );
    const sink = new RecordingSink();
    const watch = clusters.watch(connection, sink);
    await vi.waitFor(
      () => {
        const kinds = [...sink.believed.values()].filter((o) => o.namespace === space).map((o) => o.kind);
        expect(new Set(kinds)).toEqual(new Set(["Kustomization", "Deployment", "Pod"]));
        expect(sink.states.filter((s) => s.state === "denied")).toEqual([]);
      },
      { timeout: 30_000, interval: 20 },
    );
    await watch.stop();
    const ref = { kind: "Kustomization", namespace: space, name: "one" };
    await clusters.reconcile(connection, ref, "now");
    await clusters.suspend(connection, ref, true);
    expect((await ground.client.get(`${kustomizations(space)}/one`)).body.spec.suspend).toBe(true);
    expect(await clusters.events(connection, ref)).toEqual([]);
  }

  it("the access that is offered lets Sluice observe, reconcile, suspend and resume", async () => {
    const connection = connectionBy(await account());
    const check = await fluxClusters().check(connection);
    expect(check.findings.filter((f) => f.tone !== "good")).toEqual([]);
    await watches(connection);
  });

  it("the access that is offered lets it read no secret, and change nothing else", async () => {
    const { ground } = here();
    const token = await account();
    const space = await ground.space();
    const core = `/api/v1/namespaces/${space}`;
    await ground.client.post(kustomizations(space), kustomization("one"));
    await ground.client.post(`${core}/secrets`, { metadata: { name: "s" }, stringData: { a: "b" } });
    const refused: [string, string, object?][] = [
      ["GET", `${core}/secrets`],
      ["GET", `${core}/secrets/s`],
      ["GET", "/api/v1/secrets"],
      ["GET", `${core}/configmaps`],
      ["GET", `${core}/pods/none/log`],
      ["POST", `${core}/pods`, { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } }],
      ["POST", `${core}/serviceaccounts/default/token`, {}],
      ["POST", kustomizations(space), kustomization("two")],
      ["DELETE", `${kustomizations(space)}/one`],
      ["POST", `/apis/apps/v1/namespaces/${space}/deployments`, deployment("web", "registry.example/web:1.0.0")],
      ["GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles"],
    ];
    for (const [method, path, body] of refused)
      expect({ method, path, status: (await ground.client.call(method, path, { body, token })).status }).toEqual({
        method,
        path,
        status: 403,
      });
  });

  it("without the second role nothing is missing but the acts, and that is said", async () => {
    const { client } = here().ground;
    const connection = connectionBy(await account());
    await client.delete("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/sluice-reconcile");
    await vi.waitFor(
      async () => {
        const missing = (await fluxClusters().check(connection)).findings.filter((f) => f.tone !== "good");
        expect(missing).toEqual([
          { tone: "missing", sentence: expect.stringContaining("reconcile now, suspend and resume are not offered") },
        ]);
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  it("by the account of its own pod Sluice does the same", async () => {
    const accountFolder = mkdtempSync(join(tmpdir(), "sluice-account-"));
    try {
      writeFileSync(join(accountFolder, "token"), `${await account()}\n`);
      const by = connectionBy("unused");
      const server = new URL(by.server);
      const own = inClusterConnection({
        id: "one",
        name: "here",
        host: server.hostname,
        port: server.port,
        ...(by.ca ? { ca: by.ca } : {}),
      });
      if (!own.ok) throw new Error(own.sentence);
      const clusters = fluxClusters({ client: { accountFolder } });
      expect((await clusters.check(own.value)).findings.filter((f) => f.tone !== "good")).toEqual([]);
      await watches(own.value, clusters);
      writeFileSync(join(accountFolder, "token"), "wrong");
      const again = await fluxClusters({ client: { accountFolder } }).check(own.value);
      expect(again.findings.some((f) => f.tone === "bad")).toBe(true);
    } finally {
      rmSync(accountFolder, { recursive: true, force: true });
    }
  });
}

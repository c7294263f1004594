import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cluster, type ClusterOptions, startCluster } from "./main.ts";
import type { KubeObject } from "./objects.ts";

let folder: string;
let open: Cluster[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-cluster-"));
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((cluster) => cluster.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const cluster = await startCluster({ name: "test", port: 0, dataDir: folder, ...options });
  open.push(cluster);
  return cluster;
}

function send(cluster: Cluster, path: string, token = cluster.adminToken): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { authorization: `Bearer ${token}` };
  const agent = new Agent({ keepAlive: false });
  get(`${cluster.url}${path}`, { ca: cluster.caCertificate, headers, agent }, resolve).on("error", reject);
  return promise;
}

async function ask(cluster: Cluster, path: string, token?: string) {
  const response = await send(cluster, path, token);
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, body: JSON.parse(text) };
}

function map(name: string): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data: { x: "1" } };
}

const maps = "/api/v1/namespaces/default/configmaps";

describe("a cluster of the playground", () => {
  it("is the same after a restart: objects, versions, tokens and certificate", async () => {
    const first = await start();
    first.seed([map("a")]);
    const before = await ask(first, `${maps}/a`);
    const account = first.kubeconfig("system:serviceaccount:default:default");
    expect(account).toContain("certificate-authority-data");
    await first.close();
    const second = await start();
    expect(second.adminToken).toBe(first.adminToken);
    expect(second.caCertificate).toBe(first.caCertificate);
    expect(await ask(second, `${maps}/a`)).toEqual(before);
  });

  it("leaves no half-written snapshot behind", async () => {
    const cluster = await start();
    cluster.seed([map("a")]);
    await cluster.close();
    expect(await readdir(folder)).toEqual(["cluster.json"]);
  });

  it("tells a watch from before a restart to start anew", async () => {
    const first = await start();
    const { body } = await ask(first, maps);
    first.seed([map("a")]);
    await first.close();
    const second = await start();
    const event = await ask(second, `${maps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`);
    expect(event.body).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });

  it("lets a page expire with its history, and go on inconsistently by the token it then gives", async () => {
    const cluster = await start();
    cluster.seed(["a", "b", "c", "d"].map(map));
    const first = await ask(cluster, `${maps}?limit=2`);
    cluster.seed([map("e")]);
    cluster.compact();
    const late = await ask(cluster, `${maps}?limit=2&continue=${first.body.metadata.continue}`);
    expect(late.status).toBe(410);
    expect(late.body).toMatchObject({ reason: "Expired", metadata: { continue: expect.any(String) } });
    const rest = await ask(cluster, `${maps}?continue=${late.body.metadata.continue}`);
    const names = rest.body.items.map(({ metadata }: KubeObject) => metadata.name);
    expect(names).toEqual(["c", "d", "e", "kube-root-ca.crt"]);
  });

  it("neither answers nor streams while silent, and loses nothing by it", async () => {
    const [cluster, clock] = [await start(), await start({ dataDir: join(folder, "clock") })];
    const { body } = await ask(cluster, maps);
    const watching = await send(cluster, `${maps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`);
    let streamed = "";
    const heard = Promise.withResolvers<void>();
    watching.on("data", (chunk) => {
      streamed += chunk;
      heard.resolve();
    });
    watching.on("error", () => undefined);

    cluster.silence(true);
    cluster.seed([map("a")]);
    let answered = false;
    const late = ask(cluster, `${maps}/a`).then((answer) => {
      answered = true;
      return answer;
    });
    // Another cluster's answers are the clock: after these, this one would have answered too.
    for (let i = 0; i < 5; i++) await ask(clock, "/version");
    expect({ answered, streamed }).toEqual({ answered: false, streamed: "" });

    cluster.silence(false);
    expect((await late).status).toBe(200);
    await heard.promise;
    expect(JSON.parse(streamed)).toMatchObject({ type: "ADDED", object: { metadata: { name: "a" } } });
    watching.destroy();
  });

  it("knows the users it was given by their tokens, and their groups", async () => {
    const cluster = await start({
      tokens: { "a-token": { name: "jane", groups: ["system:masters"] }, other: { name: "joe", groups: [] } },
    });
    expect((await ask(cluster, maps, "a-token")).status).toBe(200);
    expect((await ask(cluster, maps, "other")).body.message).toContain('User "joe" cannot list resource "configmaps"');
    expect((await ask(cluster, maps, "nobody")).status).toBe(401);
    expect(cluster.kubeconfig("jane")).toContain("token: a-token");
    expect(() => cluster.kubeconfig("nobody")).toThrow('The cluster knows no user "nobody".');
  });

  it("says so when its port is taken", async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await expect(start({ port, dataDir: join(folder, "second") })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("keeps what was seeded with its status, and does not seed twice", async () => {
    const cluster = await start();
    const status = { observedGeneration: 3, lastAppliedRevision: "main@sha1:0123" };
    const spec = { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "fleet" } };
    const object = {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "a", namespace: "default" },
      spec,
      status,
    };
    cluster.seed([object]);
    cluster.seed([{ ...object, status: {} }]);
    const { body } = await ask(cluster, "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations/a");
    expect(body.status).toEqual(status);
  });
});

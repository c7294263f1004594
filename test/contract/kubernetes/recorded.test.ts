import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "../../../playground/kubernetes/main.ts";
import { shared } from "../../kube.ts";
import { type Answer, Client, type Json } from "./client.ts";
import { kustomization, kustomizations } from "./ground.ts";

interface Line {
  name: string;
  request: {
    method: string;
    path: string;
    as: "admin" | "token" | "nobody";
    accept?: string;
    contentType?: string;
    body?: unknown;
  };
  response: { status: number; headers: Record<string, string>; body: Json };
}

const file = join(shared, "data", "recorded", "kubernetes-wire.jsonl");
const lines: Line[] = existsSync(file)
  ? readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
  : [];
const missing = `Not compared with a real server's answers: there are none at ${file} (set SLUICE_SHARED).`;

/** Where the stand-in says less, on purpose. Compared are then only the status and what this keeps of the body. */
const less: Record<string, (body: Json) => unknown> = {
  version: ({ major, minor, gitVersion }) => ({ major, minor, gitVersion }),
  "discovery of groups": ({ kind, groups }) => ({
    kind,
    flux: groups.filter(({ name }: Json) => /toolkit/.test(name)).sort(byName),
  }),
  "aggregated discovery": ({ kind, items }) => ({
    kind,
    flux: items.filter(({ metadata }: Json) => /^kustomize/.test(metadata.name)),
  }),
  "discovery of a group version": ({ resources }) =>
    resources.map(({ storageVersionHash: _hash, ...rest }: Json) => rest),
  "a token for a service account": ({ kind, spec, status }) => ({
    kind,
    seconds: spec.expirationSeconds,
    has: Object.keys(status),
  }),
  "asks what it may": ({ kind, spec, status }) => ({ kind, spec, status }),
  "rules review": ({ kind, status }) => ({
    kind,
    rules: status.resourceRules,
    paths: status.nonResourceRules.length > 0,
    incomplete: status.incomplete,
  }),
  "server-side apply, the same again (resourceVersion stays)": (body) => body,
  "not JSON": ({ code, reason }) => ({ code, reason }),
  healthz: (body) => /ping ok/.test(body),
};
function byName(a: Json, b: Json): number {
  return a.name.localeCompare(b.name);
}

/** What the stand-in does not have. */
const absent = new Set(["openapi index"]);

/** Without what differs from one cluster to the next. */
function comparable(value: Json, key = ""): Json {
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (value && typeof value === "object") {
    const entries = Object.keys(value).sort();
    return Object.fromEntries(entries.map((name) => [name, comparable(value[name], name)]));
  }
  if (key === "continue" && value) return "<token>";
  if (typeof value !== "string") return value;
  return value
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")
    .replace(/^\d+s$/, "<age>")
    .replace(/^\d+$/, "<number>")
    .replace(/(current: |version: \d+ \()\d+/g, "$1<number>");
}

const space = "wire";
const all = kustomizations(space);

async function prepare(client: Client): Promise<void> {
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/wire";
  await client.post("/api/v1/namespaces", { metadata: { name: space } });
  await client.post(`/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name: "reader" } });
  const rules = [
    { apiGroups: ["kustomize.toolkit.fluxcd.io"], resources: ["kustomizations"], verbs: ["get", "list", "watch"] },
  ];
  await client.post(`${rbac}/roles`, { metadata: { name: "reader" }, rules });
  await client.post(`${rbac}/rolebindings`, {
    metadata: { name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "reader", namespace: space }],
  });
}

class Replay {
  readonly #client: Client;
  #token = "x.y.z";
  #page = "";
  #listed = "";

  constructor(client: Client) {
    this.#client = client;
  }

  async ask({ name, request }: Line): Promise<Answer> {
    if (name === "first page") await this.#pages();
    const { method, accept, contentType, body } = request;
    const call = {
      ...(accept ? { accept } : {}),
      ...(contentType ? { contentType } : {}),
      ...(typeof body === "string" ? { raw: body } : { body }),
      ...(request.as === "admin" ? {} : { token: request.as === "token" ? this.#token : "" }),
    };
    const answering = this.#client.call(method, this.#path(request.path), call);
    if (name === "watch from a list, with bookmarks") await this.#meanwhile();
    const answer = await answering;
    if (answer.body?.kind === "TokenRequest") this.#token = answer.body.status.token;
    if (answer.body?.metadata?.continue) this.#page = answer.body.metadata.continue;
    if (answer.body?.kind === "KustomizationList") this.#listed = answer.body.metadata.resourceVersion;
    return answer;
  }

  /** The recorded path with this cluster's tokens and versions. */
  #path(path: string): string {
    return path
      .replace(/continue=ey[^&]*/, `continue=${this.#page}`)
      .replace(/resourceVersion=494/, `resourceVersion=${this.#listed}`);
  }

  async #pages(): Promise<void> {
    for (let i = 0; i < 12; i++) {
      const made = kustomization(`page-${String(i).padStart(2, "0")}`);
      await this.#client.post(all, made);
    }
  }

  async #meanwhile(): Promise<void> {
    await this.#client.post(all, kustomization("watched"));
    await this.#client.merge(`${all}/watched`, { spec: { suspend: true } });
    await this.#client.delete(`${all}/watched`);
  }
}

/** A watch's answer is a stream of lines; the recording holds them as a list, a single one alone. */
function bodyOf({ body }: Answer, recorded: Json): Json {
  if (typeof body !== "string" || !body.startsWith("{")) return body;
  const events = body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return Array.isArray(recorded) ? events : events[0];
}

describe.skipIf(lines.length === 0)("what a real API server answered to 70 requests", () => {
  let cluster: Cluster;
  let dataDir: string;
  let client: Client;
  let replay: Replay;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sluice-cluster-"));
    cluster = await startCluster({ name: "wire", port: 0, dataDir });
    client = new Client(cluster.kubeconfig(), "");
    await prepare(client);
    replay = new Replay(client);
  });

  afterAll(async () => {
    client?.close();
    await cluster?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each(lines.filter(({ name }) => !absent.has(name)))("the stand-in answers as well: $name", async (line) => {
    const answer = await replay.ask(line);
    const keep = less[line.name] ?? ((body: Json) => body);
    const seen = (status: number, body: Json, headers: Json) => ({
      status,
      type: headers["content-type"],
      warning: headers.warning,
      body: comparable(keep(body)),
    });
    const recorded = line.response.body;
    expect(seen(answer.status, bodyOf(answer, recorded), answer.headers)).toEqual(
      seen(line.response.status, recorded, line.response.headers),
    );
  });
});

if (lines.length === 0) console.warn(missing);

import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { stringify } from "yaml";
import { bootstrapRoles, bornNamespaces, node } from "./access/bootstrap.ts";
import { Access } from "./access/rbac.ts";
import { type User, Users } from "./access/users.ts";
import { type KeyPair, selfSigned } from "./api/certificate.ts";
import { ApiServer } from "./api/server.ts";
import { Watches } from "./api/watch.ts";
import { type Controllers, startControllers } from "./controllers/run.ts";
import { type KubeObject, stamp } from "./objects.ts";
import { Admission } from "./schema/admission.ts";
import { loadFluxModels } from "./schema/flux-schema.ts";
import { Registry } from "./schema/registry.ts";
import { readSnapshot, restore, Saver, writeSnapshot } from "./store/snapshot.ts";
import { Store } from "./store/store.ts";
import { Writer } from "./store/writer.ts";

export interface ClusterOptions {
  name: string;
  /** 0 for any free one. */
  port: number;
  /** Where the cluster is kept between starts; a folder of its own. */
  dataDir: string;
  /** More users by their bearer token. The admin's token is made at the first start and kept. */
  tokens?: Record<string, User>;
  nodes?: number;
  clock?: () => Date;
  /** How long pods take to become ready; `slow` ones take twenty times as long. 1000 unless told. */
  podMs?: number;
  /** Between bookmarks on a quiet watch. 60 000 unless told. */
  bookmarkMs?: number;
  /** How long the events that watches and pages go back to are kept. Five minutes unless told. */
  historyMs?: number;
  /** At most how often a changing cluster is written to disk; at the end it is in any case. 5 000 unless told. */
  saveMs?: number;
}

export interface Cluster {
  name: string;
  url: string;
  /** PEM; the server's certificate is its own authority. */
  caCertificate: string;
  adminToken: string;
  /** YAML for `admin`, for a user of `tokens`, or for `system:serviceaccount:<namespace>:<name>`. */
  kubeconfig(user?: string): string;
  /** Creates objects as they are, status included, past the controllers' and the network's back; existing ones are left alone. */
  seed(objects: KubeObject[]): void;
  /** Fault: connections stay open, nothing is answered or streamed until switched off. */
  silence(on: boolean): void;
  /** Fault: forgets the events so far, so that watches and pages from before get 410. */
  compact(): void;
  /** How many watches are open now. */
  watching(): number;
  /** Writes the snapshot and stops; idempotent. */
  close(): Promise<void>;
}

/** Starts a Kubernetes API server with its controllers on loopback, from its snapshot if there is one. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const clock = options.clock ?? (() => new Date());
  const models = await loadFluxModels();
  const snapshot = readSnapshot(options.dataDir);
  const store = new Store(snapshot?.revision ?? 0, clock);
  const registry = new Registry();
  if (snapshot) restore(store, snapshot);
  const keys = (snapshot?.keys as Keys | undefined) ?? freshKeys(options.name, clock());

  const writer = new Writer({ store, registry, admission: new Admission(registry, models), clock });
  const access = new Access(store);
  let url = "";
  const admin: User = { name: `${options.name}-admin`, groups: ["system:masters"] };
  const tokens = new Map([[keys.admin, admin], ...Object.entries(options.tokens ?? {})]);
  const users = new Users({
    tokens,
    key: keys.accounts,
    store,
    issuer: `https://${options.name}.cluster.example.com`,
    clock,
  });
  const watches = new Watches(store, options.bookmarkMs ?? 60_000);
  const server = new ApiServer({ store, registry, writer, access, users, watches, address: () => url }, keys);

  const saver = new Saver(() => writeSnapshot(options.dataDir, store, { ...keys }), options.saveMs ?? 5_000);
  const controllers = startControllers({
    store,
    registry,
    writer,
    users,
    clock,
    podMs: options.podMs ?? 1_000,
    ca: keys.certificate,
  });
  if (!snapshot) bear(store, registry, writer, options.nodes ?? 1, clock);
  // At once, so that kubeconfigs given out before a crash keep working after it.
  writeSnapshot(options.dataDir, store, { ...keys });
  store.subscribe(() => saver.soon());
  const forgetting = setInterval(() => {
    const now = clock().getTime();
    store.forget(now - (options.historyMs ?? 300_000), 50_000);
    forgetEvents(store, now - eventsLastMs);
  }, 10_000);
  forgetting.unref();
  try {
    url = await listen(server, options.port);
  } catch (error) {
    controllers.close();
    clearInterval(forgetting);
    throw error;
  }

  let closed: Promise<void> | undefined;
  return {
    name: options.name,
    url,
    caCertificate: keys.certificate,
    adminToken: keys.admin,
    kubeconfig: (user = "admin") =>
      kubeconfig({ name: options.name, url, ca: keys.certificate, user, token: tokenOf(users, keys.admin, user) }),
    seed: (objects) => seed(store, registry, writer, objects),
    silence: (on) => server.silence(on),
    compact: () => store.compact(),
    watching: () => watches.count,
    close: () => {
      closed ??= stop({ server, watches, controllers, saver, forgetting });
      return closed;
    },
  };
}

interface Keys extends KeyPair {
  admin: string;
  accounts: string;
}

function freshKeys(name: string, now: Date): Keys {
  const random = () => randomBytes(32).toString("base64url");
  return { admin: random(), accounts: random(), ...selfSigned(name, now) };
}

const eventsLastMs = 3_600_000;

function forgetEvents(store: Store, before: number): void {
  for (const stored of store.list("/events")) {
    const { lastTimestamp, eventTime } = stored.object;
    const at = Date.parse(String(lastTimestamp ?? eventTime ?? stored.object.metadata.creationTimestamp));
    if (at < before) store.remove("/events", stored);
  }
}

function bear(store: Store, registry: Registry, writer: Writer, nodes: number, clock: () => Date): void {
  const spaces = bornNamespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  const made = Array.from({ length: nodes }, (_, i) => node(`node-${i + 1}`, stamp(clock())));
  seed(store, registry, writer, [...spaces, ...bootstrapRoles(), ...made]);
  // What came before the first client is no history.
  store.compact();
}

function seed(store: Store, registry: Registry, writer: Writer, objects: KubeObject[]): void {
  for (const object of objects) {
    const kind = registry.byKind(object.apiVersion, object.kind);
    if (!kind) throw new Error(`The cluster does not serve ${object.kind} of ${object.apiVersion}.`);
    const { namespace, name } = object.metadata;
    if (store.get(kind.key, namespace, name)) continue;
    writer.create(kind, namespace, object, { manager: "seed", withStatus: true });
  }
}

function listen(server: ApiServer, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.https.once("error", reject);
  server.https.listen(port, "127.0.0.1", () =>
    resolve(`https://127.0.0.1:${(server.https.address() as AddressInfo).port}`),
  );
  return promise;
}

interface Running {
  server: ApiServer;
  watches: Watches;
  controllers: Controllers;
  saver: Saver;
  forgetting: NodeJS.Timeout;
}

async function stop({ server, watches, controllers, saver, forgetting }: Running): Promise<void> {
  controllers.close();
  clearInterval(forgetting);
  watches.close();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.https.close(() => resolve());
  server.https.closeAllConnections();
  server.silence(false);
  await promise;
  saver.close();
}

function tokenOf(users: Users, adminToken: string, user: string): string {
  if (user === "admin") return adminToken;
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  if (account) return users.issue(account[1] ?? "", account[2] ?? "").token;
  const token = users.tokenOf(user);
  if (!token) throw new Error(`The cluster knows no user "${user}".`);
  return token;
}

interface Login {
  name: string;
  url: string;
  ca: string;
  user: string;
  token: string;
}

function kubeconfig({ name, url, ca, user, token }: Login): string {
  const cluster = { server: url, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    "current-context": name,
  });
}

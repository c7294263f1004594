import { afterEach, expect, it, vi } from "vitest";
import type { Connection } from "../lib/domain/cluster/connection.ts";
import type { Sink } from "../lib/ports/clusters.ts";
import { Rejected, Unavailable } from "../lib/ports/failures.ts";
import type { Wired } from "../lib/wire.ts";
import { Watcher } from "./watch.ts";

const leaseMs = 60;
const silent = { info() {}, warn() {}, error() {} };

function connection(id: string, token = "first"): Connection {
  return { id, name: id, server: `https://${id}.example.com`, credential: { by: "token", token } };
}

/** Clusters without any deployment: who watches what, by which token, is all there is to see. */
function world(connections: Record<string, () => Connection>) {
  const watching = new Map<string, string>();
  const sinks = new Map<string, Sink>();
  const written: unknown[][] = [];
  const writing: { fails?: () => void } = {};
  const asked: string[][] = [];
  const news: { tell(...keys: string[]): void; fails: number } = { tell() {}, fails: 0 };
  const wired = {
    leaseMs,
    log: silent,
    now: Date.now,
    staleAfterMs: 90_000,
    connectionOf: async (cluster: string) => connections[cluster]?.(),
    leases: { hold: async () => ({ fence: 1 }), drop: async () => {} },
    live: {
      subscribe(listener: (changes: { topic: string; keys: string[] }[]) => void) {
        news.tell = (...keys) => listener([{ topic: "layout", keys }]);
        return () => {};
      },
    },
    observations: {
      async touchHeard(rows: unknown[]) {
        const meanwhile = writing.fails;
        delete writing.fails;
        meanwhile?.();
        if (meanwhile) throw new Unavailable("The database is not answering.");
        written.push(rows);
      },
    },
    store: {
      read: {
        clusters: async () => Object.keys(connections).map((id) => ({ id })),
        async deployments({ ids }: { ids?: string[] }) {
          if (ids) asked.push(ids);
          if (ids && news.fails) {
            news.fails -= 1;
            throw new Unavailable("The database is not answering.");
          }
          return [];
        },
        statuses: async () => new Map(),
        environments: async () => [],
        storedKinds: async () => new Map(),
      },
    },
    clusters: {
      watch({ id, credential }: Connection, sink: Sink) {
        watching.set(id, credential.by === "token" ? credential.token : "");
        sinks.set(id, sink);
        return { lookAgain() {}, stop: async () => void watching.delete(id) };
      },
    },
  } as unknown as Wired;
  watcher = new Watcher(wired);
  return { watching, sinks, written, writing, asked, news };
}

let watcher: Watcher;
afterEach(() => watcher.stop());

it("a cluster whose credentials cannot be opened keeps nobody from watching the others", async () => {
  const sealed = () => {
    throw new Rejected("The key that these credentials were sealed with is not here.");
  };
  const { watching } = world({ a: sealed, b: () => connection("b") });
  await watcher.start();
  expect([...watching.keys()]).toEqual(["b"]);
});

it("a cluster that is connected anew is watched by its new credentials", async () => {
  let token = "expired";
  const { watching } = world({ a: () => connection("a", token) });
  await watcher.start();
  expect(watching.get("a")).toBe("expired");
  token = "fresh";
  await vi.waitFor(() => expect(watching.get("a")).toBe("fresh"), { timeout: 30_000 });
});

it("what a cluster said last is what is written down when the database is back", async () => {
  const { sinks, written, writing } = world({ a: () => connection("a") });
  await watcher.start();
  const report = { cluster: "a", kind: "Pod", at: 1 } as const;
  sinks.get("a")?.state({ ...report, state: "denied", sentence: "No." });
  writing.fails = () => sinks.get("a")?.state({ ...report, state: "listening" });
  await watcher.stop();
  await watcher.stop();
  expect(written).toMatchObject([[{ cluster: "a", kind: "Pod", trouble: null }]]);
});

it("what changed in the layout is asked for by name, and again when the database is back", async () => {
  const { asked, news } = world({ a: () => connection("a") });
  await watcher.start();
  news.fails = 1;
  news.tell("acme/fleet", "a/shop");
  await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 10_000 });
  expect(asked.map((names) => names.sort())).toEqual([
    ["a/shop", "acme/fleet"],
    ["a/shop", "acme/fleet"],
  ]);
});

import type { Connection } from "../../domain/cluster/connection.ts";
import { type ObservedKind, observedKinds } from "../../domain/deployment/observation.ts";
import type { Clusters, Sink, Watch } from "../../ports/clusters.ts";
import { eventsOf, reconcileNow, setSuspended } from "./acts.ts";
import { checkCluster } from "./check.ts";
import { type ClientOptions, ClusterClient } from "./client.ts";
import { Discovery } from "./discovery.ts";
import { type Pages, pagesHere } from "./page.ts";
import { Reflector, type Timing, timing } from "./reflector.ts";
import { Slots } from "./slots.ts";

export type FluxClustersOptions = {
  client?: ClientOptions;
  timing?: Partial<Timing>;
  kinds?: readonly ObservedKind[];
  /** Where pages of lists are read; unless said otherwise, here. */
  pages?: Pages;
  /** Pages read at once over all clusters. */
  parallel?: number;
  now?: () => number;
  random?: () => number;
  malformed?: (cluster: string, kind: ObservedKind) => void;
};

/** Kubernetes clusters with Flux, over the wire. */
export function fluxClusters(options: FluxClustersOptions = {}): Clusters {
  const slots = new Slots(options.parallel ?? 8);
  const once = async <T>(connection: Connection, work: (client: ClusterClient) => Promise<T>): Promise<T> => {
    const client = new ClusterClient(connection, options.client);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  return {
    watch: (connection, sink) => watchCluster(connection, sink, slots, options),
    check: (connection) => once(connection, checkCluster),
    reconcile: (connection, ref, requestedAt) => once(connection, (client) => reconcileNow(client, ref, requestedAt)),
    suspend: (connection, ref, suspended) => once(connection, (client) => setSuspended(client, ref, suspended)),
    events: (connection, ref) => once(connection, (client) => eventsOf(client, ref)),
  };
}

function watchCluster(connection: Connection, sink: Sink, slots: Slots, options: FluxClustersOptions): Watch {
  const client = new ClusterClient(connection, options.client);
  const discovery = new Discovery(client);
  const end = new AbortController();
  const reflectors = new Map(
    (options.kinds ?? observedKinds).map((kind) => [
      kind,
      new Reflector({
        kind,
        client,
        discovery,
        sink,
        pages: options.pages ?? pagesHere,
        slots,
        timing: { ...timing, ...options.timing },
        now: options.now ?? Date.now,
        random: options.random ?? Math.random,
        signal: end.signal,
        malformed: (of) => options.malformed?.(connection.id, of),
      }),
    ]),
  );
  const running = [...reflectors.values()].map((reflector) => reflector.run());
  return {
    lookAgain(kind) {
      if (kind) reflectors.get(kind)?.lookAgain();
      else for (const reflector of reflectors.values()) reflector.lookAgain();
    },
    async stop() {
      end.abort();
      await client.close();
      await Promise.allSettled(running);
    },
  };
}

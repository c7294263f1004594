import type { ObjectRef, ObservedKind } from "../../domain/deployment/observation.ts";
import { observedKinds } from "../../domain/deployment/observation.ts";
import type { ClusterEvent } from "../../ports/clusters.ts";
import { Rejected } from "../../ports/failures.ts";
import type { ClusterClient } from "./client.ts";
import { Discovery, objectPath } from "./discovery.ts";
import { plainMessage } from "./message.ts";
import { count, dense, list, map, text, time } from "./raw.ts";

/** The name under which Flux's own tools patch, so that kustomize-controller treats ours like theirs. */
const fieldManager = "flux-client-side-apply";

export async function reconcileNow(client: ClusterClient, ref: ObjectRef, requestedAt: string): Promise<void> {
  await patch(client, ref, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt } } });
}

/** Resuming removes the field instead of writing `false`, which would keep Git from ever suspending it. */
export async function setSuspended(client: ClusterClient, ref: ObjectRef, suspended: boolean): Promise<void> {
  await patch(client, ref, { spec: { suspend: suspended ? true : null } });
}

async function patch(client: ClusterClient, ref: ObjectRef, body: unknown): Promise<void> {
  const endpoint = await endpointOf(client, ref);
  await client.json(`${objectPath(endpoint, ref.namespace, ref.name)}?fieldManager=${fieldManager}`, {
    method: "PATCH",
    contentType: "application/merge-patch+json",
    body,
  });
}

async function endpointOf(client: ClusterClient, ref: ObjectRef) {
  const kind = observedKinds.find((k) => k === ref.kind);
  const endpoint = kind && (await new Discovery(client).find(kind as ObservedKind));
  if (!endpoint) throw new Rejected(`${client.connection.name} does not serve ${ref.kind}.`, { status: 404 });
  return endpoint;
}

const mostEvents = 50;

/** Newest first. The events API keeps them for about an hour. */
export async function eventsOf(client: ClusterClient, ref: ObjectRef): Promise<ClusterEvent[]> {
  const selector = `involvedObject.kind=${ref.kind},involvedObject.name=${ref.name}`;
  const place = ref.namespace ? `/namespaces/${encodeURIComponent(ref.namespace)}` : "";
  const answer = map(
    await client.json(`/api/v1${place}/events?limit=500&fieldSelector=${encodeURIComponent(selector)}`),
  );
  return list(answer.items)
    .map((item) => {
      const event = map(item);
      const series = map(event.series);
      return dense({
        at:
          time(series.lastObservedTime) ||
          time(event.lastTimestamp) ||
          time(event.eventTime) ||
          time(map(event.metadata).creationTimestamp),
        type: text(event.type) ?? "Normal",
        reason: text(event.reason) ?? "",
        message: plainMessage(text(event.message) ?? ""),
        count: Math.max(count(event.count), count(series.count), 1),
        from: text(event.reportingComponent) ?? text(map(event.source).component),
      });
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, mostEvents);
}

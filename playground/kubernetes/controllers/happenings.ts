import type { KubeObject } from "../objects.ts";
import type { Kit } from "./kit.ts";

export interface Happening {
  about: KubeObject;
  type?: "Normal" | "Warning";
  reason: string;
  message: string;
  component: string;
}

const recurring = new Map<string, string>();

/** Records an Event. One that repeats is counted up, as the real recorder does. */
export function record(kit: Kit, { about, type = "Normal", reason, message, component }: Happening): void {
  const { namespace = "default", name, uid, resourceVersion } = about.metadata;
  const now = kit.now();
  const id = `${uid} ${reason} ${message}`;
  const known = kit.get("/events", `${namespace}/${recurring.get(id) ?? ""}`);
  if (known) {
    kit.update(
      "/events",
      known,
      (live) => ({ ...live, count: Number(live.count ?? 1) + 1, lastTimestamp: now }),
      component,
    );
    return;
  }
  const made = `${name}.${BigInt(kit.parts.clock().getTime()).toString(16)}${Math.floor(Math.random() * 2 ** 24).toString(16)}`;
  remember(id, made);
  const manager = component === "kubelet" ? "kubelet" : "kube-controller-manager";
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: made, namespace },
    involvedObject: { kind: about.kind, namespace, name, uid, apiVersion: about.apiVersion, resourceVersion },
    reason,
    message,
    source: component === "kubelet" ? { component, host: "node-1" } : { component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: "",
  };
  kit.create("/events", event, manager);
}

function remember(id: string, name: string): void {
  if (recurring.size > 5_000) recurring.clear();
  recurring.set(id, name);
}

import { createHmac, randomBytes } from "node:crypto";
import type { Api } from "./api.ts";
import { fluxKinds, isFluxKind } from "./kinds.ts";
import type { KubeObject, Typed } from "./objects.ts";

/**
 * What controllers tell the world: a Kubernetes Event, and a webhook for each Alert that asks for
 * it. Best effort, as with Flux: what does not arrive is dropped.
 */
export type News = { severity: "info" | "error"; reason: string; message: string; metadata?: Record<string, string> };
export type Notifier = (object: KubeObject, news: News) => void;

type Alert = Typed<
  {
    providerRef: { name: string };
    eventSeverity?: "info" | "error";
    eventSources: { kind: string; name: string; namespace?: string }[];
    eventMetadata?: Record<string, string>;
    suspend?: boolean;
  },
  undefined
>;
type Provider = Typed<{ type: string; address?: string; secretRef?: { name: string } }, undefined>;

const ALERTS = "/apis/notification.toolkit.fluxcd.io/v1beta3";
const LISTED_FOR = 5_000;
const SUPPRESSED_FOR = 300_000;

export function notifier(api: Api, now: () => Date): Notifier {
  const instances = new Map<string, string>();
  const told = new Map<string, number>();
  let targets: { at: number; items: Promise<Target[]> } | undefined;

  function listTargets(): Promise<Target[]> {
    if (targets && now().getTime() - targets.at < LISTED_FOR) return targets.items;
    targets = { at: now().getTime(), items: readTargets(api) };
    return targets.items;
  }

  async function tell(object: KubeObject, news: News): Promise<void> {
    const controller = isFluxKind(object.kind) ? fluxKinds[object.kind].controller : "flux";
    const instance = instances.get(controller) ?? `${controller}-${randomBytes(5).toString("hex")}`;
    instances.set(controller, instance);
    await recordEvent(api, object, news, controller, now());
    const same = JSON.stringify([object.kind, object.metadata.namespace, object.metadata.name, news]);
    if (now().getTime() - (told.get(same) ?? 0) < SUPPRESSED_FOR) return;
    told.set(same, now().getTime());
    for (const [old, at] of told) if (now().getTime() - at > SUPPRESSED_FOR) told.delete(old);
    for (const { alert, provider, secret } of await listTargets()) {
      if (alert.spec.suspend || !isMeant(alert, object, news)) continue;
      await dispatch(provider, secret, payload(alert, object, news, controller, instance, now()), controller);
    }
  }

  return (object, news) => void tell(object, news).catch(() => undefined);
}

function isMeant(alert: Alert, object: KubeObject, news: News): boolean {
  if (alert.spec.eventSeverity === "error" && news.severity !== "error") return false;
  return alert.spec.eventSources.some(
    (source) =>
      source.kind === object.kind &&
      (source.name === "*" || source.name === object.metadata.name) &&
      (source.namespace ?? alert.metadata.namespace) === object.metadata.namespace,
  );
}

function payload(alert: Alert, object: KubeObject, news: News, controller: string, instance: string, at: Date) {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    involvedObject: { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid, resourceVersion },
    severity: news.severity,
    timestamp: at.toISOString().replace(/\.\d+Z$/, "Z"),
    message: news.message,
    reason: news.reason,
    metadata: { ...alert.spec.eventMetadata, ...news.metadata },
    reportingController: controller,
    reportingInstance: instance,
  };
}

type Secret = Record<string, string> | undefined;
type Target = { alert: Alert; provider: Provider; secret: Secret };

/** Each alert with where it goes; one whose provider is missing goes nowhere. */
async function readTargets(api: Api): Promise<Target[]> {
  const { items = [] } = (await api.get(`${ALERTS}/alerts`)) as unknown as { items?: Alert[] };
  const targets = items.map(async (alert) => {
    const { namespace = "default" } = alert.metadata;
    const provider = (await api.get(
      `${ALERTS}/namespaces/${namespace}/providers/${alert.spec.providerRef.name}`,
    )) as Provider;
    const { secretRef } = provider.spec;
    const secret = secretRef
      ? (await api.get(`/api/v1/namespaces/${namespace}/secrets/${secretRef.name}`)).data
      : undefined;
    return { alert, provider, secret };
  });
  const settled = await Promise.allSettled(targets);
  return settled.flatMap((target) => (target.status === "fulfilled" ? [target.value] : []));
}

async function dispatch(provider: Provider, secret: Secret, body: object, controller: string): Promise<void> {
  const address = provider.spec.address ?? decoded(secret?.address);
  if (!address || !provider.spec.type.startsWith("generic")) return;
  const raw = JSON.stringify(body);
  const headers: Record<string, string> = { "content-type": "application/json", "gotk-component": controller };
  if (provider.spec.type === "generic-hmac") {
    headers["x-signature"] = `sha256=${createHmac("sha256", decoded(secret?.token) ?? "")
      .update(raw)
      .digest("hex")}`;
  }
  await fetch(address, { method: "POST", headers, body: raw, signal: AbortSignal.timeout(15_000) });
}

const decoded = (data: string | undefined): string | undefined =>
  data ? Buffer.from(data, "base64").toString("utf8") : undefined;

async function recordEvent(api: Api, object: KubeObject, news: News, controller: string, at: Date): Promise<void> {
  const { name, namespace = "default", uid, resourceVersion } = object.metadata;
  const time = at.toISOString().replace(/\.\d+Z$/, "Z");
  await api.create(`/api/v1/namespaces/${namespace}/events`, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { generateName: `${name}.`, namespace, annotations: annotationsOf(object, news) },
    involvedObject: { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid, resourceVersion },
    reason: news.reason,
    message: news.message.slice(0, 1000),
    type: news.severity === "error" ? "Warning" : "Normal",
    source: { component: controller },
    reportingComponent: controller,
    reportingInstance: controller,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  });
}

/** An event names its metadata with the group in front; a webhook names it bare. */
function annotationsOf(object: KubeObject, news: News): Record<string, string> {
  const group = object.apiVersion.split("/")[0];
  return Object.fromEntries(Object.entries(news.metadata ?? {}).map(([key, value]) => [`${group}/${key}`, value]));
}

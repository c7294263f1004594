import { createHmac, randomUUID } from "node:crypto";
import { covers } from "../http/access.ts";
import { presentForHook } from "../present/repository.ts";
import { nodeId } from "../present/urls.ts";
import { presentUser } from "../present/user.ts";
import type { Delivery, Hook, Installation } from "../world/types.ts";
import type { World, WorldEvent } from "../world/world.ts";

const kept = 500;

/**
 * Sends what happens to whoever asked for it, once: like GitHub, a delivery that fails is written
 * down and never tried again by itself.
 */
export class Webhooks {
  private readonly world: World;
  private readonly underway = new Set<Promise<unknown>>();
  private readonly stop: () => void;

  constructor(world: World) {
    this.world = world;
    const listener = (event: WorldEvent): void => this.heard(event);
    world.eventListeners.add(listener);
    this.stop = () => world.eventListeners.delete(listener);
  }

  /** Resolves when nothing is being delivered any more. */
  async settled(): Promise<void> {
    while (this.underway.size > 0) await Promise.allSettled([...this.underway]);
  }

  close(): void {
    this.stop();
  }

  ping(hook: Hook): void {
    const payload = { zen: "Keep it logically awesome.", hook_id: hook.id, hook: presentPinged(hook) };
    const repo = hook.repo === null ? null : (this.world.repositoryById(hook.repo) ?? null);
    this.track(
      this.send(
        hook,
        { name: "ping", action: null, repo, sender: repo?.owner ?? "ghost", payload: () => payload },
        null,
      ),
    );
  }

  /** The same again, under the same delivery id. */
  redeliver(delivery: Delivery): void {
    const hook = this.world.hooks.get(delivery.hook);
    if (!hook) return;
    this.track(this.post(hook, { ...delivery, id: this.nextId(), redelivery: true }, JSON.stringify(delivery.payload)));
  }

  private heard(event: WorldEvent): void {
    for (const { hook, installation } of this.listening(event)) this.track(this.send(hook, event, installation));
  }

  private track(work: Promise<unknown>): void {
    const caught = work.catch((error: unknown) => console.error("playground/github: a webhook failed", error));
    this.underway.add(caught);
    void caught.finally(() => this.underway.delete(caught));
  }

  private listening(event: WorldEvent): { hook: Hook; installation: Installation | null }[] {
    const wants = (hook: Hook): boolean =>
      hook.active &&
      (hook.events.includes("*") || hook.events.includes(event.name) || event.name.startsWith("installation"));
    const found: { hook: Hook; installation: Installation | null }[] = [];
    for (const hook of this.world.hooks.filter(wants)) {
      if (hook.app === null) {
        if (event.repo && hook.repo === event.repo.id) found.push({ hook, installation: null });
        continue;
      }
      const installation = this.world.installations.find(
        (one) =>
          one.app === hook.app &&
          (event.repo ? covers(one, null, event.repo) : event.installation === one.id) &&
          one.suspendedAt === null,
      );
      if (installation) found.push({ hook, installation });
    }
    return found;
  }

  private async send(hook: Hook, event: WorldEvent, installation: Installation | null): Promise<void> {
    const said = await event.payload();
    const payload = {
      ...(event.action === null ? {} : { action: event.action }),
      ...said,
      ...(event.repo ? presentForHook(this.world, event.repo) : {}),
      sender: presentUser(this.world, event.sender),
      ...(installation && !("installation" in said)
        ? { installation: { id: installation.id, node_id: nodeId("IntegrationInstallation", installation.id) } }
        : {}),
    };
    const delivery: Delivery = {
      id: this.nextId(),
      hook: hook.id,
      guid: randomUUID(),
      event: event.name,
      action: event.action,
      deliveredAt: new Date().toISOString(),
      redelivery: false,
      durationSeconds: 0,
      status: "OK",
      statusCode: 0,
      url: hook.url,
      repo: event.repo?.id ?? null,
      installation: installation?.id ?? null,
      requestHeaders: {},
      payload,
      responseHeaders: {},
      responseBody: "",
    };
    await this.post(hook, delivery, JSON.stringify(payload));
  }

  private async post(hook: Hook, delivery: Delivery, json: string): Promise<void> {
    const body = hook.contentType === "form" ? new URLSearchParams({ payload: json }).toString() : json;
    const headers = headersOf(hook, delivery, body);
    const began = performance.now();
    let answer: Pick<Delivery, "status" | "statusCode" | "responseHeaders" | "responseBody">;
    try {
      const response = await fetch(hook.url, {
        method: "POST",
        headers,
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      const text = (await response.text()).slice(0, 10_000);
      const shown = Object.fromEntries(response.headers);
      answer = {
        status: response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`,
        statusCode: response.status,
        responseHeaders: shown,
        responseBody: text,
      };
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      answer = {
        status: late ? "timed out" : "failed to connect to host",
        statusCode: 0,
        responseHeaders: {},
        responseBody: "",
      };
    }
    const durationSeconds = Math.round(performance.now() - began) / 1000;
    this.world.deliveries.put(delivery.id, { ...delivery, requestHeaders: headers, durationSeconds, ...answer });
    this.forget();
  }

  private forget(): void {
    const all = this.world.deliveries.all();
    for (const old of all.slice(0, Math.max(0, all.length - kept))) this.world.deliveries.delete(old.id);
  }

  private nextId(): number {
    return this.world.store.nextId("delivery", 12_345_001);
  }
}

function headersOf(hook: Hook, delivery: Delivery, body: string): Record<string, string> {
  const headers: Record<string, string> = {
    accept: "*/*",
    "content-type": hook.contentType === "form" ? "application/x-www-form-urlencoded" : "application/json",
    "user-agent": "GitHub-Hookshot/5107b2c",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(hook.id),
    "x-github-hook-installation-target-id": String(hook.repo ?? hook.app ?? 0),
    "x-github-hook-installation-target-type": hook.app === null ? "repository" : "integration",
  };
  if (hook.secret) {
    const sign = (algorithm: string): string =>
      createHmac(algorithm, hook.secret as string)
        .update(body)
        .digest("hex");
    headers["x-hub-signature"] = `sha1=${sign("sha1")}`;
    headers["x-hub-signature-256"] = `sha256=${sign("sha256")}`;
  }
  return headers;
}

function presentPinged(hook: Hook) {
  return {
    type: hook.app === null ? "Repository" : "App",
    id: hook.id,
    name: "web",
    active: hook.active,
    events: hook.events,
    config: { content_type: hook.contentType, insecure_ssl: hook.insecureSsl, url: hook.url },
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    ...(hook.app === null ? {} : { app_id: hook.app }),
  };
}

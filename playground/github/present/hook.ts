import type { Delivery, Hook, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { repoApi } from "./urls.ts";

export function presentHook(world: World, repo: Repository, hook: Hook) {
  const url = `${repoApi(world, repo)}/hooks/${hook.id}`;
  const last = world.deliveries.filter((one) => one.hook === hook.id).at(-1);
  return {
    type: "Repository",
    id: hook.id,
    name: "web",
    active: hook.active,
    events: hook.events,
    config: presentHookConfig(hook),
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: last
      ? {
          code: last.statusCode,
          status: last.statusCode >= 200 && last.statusCode < 300 ? "active" : "misconfigured",
          message: last.status,
        }
      : { code: null, status: "unused", message: null },
  };
}

/** The secret is never told again. */
export function presentHookConfig(hook: Hook) {
  return {
    content_type: hook.contentType,
    insecure_ssl: hook.insecureSsl,
    url: hook.url,
    ...(hook.secret ? { secret: "********" } : {}),
  };
}

export function presentDeliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: delivery.repo,
    throttled_at: null,
  };
}

export function presentDelivery(delivery: Delivery) {
  return {
    ...presentDeliveryItem(delivery),
    url: delivery.url,
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
  };
}

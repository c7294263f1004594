import { z } from "zod";
import type { Call } from "../http/call.ts";
import { del, get, patch, post, type Route } from "../http/router.ts";
import { presentDelivery, presentDeliveryItem, presentHook } from "../present/hook.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Delivery, Hook } from "../world/types.ts";

const config = z.object({
  url: z.string().optional(),
  content_type: z.string().optional(),
  secret: z.string().optional(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});
const newHook = z.object({
  name: z.string().optional(),
  config: config.optional(),
  events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});
const hooks = "/repos/{owner}/{repo}/hooks";

export const hookRoutes: Route[] = [
  get(
    hooks,
    "repository_hooks:read",
    (c) => {
      const all = c.world.hooks.filter((one) => one.repo === c.repo.id);
      return { status: 200, body: c.paged(all).map((one) => presentHook(c.world, c.repo, one)) };
    },
    { least: "admin" },
  ),

  post(hooks, "repository_hooks:write", (c) => {
    const input = c.input(newHook);
    const url = input.config?.url;
    if (!url || !/^https?:\/\//.test(url)) {
      throw new Problem(422, "Validation Failed", [{ resource: "Hook", field: "url", code: "missing_field" }]);
    }
    if (c.world.hooks.find((one) => one.repo === c.repo.id && one.url === url)) {
      throw new Problem(422, "Validation Failed", [
        { resource: "Hook", code: "custom", message: "Hook already exists on this repository" },
      ]);
    }
    const id = c.world.store.nextId("hook", 110_001);
    const at = c.world.now();
    const blank: Hook = {
      id,
      repo: c.repo.id,
      app: null,
      url,
      secret: null,
      contentType: "form",
      insecureSsl: "0",
      events: ["push"],
      active: true,
      createdAt: at,
      updatedAt: at,
    };
    const hook = c.world.hooks.put(id, changed(blank, input));
    c.world.webhooks?.ping(hook);
    return { status: 201, body: presentHook(c.world, c.repo, hook) };
  }),

  get(
    `${hooks}/{hook_id}/deliveries`,
    "repository_hooks:read",
    (c) => {
      const hook = hookAt(c);
      const all = c.world.deliveries.filter((one) => one.hook === hook.id).reverse();
      return { status: 200, body: c.paged(all).map(presentDeliveryItem) };
    },
    { least: "admin" },
  ),

  get(
    `${hooks}/{hook_id}/deliveries/{delivery_id}`,
    "repository_hooks:read",
    (c) => {
      return { status: 200, body: presentDelivery(deliveryAt(c)) };
    },
    { least: "admin" },
  ),

  post(`${hooks}/{hook_id}/deliveries/{delivery_id}/attempts`, "repository_hooks:write", (c) => {
    c.world.webhooks?.redeliver(deliveryAt(c));
    return { status: 202, body: {} };
  }),

  post(`${hooks}/{hook_id}/pings`, "repository_hooks:write", (c) => {
    c.world.webhooks?.ping(hookAt(c));
    return { status: 204 };
  }),

  get(
    `${hooks}/{hook_id}`,
    "repository_hooks:read",
    (c) => ({
      status: 200,
      body: presentHook(c.world, c.repo, hookAt(c)),
    }),
    { least: "admin" },
  ),

  patch(`${hooks}/{hook_id}`, "repository_hooks:write", (c) => {
    const hook = hookAt(c);
    const saved = c.world.hooks.put(hook.id, { ...changed(hook, c.input(newHook)), updatedAt: c.world.now() });
    return { status: 200, body: presentHook(c.world, c.repo, saved) };
  }),

  del(`${hooks}/{hook_id}`, "repository_hooks:write", (c) => {
    c.world.hooks.delete(hookAt(c).id);
    return { status: 204 };
  }),
];

function hookAt(c: Call): Hook {
  const found = c.world.hooks.get(c.number("hook_id"));
  if (found?.repo !== c.repo.id) throw notFound();
  return found;
}

function deliveryAt(c: Call): Delivery {
  const found = c.world.deliveries.get(c.number("delivery_id"));
  if (found?.hook !== hookAt(c).id) throw notFound();
  return found;
}

function changed(hook: Hook, input: z.output<typeof newHook>): Hook {
  return {
    ...hook,
    url: input.config?.url ?? hook.url,
    secret: input.config?.secret ?? hook.secret,
    contentType:
      input.config?.content_type === "json" ? "json" : input.config?.content_type ? "form" : hook.contentType,
    insecureSsl:
      input.config?.insecure_ssl === undefined
        ? hook.insecureSsl
        : String(input.config.insecure_ssl) === "1"
          ? "1"
          : "0",
    events: input.events ?? hook.events,
    active: input.active ?? hook.active,
  };
}

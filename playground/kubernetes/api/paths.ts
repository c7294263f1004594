import type { Registry } from "../schema/registry.ts";
import { aggregated, apiGroup, apiGroups, apiResources, apiVersions, version } from "./discovery.ts";
import { plain, type Reply } from "./http.ts";
import { PageNotFound } from "./status.ts";

const wholeDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** What paths that name no resource answer: health, version, discovery. */
export function pathReply(registry: Registry, url: URL, accept: string, address: string): Reply {
  const path = trimmed(url.pathname);
  const health = /^\/(readyz|livez|healthz)(\/|$)/.exec(path);
  if (health) return { code: 200, body: healthy(health[1] ?? "", url.searchParams.has("verbose")), type: plain };
  if (path === "/version") return json(version);
  if ((path === "/api" || path === "/apis") && takesWhole(accept)) {
    return { ...json(aggregated(registry, path === "/api")), type: wholeDiscovery, headers: { vary: "Accept" } };
  }
  const found = discovered(registry, path, address);
  if (!found) throw new PageNotFound();
  return json(found);
}

export function trimmed(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function discovered(registry: Registry, path: string, address: string): unknown {
  if (path === "/api") return apiVersions(address);
  if (path === "/apis") return apiGroups(registry);
  const [root, first = "", second = "", ...more] = path.split("/").slice(1);
  if (more.length > 0) return undefined;
  if (root === "api") return second === "" ? apiResources(registry, "", first) : undefined;
  if (root !== "apis") return undefined;
  return second ? apiResources(registry, first, second) : apiGroup(registry, first);
}

/** Newer clients ask for discovery in one document, in its v2. */
function takesWhole(accept: string): boolean {
  return accept.split(",").some((range) => /as=APIGroupDiscoveryList/.test(range) && /;\s*v=v2\s*(;|$)/.test(range));
}

function healthy(check: string, verbose: boolean): string {
  return verbose ? `[+]ping ok\n[+]etcd ok\n${check} check passed\n` : "ok";
}

function json(body: unknown): Reply {
  return { code: 200, body: JSON.stringify(body) };
}

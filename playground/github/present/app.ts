import type { App, Installation } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { apiUrl, nodeId } from "./urls.ts";
import { presentUser } from "./user.ts";

export function presentApp(world: World, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId("App", app.id),
    owner: presentUser(world, app.owner),
    name: app.name,
    description: app.description,
    external_url: app.externalUrl,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
    permissions: app.permissions,
    events: app.events,
  };
}

export function presentInstallation(world: World, installation: Installation) {
  const app = world.apps.get(installation.app);
  const account = world.user(installation.account);
  const place = account?.type === "Organization" ? `/organizations/${account.login}/settings` : "/settings";
  return {
    id: installation.id,
    client_id: app?.clientId,
    account: presentUser(world, installation.account),
    repository_selection: installation.repositories === null ? "all" : "selected",
    access_tokens_url: apiUrl(world, `/app/installations/${installation.id}/access_tokens`),
    repositories_url: apiUrl(world, "/installation/repositories"),
    html_url: `${world.url}${place}/installations/${installation.id}`,
    app_id: installation.app,
    app_slug: app?.slug ?? "",
    target_id: account?.id ?? 0,
    target_type: account?.type === "Organization" ? "Organization" : "User",
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  };
}

import { z } from "zod";
import { same } from "../acts/accounts.ts";
import { covers } from "../http/access.ts";
import type { Call } from "../http/call.ts";
import { del, get, patch, post, type Route } from "../http/router.ts";
import { presentApp, presentInstallation } from "../present/app.ts";
import { presentHookConfig } from "../present/hook.ts";
import { presentRepository } from "../present/repository.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { App, Installation, Repository } from "../world/types.ts";
import { repositoriesOf } from "./installed.ts";

const narrowing = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
});

export const appRoutes: Route[] = [
  get("/app", "app", (c) => {
    const installed = c.world.installations.filter((one) => one.app === self(c).id).length;
    return { status: 200, body: { ...presentApp(c.world, self(c)), installations_count: installed } };
  }),

  get("/apps/{app_slug}", "anyone", (c) => {
    const app = c.world.apps.find((one) => one.slug === c.param("app_slug"));
    if (!app) throw notFound();
    return { status: 200, body: presentApp(c.world, app) };
  }),

  get("/app/hook/config", "app", (c) => {
    const hook = c.world.hooks.find((one) => one.app === self(c).id);
    return { status: 200, body: hook ? presentHookConfig(hook) : {} };
  }),

  patch("/app/hook/config", "app", (c) => {
    const input = c.input(
      z.object({ url: z.string().optional(), secret: z.string().optional(), content_type: z.string().optional() }),
    );
    const hook = c.world.hooks.find((one) => one.app === self(c).id);
    if (!hook) throw notFound();
    const saved = c.world.hooks.put(hook.id, {
      ...hook,
      url: input.url ?? hook.url,
      secret: input.secret ?? hook.secret,
    });
    return { status: 200, body: presentHookConfig(saved) };
  }),

  get("/app/installations", "app", (c) => {
    const mine = c.world.installations.filter((one) => one.app === self(c).id);
    return { status: 200, body: c.paged(mine).map((one) => presentInstallation(c.world, one)) };
  }),

  post("/app/installations/{installation_id}/access_tokens", "app", (c) => mint(c)),

  get("/app/installations/{installation_id}", "app", (c) => ({
    status: 200,
    body: presentInstallation(c.world, installationAt(c)),
  })),

  del("/app/installations/{installation_id}", "app", (c) => {
    c.world.installations.delete(installationAt(c).id);
    return { status: 204 };
  }),

  get("/repos/{owner}/{repo}/installation", "app", (c) => {
    const found = c.world.installations.find((one) => one.app === self(c).id && covers(one, null, c.repo));
    if (!found) throw notFound();
    return { status: 200, body: presentInstallation(c.world, found) };
  }),

  get("/orgs/{org}/installation", "app", (c) => ofAccount(c, c.param("org"))),
  get("/users/{username}/installation", "app", (c) => ofAccount(c, c.param("username"))),

  get("/installation/repositories", "installation", (c) => {
    if (c.actor.is !== "installation") throw notFound();
    const { installation, token } = c.actor;
    const repos = repositoriesOf(c.world, installation, token.repositories);
    const shown = c.paged(repos).map((repo) => presentRepository(c.world, repo));
    const selection = installation.repositories === null && token.repositories === null ? "all" : "selected";
    return { status: 200, body: { total_count: repos.length, repository_selection: selection, repositories: shown } };
  }),

  del("/installation/token", "installation", (c) => {
    if (c.actor.is === "installation") c.world.revokeToken(c.actor.secret);
    return { status: 204 };
  }),

  post("/app-manifests/{code}/conversions", "anyone", (c) => {
    const code = c.world.codes.get(c.param("code"));
    const app = code?.kind === "manifest" && code.app !== null ? c.world.apps.get(code.app) : undefined;
    if (!code || !app || !code.pem || code.expiresAt <= c.world.now()) throw notFound();
    c.world.codes.delete(c.param("code"));
    const hook = c.world.hooks.find((one) => one.app === app.id);
    const secrets = {
      client_id: app.clientId,
      client_secret: app.clientSecret,
      webhook_secret: hook?.secret ?? null,
      pem: code.pem,
    };
    return { status: 201, body: { ...presentApp(c.world, app), ...secrets } };
  }),
];

function self(c: Call): App {
  if (c.actor.is !== "app") throw new Problem(401, "A JSON web token could not be decoded");
  return c.actor.app;
}

function installationAt(c: Call): Installation {
  const found = c.world.installations.get(c.number("installation_id"));
  if (found?.app !== self(c).id) throw notFound();
  return found;
}

function ofAccount(c: Call, login: string) {
  const found = c.world.installations.find((one) => one.app === self(c).id && same(one.account, login));
  if (!found) throw notFound();
  return { status: 200, body: presentInstallation(c.world, found) };
}

function mint(c: Call) {
  const installation = installationAt(c);
  const app = self(c);
  if (installation.suspendedAt) throw new Problem(403, "This installation has been suspended");
  const input = c.input(narrowing);
  const named = namedRepositories(c, installation, input);
  for (const [name, level] of Object.entries(input.permissions ?? {})) {
    const has = installation.permissions[name];
    if (!has || (level !== "read" && has === "read")) {
      throw new Problem(422, "The permissions requested are not granted to this installation.");
    }
  }
  const permissions = input.permissions ? { metadata: "read", ...input.permissions } : null;
  const expiresAt = c.world.now(new Date(c.world.clock().getTime() + 3_600_000));
  const token = c.world.newToken({
    kind: "installation",
    login: `${app.slug}[bot]`,
    scopes: [],
    app: app.id,
    installation: installation.id,
    permissions,
    repositories: named ? named.map((repo) => repo.id) : null,
    expiresAt,
  });
  const body = {
    token,
    expires_at: expiresAt,
    permissions: permissions ?? installation.permissions,
    repository_selection: named || installation.repositories ? "selected" : "all",
    ...(named ? { repositories: named.map((repo) => presentRepository(c.world, repo)) } : {}),
  };
  return { status: 201, body };
}

function namedRepositories(
  c: Call,
  installation: Installation,
  input: z.output<typeof narrowing>,
): Repository[] | null {
  if (!input.repositories && !input.repository_ids) return null;
  const reachable = repositoriesOf(c.world, installation);
  const byName = (input.repositories ?? []).map((name) => reachable.find((repo) => same(repo.name, name)));
  const byId = (input.repository_ids ?? []).map((id) => reachable.find((repo) => repo.id === id));
  return [...byName, ...byId].map((repo) => {
    if (!repo) {
      throw new Problem(
        422,
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return repo;
  });
}

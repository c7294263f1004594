import { randomBytes } from "node:crypto";
import { z } from "zod";
import { memberRole, same } from "../acts/accounts.ts";
import { addApp, install, newKey } from "../acts/apps.ts";
import { type Incoming, type Reply, redirect } from "../http/reply.ts";
import type { App, User } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { html } from "./html.ts";
import { page } from "./layout.ts";
import { newOAuthCode } from "./oauth.ts";
import { chooseAccount, sessionCookie, viewerOf } from "./session.ts";

const manifestOf = z.object({
  name: z.string().optional(),
  url: z.string(),
  description: z.string().optional(),
  redirect_url: z.string().optional(),
  callback_urls: z.array(z.string()).max(10).optional(),
  setup_url: z.string().optional(),
  public: z.boolean().optional(),
  hook_attributes: z.object({ url: z.string(), active: z.boolean().optional() }).optional(),
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
  default_events: z.array(z.string()).optional(),
  request_oauth_on_install: z.boolean().optional(),
});

/** The manifest arrives by a form; whoever is at the browser confirms it; the application gets a code. */
export function newApp(world: World, incoming: Incoming, organization: string | null): Reply {
  const form = new URLSearchParams(incoming.body.toString());
  const text = form.get("manifest") ?? "";
  const state = form.get("state") ?? incoming.query.get("state") ?? "";
  let manifest: z.output<typeof manifestOf>;
  try {
    manifest = manifestOf.parse(JSON.parse(text));
  } catch (error) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : "The manifest is not JSON.";
    return refusal(said);
  }
  const viewer = world.user(form.get("login") ?? "") ?? viewerOf(world, incoming);
  const carried = { manifest: text, state };
  const intro = html`<p>The application <b>${manifest.name ?? "without a name"}</b> of ${manifest.url} wants to be registered.</p>`;
  if (!viewer) return chooseAccount(world, "Register a GitHub App", incoming.path, carried, intro);
  const owner = organization ? world.user(organization) : viewer;
  if (!owner) return refusal("There is no such organization.");
  if (organization && memberRole(owner, viewer.login) !== "admin" && !viewer.siteAdmin) {
    return refusal(`${viewer.login} is not an owner of ${owner.login}.`);
  }
  const name = form.get("name") ?? manifest.name ?? "";
  if (form.get("confirm") !== "yes" || name.trim() === "")
    return confirmPage(incoming.path, viewer, owner, manifest, carried);
  return create(world, viewer, owner, manifest, name, state);
}

function confirmPage(
  path: string,
  viewer: User,
  owner: User,
  manifest: z.output<typeof manifestOf>,
  carried: Record<string, string>,
): Reply {
  const rows = Object.entries(manifest.default_permissions ?? {}).map(
    ([name, level]) => html`<div class="row">${name}<span class="end soft">${level}</span></div>`,
  );
  const hidden = Object.entries({ ...carried, confirm: "yes", login: viewer.login }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = html`<div class="narrow"><h1>Create GitHub App for ${owner.login}</h1>
<form method="post" action="${path}">${hidden}<p><label>GitHub App name<br><input name="name" value="${manifest.name ?? ""}" required></label></p>
<div class="box"><div class="head">It may</div>${rows}</div>
<p class="soft">Webhooks go to ${manifest.hook_attributes?.url ?? "nowhere"} for ${(manifest.default_events ?? []).join(", ") || "nothing"}.</p>
<button class="go" type="submit">Create GitHub App for ${owner.login}</button></form></div>`;
  return page("Create GitHub App", viewer, body);
}

function create(
  world: World,
  viewer: User,
  owner: User,
  manifest: z.output<typeof manifestOf>,
  name: string,
  state: string,
): Reply {
  const hook = manifest.hook_attributes;
  const privateKey = newKey();
  const { app } = addApp(world, {
    name,
    owner: owner.login,
    privateKey,
    callbackUrls: manifest.callback_urls ?? [],
    ...(manifest.setup_url ? { setupUrl: manifest.setup_url } : {}),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
    ...(hook ? { webhook: { url: hook.url, secret: randomBytes(20).toString("hex") } } : {}),
  });
  world.apps.put(app.id, {
    ...app,
    description: manifest.description ?? null,
    externalUrl: manifest.url,
    public: manifest.public ?? false,
    requestOAuthOnInstall: manifest.request_oauth_on_install ?? false,
  });
  const code = randomBytes(20).toString("hex");
  world.codes.put(code, {
    kind: "manifest",
    login: viewer.login,
    clientId: app.clientId,
    redirectUri: null,
    scopes: [],
    challenge: null,
    app: app.id,
    pem: privateKey,
    expiresAt: world.now(new Date(world.clock().getTime() + 3_600_000)),
  });
  const back = new URL(manifest.redirect_url ?? manifest.url);
  back.searchParams.set("code", code);
  if (state !== "") back.searchParams.set("state", state);
  return { ...redirect(back.toString(), sessionCookie(viewer.login)), status: 303 };
}

export function appPage(world: World, incoming: Incoming, app: App): Reply {
  const body = html`<div class="narrow"><h1>${app.name}</h1><p>${app.description ?? ""}</p><p><a href="${app.externalUrl}">${app.externalUrl}</a></p>
<p><a class="button" href="/apps/${app.slug}/installations/new">Install</a></p></div>`;
  return page(app.name, viewerOf(world, incoming), body);
}

/** GET asks where and for which repositories, POST installs and goes to the application's setup page. */
export function installPage(world: World, incoming: Incoming, app: App): Reply {
  const form = new URLSearchParams(incoming.body.toString());
  const state = form.get("state") ?? incoming.query.get("state") ?? "";
  const viewer = world.user(form.get("login") ?? "") ?? viewerOf(world, incoming);
  const intro = html`<p>Who installs <b>${app.name}</b>?</p>`;
  if (!viewer) return chooseAccount(world, `Install ${app.name}`, incoming.path, { state }, intro);
  const accounts = world.users.filter(
    (one) =>
      same(one.login, viewer.login) || (one.type === "Organization" && memberRole(one, viewer.login) === "admin"),
  );
  const account = accounts.find((one) => same(one.login, form.get("account") ?? ""));
  if (!account) return choosePlace(world, incoming.path, viewer, accounts, app, state);
  const all = form.get("selection") !== "selected";
  const chosen = form.getAll("repository").map(Number);
  const known = world.installations.find((one) => one.app === app.id && same(one.account, account.login));
  const installation = install(world, app, account.login, all ? null : chosen, viewer.login);
  const place = account.type === "Organization" ? `/organizations/${account.login}` : "";
  if (!app.setupUrl) return { ...redirect(`${place}/settings/installations/${installation.id}`), status: 303 };
  const back = new URL(app.setupUrl);
  back.searchParams.set("installation_id", String(installation.id));
  back.searchParams.set("setup_action", known ? "update" : "install");
  if (app.requestOAuthOnInstall) back.searchParams.set("code", newOAuthCode(world, app, viewer.login, {}));
  if (state !== "") back.searchParams.set("state", state);
  return { ...redirect(back.toString(), sessionCookie(viewer.login)), status: 303 };
}

function choosePlace(world: World, path: string, viewer: User, accounts: User[], app: App, state: string): Reply {
  const forms = accounts.map((account) => {
    const repos = world.repositories.filter((repo) => same(repo.owner, account.login));
    const boxes = repos.map(
      (repo) =>
        html`<label class="row"><input type="checkbox" name="repository" value="${repo.id}"> ${fullName(repo)}</label>`,
    );
    return html`<div class="box"><div class="head"><b>${account.login}</b></div><form style="display:block" method="post" action="${path}">
<input type="hidden" name="login" value="${viewer.login}"><input type="hidden" name="account" value="${account.login}"><input type="hidden" name="state" value="${state}">
<label class="row"><input type="radio" name="selection" value="all" checked> All repositories</label>
<label class="row"><input type="radio" name="selection" value="selected"> Only select repositories</label>${boxes}
<div class="row"><button class="go" type="submit">Install on ${account.login}</button></div></form></div>`;
  });
  return page(`Install ${app.name}`, viewer, html`<div class="narrow"><h1>Install ${app.name}</h1>${forms}</div>`);
}

export function installationPage(world: World, incoming: Incoming, id: string): Reply {
  const installation = world.installations.get(id);
  const app = installation ? world.apps.get(installation.app) : undefined;
  if (!installation || !app) return refusal("There is no such installation.");
  const covered = installation.repositories?.map((one) => world.repositoryById(one)).filter((one) => one !== undefined);
  const list = covered
    ? covered.map((repo) => html`<div class="row">${fullName(repo)}</div>`)
    : html`<div class="row">All repositories</div>`;
  const body = html`<div class="narrow"><h1>${app.name}</h1><p>is installed on <b>${installation.account}</b> for</p><div class="box">${list}</div></div>`;
  return page(app.name, viewerOf(world, incoming), body);
}

function refusal(sentence: string): Reply {
  return page("Not possible", null, html`<div class="narrow"><h1>Not possible</h1><p>${sentence}</p></div>`, 422);
}

import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { presentApp, presentInstallation } from "../present/app.ts";
import type { NewApp, App as SeededApp } from "../seed.ts";
import { Problem } from "../world/problem.ts";
import type { App, Installation } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { createUser, same } from "./accounts.ts";

/** What every app may read, whether it asked or not. */
const always = { metadata: "read" };

export function addApp(world: World, input: NewApp): { app: App; pem: string; webhookSecret: string | null } {
  const slug = input.slug ?? slugOf(input.name);
  if (world.apps.find((one) => one.slug === slug)) throw new Problem(422, `The name ${input.name} is already taken`);
  const pem = input.privateKey ?? newKey();
  const id = world.store.nextId("app", 7001);
  const at = world.now();
  const app = world.apps.put(id, {
    id,
    slug,
    name: input.name,
    owner: world.user(input.owner)?.login ?? input.owner,
    description: null,
    externalUrl: input.setupUrl ?? world.url,
    clientId: input.clientId ?? `Iv23li${randomBytes(7).toString("hex")}`,
    clientSecret: input.clientSecret ?? randomBytes(20).toString("hex"),
    publicKey: createPublicKey(pem).export({ type: "spki", format: "pem" }).toString(),
    callbackUrls: input.callbackUrls ?? [],
    setupUrl: input.setupUrl ?? null,
    requestOAuthOnInstall: false,
    permissions: { ...always, ...input.permissions },
    events: input.events ?? [],
    public: true,
    createdAt: at,
    updatedAt: at,
  });
  createUser(world, { login: `${slug}[bot]` }, "Bot");
  const webhookSecret = input.webhook?.secret ?? null;
  if (input.webhook) {
    const hook = world.store.nextId("hook", 110_001);
    world.hooks.put(hook, {
      id: hook,
      repo: null,
      app: id,
      url: input.webhook.url,
      secret: webhookSecret,
      contentType: "json",
      insecureSsl: "0",
      events: input.events ?? [],
      active: true,
      createdAt: at,
      updatedAt: at,
    });
  }
  return { app, pem, webhookSecret };
}

export function toSeeded(world: World, made: { app: App; pem: string; webhookSecret: string | null }): SeededApp {
  const { app, pem, webhookSecret } = made;
  const { id, slug, clientId, clientSecret } = app;
  return { id, slug, clientId, clientSecret, pem, webhookSecret, htmlUrl: presentApp(world, app).html_url };
}

/** As GitHub hands it out: PKCS#1. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

export function install(
  world: World,
  app: App,
  account: string,
  repositories: number[] | null,
  by: string,
): Installation {
  const login = world.user(account)?.login ?? account;
  const known = world.installations.find((one) => one.app === app.id && same(one.account, login));
  const at = world.now();
  if (known) return world.installations.put(known.id, { ...known, repositories, updatedAt: at });
  const id = world.store.nextId("installation", 50_001);
  const installation = world.installations.put(id, {
    id,
    app: app.id,
    account: login,
    repositories,
    permissions: app.permissions,
    events: app.events,
    createdAt: at,
    updatedAt: at,
    suspendedAt: null,
  });
  const covered = world.repositories.filter(
    (repo) => same(repo.owner, login) && (repositories === null || repositories.includes(repo.id)),
  );
  world.emit({
    name: "installation",
    action: "created",
    repo: null,
    sender: by,
    installation: id,
    payload: () => ({
      installation: presentInstallation(world, installation),
      repositories: covered.map((repo) => ({
        id: repo.id,
        node_id: `R_${repo.id}`,
        name: repo.name,
        full_name: fullName(repo),
        private: repo.private,
      })),
      requester: null,
    }),
  });
  return installation;
}

import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { GitRepository } from "../git/repository.ts";
import type { Push } from "../seed.ts";
import { Store } from "./store.ts";
import type * as t from "./types.ts";

/** Something happened; who wants to tell the world about it decides what to send. */
export type WorldEvent = {
  name: string;
  action: string | null;
  repo: t.Repository | null;
  sender: string;
  /** Of an event that is about an installation and no repository. */
  installation?: number;
  /** What the webhook says besides repository, organization, sender and installation. */
  payload: () => Promise<Record<string, unknown>> | Record<string, unknown>;
};

export type Clock = () => Date;

/** Everything the stand-in knows. Files in `acts/` change it, files in `present/` show it. */
export class World {
  /** Without a slash at its end; known once the server listens. */
  url: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly users;
  readonly teams;
  readonly repositories;
  readonly tokens;
  readonly pulls;
  readonly reviews;
  readonly comments;
  readonly labels;
  readonly statuses;
  readonly checkRuns;
  readonly checkSuites;
  readonly protections;
  readonly releases;
  readonly hooks;
  readonly deliveries;
  readonly apps;
  readonly oauthApps;
  readonly installations;
  readonly codes;

  readonly pushListeners = new Set<(push: Push) => void | Promise<void>>();
  readonly eventListeners = new Set<(event: WorldEvent) => void>();
  /** Set by whoever starts the deliveries. */
  webhooks: { ping: (hook: t.Hook) => void; redeliver: (delivery: t.Delivery) => void } | null = null;
  private readonly opened = new Map<number, GitRepository>();
  private readonly queues = new Map<number, Promise<unknown>>();

  constructor(options: { url: string; dataDir: string; clock: Clock }) {
    this.url = options.url;
    this.dataDir = options.dataDir;
    this.clock = options.clock;
    const store = new Store(options.dataDir);
    this.store = store;
    this.users = store.collection<t.User>("users");
    this.teams = store.collection<t.Team>("teams");
    this.repositories = store.collection<t.Repository>("repositories");
    this.tokens = store.collection<t.Token>("tokens");
    this.pulls = store.collection<t.Pull>("pulls");
    this.reviews = store.collection<t.Review>("reviews");
    this.comments = store.collection<t.Comment>("comments");
    this.labels = store.collection<t.Label>("labels");
    this.statuses = store.collection<t.Status>("statuses");
    this.checkRuns = store.collection<t.CheckRun>("check-runs");
    this.checkSuites = store.collection<t.CheckSuite>("check-suites");
    this.protections = store.collection<t.ProtectionRule>("protections");
    this.releases = store.collection<t.Release>("releases");
    this.hooks = store.collection<t.Hook>("hooks");
    this.deliveries = store.collection<t.Delivery>("deliveries");
    this.apps = store.collection<t.App>("apps");
    this.oauthApps = store.collection<t.OAuthApp>("oauth-apps");
    this.installations = store.collection<t.Installation>("installations");
    this.codes = store.collection<t.Code>("codes");
  }

  now(at?: Date): string {
    // GitHub tells whole seconds.
    return `${(at ?? this.clock()).toISOString().slice(0, 19)}Z`;
  }

  user(login: string): t.User | undefined {
    return this.users.get(login.toLowerCase());
  }

  repository(owner: string, name: string): t.Repository | undefined {
    return this.repositories.get(`${owner}/${name}`.toLowerCase());
  }

  repositoryById(id: number): t.Repository | undefined {
    return this.repositories.find((repo) => repo.id === id);
  }

  saveRepository(repo: t.Repository): t.Repository {
    return this.repositories.put(fullName(repo).toLowerCase(), repo);
  }

  pull(repo: t.Repository, number: number): t.Pull | undefined {
    return this.pulls.get(`${repo.id}/${number}`);
  }

  savePull(pull: t.Pull): t.Pull {
    return this.pulls.put(`${pull.repo}/${pull.number}`, pull);
  }

  barePath(repo: t.Repository): string {
    return join(this.dataDir, "git", repo.owner.toLowerCase(), `${repo.name.toLowerCase()}.git`);
  }

  git(repo: t.Repository): GitRepository {
    const known = this.opened.get(repo.id);
    if (known) return known;
    const opened = new GitRepository(this.barePath(repo));
    this.opened.set(repo.id, opened);
    return opened;
  }

  /** One writer at a time in a repository: read, decide and write without another in between. */
  exclusively<T>(repo: t.Repository, act: () => Promise<T>): Promise<T> {
    const turn = (this.queues.get(repo.id) ?? Promise.resolve()).then(act, act);
    this.queues.set(
      repo.id,
      turn.catch(() => undefined),
    );
    return turn;
  }

  emit(event: WorldEvent): void {
    for (const listener of this.eventListeners) listener(event);
  }

  newToken(token: t.Token, value?: string): string {
    const prefix = { personal: "ghp", oauth: "gho", "app-user": "ghu", refresh: "ghr", installation: "ghs" }[
      token.kind
    ];
    const made = value ?? `${prefix}_${randomBytes(18).toString("hex")}`;
    this.tokens.put(digest(made), token);
    return made;
  }

  token(value: string): t.Token | null {
    const token = this.tokens.get(digest(value));
    if (!token || (token.expiresAt && token.expiresAt <= this.now())) return null;
    return token;
  }

  revokeToken(value: string): void {
    this.tokens.delete(digest(value));
  }

  close(): void {
    for (const opened of this.opened.values()) opened.close();
    this.store.close();
  }
}

export function fullName(repo: { owner: string; name: string }): string {
  return `${repo.owner}/${repo.name}`;
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

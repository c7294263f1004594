import { createOrganization, createTeam, createUser } from "./acts/accounts.ts";
import { addApp, install, toSeeded } from "./acts/apps.ts";
import { saveCheckRun, setStatus, suiteFor } from "./acts/checks.ts";
import { mergePull } from "./acts/merge.ts";
import { protect } from "./acts/protection.ts";
import { closed } from "./acts/pull-follow.ts";
import { moveRef } from "./acts/refs.ts";
import { createRelease, createTag } from "./acts/releases.ts";
import { createRepository } from "./acts/repositories.ts";
import { submitReview } from "./acts/reviews.ts";
import { zeros } from "./git/zeros.ts";
import { toRepo } from "./present/seeded.ts";
import type { GitHubSeed } from "./seed.ts";
import { openAndMerge, openSeeded, putCommit } from "./seeding-history.ts";
import type { Pull, Repository } from "./world/types.ts";
import type { World } from "./world/world.ts";

/** The seed API over a world: the same acts as behind REST, without its permissions. */
export function seedingOf(world: World): GitHubSeed {
  return { ...accounts(world), ...repositories(world), ...pulls(world), ...checks(world), ...integrations(world) };
}

function accounts(world: World): Pick<GitHubSeed, "createUser" | "createOrganization" | "createTeam" | "createToken"> {
  const personal = (login: string, scopes: string[], token?: string): string => {
    const blank = { app: null, installation: null, permissions: null, repositories: null, expiresAt: null };
    return world.newToken({ kind: "personal", login, scopes, ...blank }, token);
  };
  return {
    createUser: async (input) => {
      const user = createUser(world, input);
      return {
        id: user.id,
        login: user.login,
        token: personal(user.login, ["repo", "user", "admin:repo_hook"], input.token),
      };
    },
    createOrganization: async (input) => {
      for (const login of Object.keys(input.members ?? {})) createUser(world, { login });
      return createOrganization(world, input);
    },
    createTeam: async (input) => createTeam(world, input),
    createToken: async ({ login, scopes, token }) => personal(login, scopes ?? ["repo", "user"], token),
  };
}

type Repositories = Pick<
  GitHubSeed,
  | "createRepository"
  | "repository"
  | "setCollaborator"
  | "commit"
  | "commits"
  | "readFile"
  | "resolve"
  | "branch"
  | "deleteBranch"
  | "tag"
  | "release"
>;

function repositories(world: World): Repositories {
  return {
    createRepository: async (input) => toRepo(world, await createRepository(world, input)),
    repository: (name) => {
      const [owner = "", repo = ""] = name.split("/");
      const found = world.repository(owner, repo);
      return found ? toRepo(world, found) : null;
    },
    setCollaborator: async (name, login, permission) => {
      const repo = named(world, name);
      repo.collaborators[login] = permission;
      world.saveRepository(repo);
    },
    commit: (name, input) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => ({ sha: await putCommit(world, repo, input) }));
    },
    commits: (name, inputs) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => {
        const made: { sha: string }[] = [];
        for (const input of inputs) made.push({ sha: await putCommit(world, repo, { quiet: true, ...input }) });
        return made;
      });
    },
    readFile: async (name, ref, path) => {
      const repository = world.git(named(world, name));
      const commit = await repository.resolve(ref);
      const blob = commit ? await repository.read(`${commit}:${path}`) : null;
      return blob?.type === "blob" ? blob.body.toString() : null;
    },
    resolve: async (name, ref) => world.git(named(world, name)).resolve(ref),
    branch: (name, input) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => {
        const sha = await world.git(repo).resolve(input.from);
        if (!sha) throw new Error(`${name} has no ${input.from}`);
        const doing = { by: input.by ?? repo.owner, quiet: input.quiet ?? false };
        await moveRef(world, repo, { ref: `refs/heads/${input.name}`, before: zeros, after: sha }, doing);
        return { sha };
      });
    },
    deleteBranch: (name, branch, options = {}) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => {
        const before = await world.git(repo).ref(`refs/heads/${branch}`);
        const doing = { by: options.by ?? repo.owner, quiet: options.quiet ?? false };
        if (before) await moveRef(world, repo, { ref: `refs/heads/${branch}`, before, after: zeros }, doing);
      });
    },
    tag: (name, input) => {
      const repo = named(world, name);
      const by = typeof input.tagger === "string" ? input.tagger : repo.owner;
      return world.exclusively(repo, async () => ({ sha: await createTag(world, repo, input, { ...input, by }) }));
    },
    release: (name, input) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => {
        const { tag, draft = false, prerelease = false } = input;
        const text = { name: input.name ?? tag, body: input.body ?? null };
        const doing = { by: input.author ?? repo.owner, ...(input.at ? { at: input.at, quiet: true } : {}) };
        const made = await createRelease(
          world,
          repo,
          { tag, target: repo.defaultBranch, ...text, draft, prerelease },
          doing,
        );
        return { id: made.id };
      });
    },
  };
}

type Pulls = Pick<GitHubSeed, "pullRequest" | "mergedPullRequest" | "review" | "merge" | "close">;

function pulls(world: World): Pulls {
  return {
    pullRequest: (name, input) => {
      const repo = named(world, name);
      return world.exclusively(repo, async () => {
        const pull = await openSeeded(world, repo, input);
        return { number: pull.number, headSha: pull.head.sha };
      });
    },
    mergedPullRequest: (name, input) => {
      const repo = named(world, name);
      return world.exclusively(repo, () => openAndMerge(world, repo, input));
    },
    review: (name, number, input) => {
      const { repo, pull } = pullOf(world, name, number);
      const wanted = { state: input.state, body: input.body ?? "" };
      return world.exclusively(repo, async () => ({ id: submitReview(world, repo, pull, wanted, input).id }));
    },
    merge: (name, number, input) => {
      const { repo, pull } = pullOf(world, name, number);
      const merge = { method: input.method ?? "merge" };
      return world.exclusively(repo, async () => ({ sha: await mergePull(world, repo, pull, merge, input) }));
    },
    close: (name, number, input) => {
      const { repo, pull } = pullOf(world, name, number);
      return world.exclusively(repo, async () => closed(world, repo, pull, input));
    },
  };
}

function checks(world: World): Pick<GitHubSeed, "setProtection" | "status" | "checkRun" | "onPush"> {
  return {
    setProtection: async (name, branch, protection) => {
      const repo = named(world, name);
      if (protection) protect(world, repo, branch, protection);
      else world.protections.delete(`${repo.id}/${branch}`);
    },
    status: async (name, input) => {
      const repo = named(world, name);
      const { sha, state, context, description = null, targetUrl = null } = input;
      const doing = { by: input.by ?? repo.owner, at: input.at, quiet: input.quiet };
      return { id: setStatus(world, repo, { sha, state, context, description, targetUrl }, doing).id };
    },
    checkRun: async (name, input) => {
      const repo = named(world, name);
      const app = actionsApp(world);
      const suite = suiteFor(world, repo, input.sha, app, null);
      const known = world.checkRuns.find((run) => run.suite === suite.id && run.name === input.name);
      const at = world.now(input.at);
      const status = input.status ?? (input.conclusion ? "completed" : "queued");
      const run = {
        id: known?.id ?? world.store.nextId("check-run", 500_001),
        repo: repo.id,
        suite: suite.id,
        sha: input.sha,
        app,
        name: input.name,
        status,
        conclusion: status === "completed" ? (input.conclusion ?? "success") : null,
        externalId: "",
        detailsUrl: input.detailsUrl ?? null,
        startedAt: known?.startedAt ?? at,
        completedAt: status === "completed" ? at : null,
        output: { title: input.title ?? null, summary: input.summary ?? null, text: null },
      };
      const action = status === "completed" ? "completed" : "created";
      return {
        id: saveCheckRun(world, repo, run, action, { by: "github-actions[bot]", at: input.at, quiet: input.quiet }).id,
      };
    },
    onPush: (listener) => {
      world.pushListeners.add(listener);
      return () => world.pushListeners.delete(listener);
    },
  };
}

function integrations(world: World): Pick<GitHubSeed, "addWebhook" | "addApp" | "installApp" | "addOAuthApp"> {
  return {
    addWebhook: async (name, input) => {
      const repo = named(world, name);
      const id = world.store.nextId("hook", 110_001);
      const at = world.now();
      const { url, secret = null, events = ["push"], active = true } = input;
      const kind = { app: null, contentType: "json", insecureSsl: "0" } as const;
      world.hooks.put(id, { id, repo: repo.id, url, secret, events, active, ...kind, createdAt: at, updatedAt: at });
      return { id };
    },
    addApp: async (input) => toSeeded(world, addApp(world, input)),
    installApp: async (input) => {
      const app = world.apps.find((one) => one.slug === input.app);
      if (!app) throw new Error(`There is no app ${input.app}`);
      const ids = input.repositories?.map((name) => named(world, name).id) ?? null;
      return { id: install(world, app, input.account, ids, input.account).id };
    },
    addOAuthApp: async (input) => {
      world.oauthApps.put(input.clientId, { ...input, callbackUrls: input.callbackUrls ?? [] });
    },
  };
}

function named(world: World, name: string): Repository {
  const [owner = "", repo = ""] = name.split("/");
  const found = world.repository(owner, repo);
  if (!found) throw new Error(`There is no repository ${name}`);
  return found;
}

function pullOf(world: World, name: string, number: number): { repo: Repository; pull: Pull } {
  const repo = named(world, name);
  const pull = world.pull(repo, number);
  if (!pull) throw new Error(`${name} has no pull request ${number}`);
  return { repo, pull };
}

/** Where check runs come from that no app of the playground's made. */
function actionsApp(world: World): number {
  const known = world.apps.find((app) => app.slug === "github-actions");
  return known?.id ?? addApp(world, { name: "GitHub Actions", slug: "github-actions", owner: "github" }).app.id;
}

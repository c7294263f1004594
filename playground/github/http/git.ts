import { spawn } from "node:child_process";
import { gunzipSync } from "node:zlib";
import { atLeast, permissionOf } from "../acts/accounts.ts";
import { mayBypass } from "../acts/merge.ts";
import { refMoved } from "../acts/refs.ts";
import { gitEnv } from "../git/run.ts";
import { zeros } from "../git/zeros.ts";
import { Problem } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { covers } from "./access.ts";
import { type Actor, identify } from "./actor.ts";
import { type Incoming, plain, type Reply } from "./reply.ts";

const route = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const nobody: Actor = { is: "nobody", id: "nobody" };

export function isGit(incoming: Incoming): boolean {
  return route.test(incoming.path);
}

/** Git's smart HTTP, spoken by Git's own upload-pack and receive-pack. */
export async function answerGit(world: World, incoming: Incoming): Promise<{ reply: Reply; actor: string | null }> {
  const [, owner = "", name = "", what = ""] = route.exec(incoming.path) ?? [];
  const service = what === "info/refs" ? incoming.query.get("service") : what;
  if (service !== "git-upload-pack" && service !== "git-receive-pack") {
    return { reply: plain("Please upgrade your git client.\n", 403), actor: null };
  }
  let actor: Actor;
  try {
    actor = identify(world, incoming.headers.authorization);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { reply: unauthorized("Invalid username or token."), actor: null };
  }
  const repo = world.repository(owner, name);
  const login = "login" in actor ? actor.login : null;
  const allowed = repo ? access(world, repo, actor) : "none";
  const push = service === "git-receive-pack";
  if (!repo || allowed === "none" || (push && allowed === "read" && actor.is === "nobody")) {
    const reply = actor.is === "nobody" ? unauthorized("No anonymous access.") : plain("Repository not found.\n", 404);
    return { reply, actor: login };
  }
  if (push && allowed === "read") {
    return { reply: plain(`remote: Permission to ${owner}/${name}.git denied to ${login}.\n`, 403), actor: login };
  }
  const headers = {
    "content-type": `application/x-${service}-${what === "info/refs" ? "advertisement" : "result"}`,
    "cache-control": "no-cache",
  };
  if (what === "info/refs") {
    const advertised = await serve(world, repo, incoming, service, ["--http-backend-info-refs"], Buffer.alloc(0), {});
    const announced =
      incoming.headers["git-protocol"]?.includes("version=2") && !push ? "" : `${packet(`# service=${service}\n`)}0000`;
    return { reply: { status: 200, raw: Buffer.concat([Buffer.from(announced), advertised]), headers }, actor: login };
  }
  const body = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(incoming.body) : incoming.body;
  const run = (): Promise<Buffer> =>
    push ? receive(world, repo, incoming, body, login ?? "ghost") : serve(world, repo, incoming, service, [], body, {});
  return { reply: { status: 200, raw: await run(), headers }, actor: login };
}

function access(world: World, repo: Repository, actor: Actor): "none" | "read" | "write" {
  if (actor.is === "installation") {
    const may = (actor.token.permissions ?? actor.installation.permissions).contents;
    if (!covers(actor.installation, actor.token.repositories, repo) || !may) return repo.private ? "none" : "read";
    return may === "write" ? "write" : "read";
  }
  const has = permissionOf(world, repo, actor.is === "user" ? actor.login : null);
  if (has === "none") return "none";
  return atLeast(has, "push") && actor.is !== nobody.is ? "write" : "read";
}

function receive(world: World, repo: Repository, incoming: Incoming, body: Buffer, login: string): Promise<Buffer> {
  return world.exclusively(repo, async () => {
    const tips = async () => new Map((await world.git(repo).refs()).map((ref) => [ref.name, ref.oid]));
    const before = await tips();
    const said = await serve(world, repo, incoming, "git-receive-pack", [], body, {
      PLAYGROUND_PROTECTED: protectedRefs(world, repo, login),
    });
    const after = await tips();
    for (const ref of new Set([...before.keys(), ...after.keys()])) {
      const move = { ref, before: before.get(ref) ?? zeros, after: after.get(ref) ?? zeros };
      if (move.before !== move.after && !ref.startsWith("refs/pull/")) await refMoved(world, repo, move, { by: login });
    }
    return said;
  });
}

/** For the update hook: one line for each branch that this person may not push to, or may not rewrite. */
function protectedRefs(world: World, repo: Repository, login: string): string {
  return world.protections
    .filter((rule) => rule.repo === repo.id && !mayBypass(world, repo, rule.branch, login))
    .map((rule) => {
      const ref = `refs/heads/${rule.branch}`;
      if (rule.lockBranch) return `${ref} This branch is locked.`;
      if (rule.reviews || rule.pullRequestsOnly) return `${ref} Changes must be made through a pull request.`;
      if (rule.checks && rule.checks.contexts.length > 0) return `${ref} Required status checks are expected.`;
      return rule.allowForcePushes ? "" : `${ref} no-force`;
    })
    .join("\n");
}

function serve(
  world: World,
  repo: Repository,
  incoming: Incoming,
  service: string,
  extra: string[],
  input: Buffer,
  env: Record<string, string>,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const args = [service.slice("git-".length), "--stateless-rpc", ...extra, world.barePath(repo)];
    const protocol = incoming.headers["git-protocol"];
    const child = spawn("git", args, { env: { ...gitEnv, ...env, ...(protocol ? { GIT_PROTOCOL: protocol } : {}) } });
    const out: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.resume();
    child.on("error", reject);
    // Git says what went wrong inside the protocol; its exit code adds nothing for the client.
    child.on("close", () => resolve(Buffer.concat(out)));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function packet(text: string): string {
  return `${(text.length + 4).toString(16).padStart(4, "0")}${text}`;
}

function unauthorized(message: string): Reply {
  return plain(`${message}\n`, 401, { "www-authenticate": 'Basic realm="GitHub"' });
}

import { accountOf } from "../acts/accounts.ts";
import { diffFiles } from "../git/diff.ts";
import { commitsOf, log } from "../git/history.ts";
import type { Commit, Signature } from "../git/writer.ts";
import type { Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { repoHtml } from "./urls.ts";

type Pushed = { ref: string; before: string; after: string; by: string; forced: boolean };

const zeros = /^0+$/;

/** What a push webhook says, besides repository and sender. */
export async function presentPush(world: World, repo: Repository, push: Pushed): Promise<Record<string, unknown>> {
  const created = zeros.test(push.before);
  const deleted = zeros.test(push.after);
  const repository = world.git(repo);
  const head = deleted ? null : await repository.resolve(push.ref);
  let oids: string[] = [];
  if (head && push.ref.startsWith("refs/heads/")) {
    const not = created ? await repository.ref(`refs/heads/${repo.defaultBranch}`) : push.before;
    if (!not || not !== head) {
      oids = await log(repository, { from: head, ...(not ? { not } : {}), limit: 2048, oldestFirst: true });
    }
  }
  const shown = await Promise.all(
    // GitHub lists twenty commits in newer versions of this event; a push seldom has more.
    (await commitsOf(repository, oids.slice(-20))).map((commit) => presentPushed(world, repo, commit)),
  );
  const tip = head ? await repository.commit(head) : null;
  const pusher = world.user(push.by);
  const compare = created ? push.after.slice(0, 12) : `${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`;
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    created,
    deleted,
    forced: push.forced,
    base_ref: null,
    compare: repoHtml(world, repo, `/compare/${compare}`),
    commits: shown,
    head_commit: tip ? (shown.at(-1)?.id === tip.oid ? shown.at(-1) : await presentPushed(world, repo, tip)) : null,
    pusher: { name: push.by, ...(pusher?.email ? { email: pusher.email } : {}) },
  };
}

async function presentPushed(world: World, repo: Repository, commit: Commit) {
  const files = await diffFiles(world.barePath(repo), commit.parents[0] ?? null, commit.oid);
  const of = (...statuses: string[]): string[] =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.path);
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message.replace(/\n+$/, ""),
    timestamp: commit.author.date.toISOString().replace(/\.\d+Z$/, "+00:00"),
    url: repoHtml(world, repo, `/commit/${commit.oid}`),
    author: presentWho(world, commit.author),
    committer: presentWho(world, commit.committer),
    added: of("added", "renamed", "copied"),
    removed: [
      ...of("removed"),
      ...files.flatMap((file) => (file.status === "renamed" && file.previousPath ? [file.previousPath] : [])),
    ],
    modified: of("modified", "changed"),
  };
}

function presentWho(world: World, who: Signature) {
  const account = accountOf(world, who.email);
  return {
    name: who.name,
    email: who.email,
    ...(account ? { username: account.login } : who.email === "noreply@github.com" ? { username: "web-flow" } : {}),
  };
}

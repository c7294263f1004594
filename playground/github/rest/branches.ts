import { z } from "zod";
import { signatureOf } from "../acts/accounts.ts";
import { webFlow } from "../acts/merge.ts";
import { protectionOf } from "../acts/mergeability.ts";
import { moveRef } from "../acts/refs.ts";
import { isAncestor, mergeTree } from "../git/history.ts";
import type { Call } from "../http/call.ts";
import { get, post, type Route } from "../http/router.ts";
import { presentCommit } from "../present/commit.ts";
import { presentProtectionBrief } from "../present/protection.ts";
import { encodePath, repoApi, repoHtml } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";
import { fullName } from "../world/world.ts";
import { guardBranch } from "./contents.ts";

const merging = z.object({ base: z.string(), head: z.string(), commit_message: z.string().optional() });

export const branchRoutes: Route[] = [
  get("/repos/{owner}/{repo}/rules/branches/{branch}", "metadata:read", (c) => ({
    status: 200,
    body: protectionOf(c.world, c.repo, c.param("branch"))?.mergeQueue ? [queueRule(c)] : [],
  })),

  get("/repos/{owner}/{repo}/rulesets/{ruleset_id}", "metadata:read", (c) => {
    if (c.number("ruleset_id") !== queueRuleset) throw notFound();
    const body = {
      id: queueRuleset,
      name: "merge queue",
      target: "branch",
      source_type: "Repository",
      source: fullName(c.repo),
      enforcement: "active",
      current_user_can_bypass: "never",
    };
    return { status: 200, body };
  }),

  get("/repos/{owner}/{repo}/branches", "contents:read", async (c) => {
    const wanted = c.query("protected");
    const refs = (await c.git.refs("refs/heads/"))
      .map((ref) => ({ name: ref.name.slice("refs/heads/".length), sha: ref.oid }))
      .filter((one) => wanted === undefined || String(isProtected(c, one.name)) === wanted);
    return { status: 200, body: c.paged(refs).map((one) => presentShort(c, one.name, one.sha)) };
  }),

  get("/repos/{owner}/{repo}/branches/{branch}", "contents:read", async (c) => {
    const name = c.param("branch");
    const sha = await c.git.ref(`refs/heads/${name}`);
    const commit = sha ? await c.git.commit(sha) : null;
    if (!commit) throw new Problem(404, "Branch not found");
    const rule = protectionOf(c.world, c.repo, name);
    const self = `${repoApi(c.world, c.repo)}/branches/${encodePath(name)}`;
    const body = {
      name,
      commit: presentCommit(c.world, c.repo, commit),
      _links: { self, html: repoHtml(c.world, c.repo, `/tree/${encodePath(name)}`) },
      protected: rule !== undefined,
      protection: presentProtectionBrief(rule),
      protection_url: `${self}/protection`,
    };
    return { status: 200, body };
  }),

  post("/repos/{owner}/{repo}/merges", "contents:write", async (c) => {
    const input = c.input(merging);
    const ref = `refs/heads/${input.base}`;
    const base = await c.git.ref(ref);
    const head = await c.git.resolve(input.head);
    if (!base) throw new Problem(404, "Base does not exist");
    if (!head) throw new Problem(404, "Head does not exist");
    guardBranch(c, input.base);
    if (await isAncestor(c.git, head, base)) return { status: 204 };
    const tree = await mergeTree(c.git, base, head);
    if (!tree) throw new Problem(409, "Merge conflict");
    const now = c.world.clock();
    const sha = await c.git.writeCommit({
      tree,
      parents: [base, head],
      author: signatureOf(c.world, c.login, now),
      committer: webFlow(now),
      message: input.commit_message ?? `Merge ${input.head} into ${input.base}`,
    });
    await moveRef(c.world, c.repo, { ref, before: base, after: sha }, c.doing);
    const commit = await c.git.commit(sha);
    if (!commit) throw notFound();
    return { status: 201, body: presentCommit(c.world, c.repo, commit) };
  }),
];

const queueRuleset = 9001;

function queueRule(c: Call) {
  return {
    type: "merge_queue",
    ruleset_source_type: "Repository",
    ruleset_source: fullName(c.repo),
    ruleset_id: queueRuleset,
    parameters: {
      check_response_timeout_minutes: 60,
      grouping_strategy: "ALLGREEN",
      max_entries_to_build: 5,
      max_entries_to_merge: 5,
      merge_method: "MERGE",
      min_entries_to_merge: 1,
      min_entries_to_merge_wait_minutes: 5,
    },
  };
}

function isProtected(c: Call, branch: string): boolean {
  return protectionOf(c.world, c.repo, branch) !== undefined;
}

function presentShort(c: Call, name: string, sha: string) {
  const api = repoApi(c.world, c.repo);
  return {
    name,
    commit: { sha, url: `${api}/commits/${sha}` },
    protected: isProtected(c, name),
    protection: presentProtectionBrief(protectionOf(c.world, c.repo, name)),
    protection_url: `${api}/branches/${encodePath(name)}/protection`,
  };
}

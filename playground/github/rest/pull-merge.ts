import { z } from "zod";
import { signatureOf } from "../acts/accounts.ts";
import { mergePull, webFlow } from "../acts/merge.ts";
import { moveRef } from "../acts/refs.ts";
import { isAncestor, mergeTree } from "../git/history.ts";
import { get, put, type Route } from "../http/router.ts";
import { repoHtml } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";

const merging = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).optional(),
});
const pulls = "/repos/{owner}/{repo}/pulls/{pull_number}";

export const pullMergeRoutes: Route[] = [
  get(`${pulls}/merge`, "pull_requests:read", (c) => {
    if (!c.pull().mergedAt) throw notFound();
    return { status: 204 };
  }),

  put(`${pulls}/merge`, "contents:write", async (c) => {
    const input = c.input(merging);
    const sha = await mergePull(
      c.world,
      c.repo,
      c.pull(),
      {
        method: input.merge_method ?? "merge",
        ...(input.commit_title === undefined ? {} : { title: input.commit_title }),
        ...(input.commit_message === undefined ? {} : { message: input.commit_message }),
        ...(input.sha === undefined ? {} : { sha: input.sha }),
      },
      c.doing,
    );
    return { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
  }),

  put(`${pulls}/update-branch`, "pull_requests:write", async (c) => {
    const input = c.input(z.object({ expected_head_sha: z.string().optional() }));
    const pull = c.pull();
    if (input.expected_head_sha && input.expected_head_sha !== pull.head.sha) {
      throw new Problem(422, "expected head sha didn’t match current head ref.");
    }
    const base = await c.git.ref(`refs/heads/${pull.base.ref}`);
    if (!base || (await isAncestor(c.git, base, pull.head.sha))) {
      throw new Problem(422, "There are no new commits on the base branch.");
    }
    const tree = await mergeTree(c.git, pull.head.sha, base);
    if (!tree) throw new Problem(422, "merge conflict between base and head");
    const now = c.world.clock();
    const sha = await c.git.writeCommit({
      tree,
      parents: [pull.head.sha, base],
      author: signatureOf(c.world, c.login, now),
      committer: webFlow(now),
      message: `Merge branch '${pull.base.ref}' into ${pull.head.ref}`,
    });
    await moveRef(c.world, c.repo, { ref: `refs/heads/${pull.head.ref}`, before: pull.head.sha, after: sha }, c.doing);
    const url = repoHtml(c.world, c.repo, `/pull/${pull.number}`);
    return { status: 202, body: { message: "Updating pull request branch.", url } };
  }),
];

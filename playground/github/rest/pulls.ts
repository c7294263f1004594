import { z } from "zod";
import { editPull, openPull } from "../acts/pulls.ts";
import { diffFiles } from "../git/diff.ts";
import { commitsOf, log } from "../git/history.ts";
import { git } from "../git/run.ts";
import { get, patch, post, type Route } from "../http/router.ts";
import { presentCommit, presentFile } from "../present/commit.ts";
import { presentPull, presentPullSimple, pullRange } from "../present/pull.ts";
import { invalid, Problem } from "../world/problem.ts";
import type { Pull } from "../world/types.ts";

const newPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
  maintainer_can_modify: z.boolean().optional(),
});
const editedPull = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
});
const pulls = "/repos/{owner}/{repo}/pulls";

export const pullRoutes: Route[] = [
  get(pulls, "pull_requests:read", (c) => {
    const state = c.query("state") ?? "open";
    // "owner:branch"; without an owner GitHub does not filter by it.
    const head = c.query("head");
    const base = c.query("base");
    const found = c.world.pulls
      .filter((one) => one.repo === c.repo.id && (state === "all" || one.state === state))
      .filter((one) => !head?.includes(":") || head.toLowerCase() === `${c.repo.owner}:${one.head.ref}`.toLowerCase())
      .filter((one) => !base || one.base.ref === base);
    const sorted = sortPulls(found, c.query("sort") ?? "created", c.query("direction"));
    return { status: 200, body: c.paged(sorted).map((one) => presentPullSimple(c.world, c.repo, one)) };
  }),

  post(
    pulls,
    "pull_requests:write",
    async (c) => {
      const input = c.input(newPull);
      if (input.title.trim() === "") throw invalid("PullRequest", "title", "missing_field");
      notLonger("title", input.title, 256);
      notLonger("body", input.body ?? "", 65_536);
      const pull = await openPull(
        c.world,
        c.repo,
        {
          title: input.title,
          body: input.body ?? null,
          head: input.head.replace(new RegExp(`^${c.repo.owner}:`, "i"), ""),
          base: input.base,
          draft: input.draft ?? false,
          maintainerCanModify: input.maintainer_can_modify ?? false,
        },
        c.doing,
      );
      const body = await presentPull(c.world, c.repo, pull);
      return { status: 201, body, headers: { location: body.url } };
    },
    { least: "pull" },
  ),

  get(`${pulls}/{pull_number}/files`, "pull_requests:read", async (c) => {
    const pull = c.pull();
    const range = await pullRange(c.world, c.repo, pull);
    const files = await diffFiles(c.git.path, range.from, range.to);
    return { status: 200, body: c.paged(files).map((file) => presentFile(c.world, c.repo, file, pull.head.sha)) };
  }),

  get(`${pulls}/{pull_number}/commits`, "pull_requests:read", async (c) => {
    const range = await pullRange(c.world, c.repo, c.pull());
    const oids = await log(c.git, { from: range.to, ...(range.from ? { not: range.from } : {}), oldestFirst: true });
    const commits = await commitsOf(c.git, c.paged(oids));
    return { status: 200, body: commits.map((commit) => presentCommit(c.world, c.repo, commit)) };
  }),

  get(`${pulls}/{pull_number}/comments`, "pull_requests:read", (c) => {
    c.pull();
    return { status: 200, body: [] };
  }),

  get(`${pulls}/{pull_number}`, "pull_requests:read", async (c) => {
    const pull = c.pull();
    const accept = c.incoming.headers.accept ?? "";
    if (accept.includes("diff")) {
      const range = await pullRange(c.world, c.repo, pull);
      const raw = await git(c.git.path, ["diff", ...(range.from ? [range.from] : []), range.to]);
      return { status: 200, raw, headers: { "content-type": "application/vnd.github.v3.diff; charset=utf-8" } };
    }
    return { status: 200, body: await presentPull(c.world, c.repo, pull) };
  }),

  patch(`${pulls}/{pull_number}`, "pull_requests:write", async (c) => {
    const input = c.input(editedPull);
    const pull = await editPull(
      c.world,
      c.repo,
      c.pull(),
      { ...input, body: input.body === null ? null : input.body },
      c.doing,
    );
    return { status: 200, body: await presentPull(c.world, c.repo, pull) };
  }),
];

function sortPulls(found: Pull[], sort: string, direction: string | undefined): Pull[] {
  const key = (pull: Pull): string => (sort === "updated" ? pull.updatedAt : pull.createdAt);
  const ascending = [...found].sort((a, b) => key(a).localeCompare(key(b)) || a.number - b.number);
  const up = direction ? direction === "asc" : sort !== "created" && sort !== "updated";
  return up ? ascending : ascending.reverse();
}

/** GitHub cuts nothing. */
function notLonger(field: string, text: string, most: number): void {
  if (text.length <= most) return;
  const message = `${field} is too long (maximum is ${most} characters)`;
  throw new Problem(422, "Validation Failed", [{ resource: "Issue", code: "custom", field, message }]);
}

import { z } from "zod";
import { latestStatuses, setStatus } from "../acts/checks.ts";
import type { Call } from "../http/call.ts";
import { get, post, type Route } from "../http/router.ts";
import { presentSimpleStatus, presentStatus } from "../present/checks.ts";
import { presentRepository } from "../present/repository.ts";
import { repoApi } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";

const newStatus = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  target_url: z.string().nullish(),
  description: z.string().nullish(),
  context: z.string().optional(),
});

export const statusRoutes: Route[] = [
  post("/repos/{owner}/{repo}/statuses/{sha}", "statuses:write", async (c) => {
    const input = c.input(newStatus);
    const sha = c.param("sha");
    const object = await c.git.info(sha);
    if (object?.type !== "commit") throw new Problem(422, `No commit found for SHA: ${sha}`);
    // GitHub cuts nothing: a description over 140 characters is refused.
    if ((input.description ?? "").length > 140) {
      const message = "description is too long (maximum is 140 characters)";
      throw new Problem(422, "Validation Failed", [
        { resource: "Status", code: "custom", field: "description", message },
      ]);
    }
    const { state, context = "default" } = input;
    const status = setStatus(
      c.world,
      c.repo,
      { sha: object.oid, state, context, description: input.description ?? null, targetUrl: input.target_url ?? null },
      c.doing,
    );
    return { status: 201, body: presentStatus(c.world, c.repo, status) };
  }),

  get("/repos/{owner}/{repo}/commits/{ref}/statuses", "statuses:read", async (c) => {
    const sha = await shaOf(c);
    const all = c.world.statuses.filter((one) => one.repo === c.repo.id && one.sha === sha).reverse();
    return { status: 200, body: c.paged(all).map((one) => presentStatus(c.world, c.repo, one)) };
  }),

  get("/repos/{owner}/{repo}/commits/{ref}/status", "statuses:read", async (c) => {
    const sha = await shaOf(c);
    const latest = latestStatuses(c.world, c.repo, sha);
    const states = latest.map((one) => one.state);
    const failed = states.includes("failure") || states.includes("error");
    const state = failed ? "failure" : states.length === 0 || states.includes("pending") ? "pending" : "success";
    const api = repoApi(c.world, c.repo);
    const { permissions: _, ...repository } = presentRepository(c.world, c.repo);
    const body = {
      state,
      statuses: c.paged(latest).map((one) => presentSimpleStatus(c.world, c.repo, one)),
      sha,
      total_count: latest.length,
      repository,
      commit_url: `${api}/commits/${sha}`,
      url: `${api}/commits/${sha}/status`,
    };
    return { status: 200, body };
  }),
];

async function shaOf(c: Call): Promise<string> {
  const sha = await c.git.resolve(c.param("ref"));
  if (!sha) throw notFound();
  return sha;
}

import { z } from "zod";
import { createRelease } from "../acts/releases.ts";
import { get, post, type Route } from "../http/router.ts";
import { presentRelease } from "../present/release.ts";
import { nodeId, repoApi, repoHtml } from "../present/urls.ts";
import { invalid, notFound } from "../world/problem.ts";

const newRelease = z.object({
  tag_name: z.string(),
  target_commitish: z.string().optional(),
  name: z.string().nullish(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
});

export const releaseRoutes: Route[] = [
  get("/repos/{owner}/{repo}/tags", "contents:read", async (c) => {
    const api = repoApi(c.world, c.repo);
    const tags = (await c.git.refs("refs/tags/")).reverse().filter((ref) => ref.commit !== null);
    const shown = c.paged(tags).map((ref) => {
      const name = ref.name.slice("refs/tags/".length);
      return {
        name,
        zipball_url: `${api}/zipball/${ref.name}`,
        tarball_url: `${api}/tarball/${ref.name}`,
        commit: { sha: ref.commit, url: `${api}/commits/${ref.commit}` },
        node_id: nodeId("Ref", `${c.repo.id}:${ref.name}`),
      };
    });
    return { status: 200, body: shown };
  }),

  get("/repos/{owner}/{repo}/releases", "contents:read", (c) => {
    const all = c.world.releases
      .filter((one) => one.repo === c.repo.id)
      .sort((a, b) => (b.publishedAt ?? b.createdAt).localeCompare(a.publishedAt ?? a.createdAt) || b.id - a.id);
    return { status: 200, body: c.paged(all).map((one) => presentRelease(c.world, c.repo, one)) };
  }),

  get("/repos/{owner}/{repo}/releases/latest", "contents:read", (c) => {
    const latest = c.world.releases
      .filter((one) => one.repo === c.repo.id && !one.draft && !one.prerelease)
      .sort((a, b) => (b.publishedAt ?? "").localeCompare(a.publishedAt ?? "") || b.id - a.id)[0];
    if (!latest) throw notFound();
    return { status: 200, body: presentRelease(c.world, c.repo, latest) };
  }),

  get("/repos/{owner}/{repo}/releases/tags/{tag}", "contents:read", (c) => {
    const found = c.world.releases.find((one) => one.repo === c.repo.id && !one.draft && one.tag === c.param("tag"));
    if (!found) throw notFound();
    return { status: 200, body: presentRelease(c.world, c.repo, found) };
  }),

  get("/repos/{owner}/{repo}/releases/{release_id}", "contents:read", (c) => {
    const found = c.world.releases.get(c.number("release_id"));
    if (found?.repo !== c.repo.id) throw notFound();
    return { status: 200, body: presentRelease(c.world, c.repo, found) };
  }),

  post("/repos/{owner}/{repo}/releases", "contents:write", async (c) => {
    const input = c.input(newRelease);
    if (c.world.releases.find((one) => one.repo === c.repo.id && one.tag === input.tag_name)) {
      throw invalid("Release", "tag_name", "already_exists");
    }
    const target = input.target_commitish ?? c.repo.defaultBranch;
    const release = await createRelease(
      c.world,
      c.repo,
      {
        tag: input.tag_name,
        target,
        name: input.name ?? null,
        body: input.body ?? null,
        draft: input.draft ?? false,
        prerelease: input.prerelease ?? false,
      },
      c.doing,
    );
    const html = repoHtml(c.world, c.repo, `/releases/tag/${input.tag_name}`);
    return { status: 201, body: presentRelease(c.world, c.repo, release), headers: { location: html } };
  }),
];

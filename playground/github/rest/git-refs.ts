import { z } from "zod";
import { mayBypass } from "../acts/merge.ts";
import { protectionOf } from "../acts/mergeability.ts";
import { moveRef } from "../acts/refs.ts";
import { isAncestor } from "../git/history.ts";
import type { Ref } from "../git/repository.ts";
import { zeros } from "../git/zeros.ts";
import type { Call } from "../http/call.ts";
import { del, get, patch, post, type Route } from "../http/router.ts";
import { encodePath, nodeId, repoApi } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";

const oid = z.string().regex(/^[0-9a-f]{40}$/, "is not a valid SHA");

export const gitRefRoutes: Route[] = [
  get("/repos/{owner}/{repo}/git/ref/{ref}", "contents:read", async (c) => {
    const name = `refs/${c.param("ref")}`;
    const found = await c.git.info(name);
    // A short branch name is not enough here, and neither is the beginning of one.
    if (!found || (await c.git.ref(name)) === null) throw notFound();
    return { status: 200, body: presentRef(c, { name, oid: found.oid, type: found.type, commit: null }) };
  }),

  get("/repos/{owner}/{repo}/git/matching-refs/{ref}", "contents:read", async (c) => {
    const prefix = `refs/${c.param("ref")}`;
    const matching = (await c.git.refs()).filter((ref) => ref.name.startsWith(prefix));
    return { status: 200, body: c.paged(matching).map((ref) => presentRef(c, ref)) };
  }),

  post("/repos/{owner}/{repo}/git/refs", "contents:write", async (c) => {
    const input = c.input(z.object({ ref: z.string(), sha: oid }));
    if (!/^refs\/[^/]+\/./.test(input.ref) || !(await c.git.isRefName(input.ref))) {
      throw new Problem(422, `${input.ref} is not a valid ref name.`);
    }
    const object = await c.git.info(input.sha);
    if (!object || (input.ref.startsWith("refs/heads/") && object.type !== "commit")) {
      throw new Problem(422, "Object does not exist");
    }
    if (await c.git.ref(input.ref)) throw new Problem(422, "Reference already exists");
    await moveRef(c.world, c.repo, { ref: input.ref, before: zeros, after: input.sha }, c.doing);
    const ref = { name: input.ref, oid: object.oid, type: object.type, commit: null };
    const body = presentRef(c, ref);
    return { status: 201, body, headers: { location: body.url } };
  }),

  patch("/repos/{owner}/{repo}/git/refs/{ref}", "contents:write", async (c) => {
    const input = c.input(z.object({ sha: oid, force: z.boolean().optional() }));
    const name = `refs/${c.param("ref")}`;
    const before = await c.git.ref(name);
    if (!before) throw new Problem(422, "Reference does not exist");
    const object = await c.git.info(input.sha);
    if (!object) throw new Problem(422, "Object does not exist");
    guard(c, name);
    const forward = before === input.sha || (await isAncestor(c.git, before, input.sha));
    if (!forward && !input.force) throw new Problem(422, "Update is not a fast forward");
    if (!forward && !forcible(c, name)) throw new Problem(422, "Cannot force-push to this branch");
    if (before !== input.sha) await moveRef(c.world, c.repo, { ref: name, before, after: input.sha }, c.doing);
    return { status: 200, body: presentRef(c, { name, oid: object.oid, type: object.type, commit: null }) };
  }),

  del("/repos/{owner}/{repo}/git/refs/{ref}", "contents:write", async (c) => {
    const name = `refs/${c.param("ref")}`;
    const before = await c.git.ref(name);
    if (!before) throw new Problem(422, "Reference does not exist");
    const branch = name.replace(/^refs\/heads\//, "");
    const rule = protectionOf(c.world, c.repo, branch);
    if (rule && !rule.allowDeletions) throw new Problem(422, "Cannot delete this branch");
    if (branch === c.repo.defaultBranch) throw new Problem(422, "Cannot delete the default branch");
    await moveRef(c.world, c.repo, { ref: name, before, after: zeros }, c.doing);
    return { status: 204 };
  }),
];

function guard(c: Call, name: string): void {
  if (!name.startsWith("refs/heads/")) return;
  const branch = name.slice("refs/heads/".length);
  const rule = protectionOf(c.world, c.repo, branch);
  if (!rule || mayBypass(c.world, c.repo, branch, c.login)) return;
  if (rule.reviews || rule.pullRequestsOnly) throw new Problem(422, "Changes must be made through a pull request.");
  const [context] = rule.checks?.contexts ?? [];
  if (context) throw new Problem(422, `Required status check "${context}" is expected.`);
}

function forcible(c: Call, name: string): boolean {
  const rule = protectionOf(c.world, c.repo, name.replace(/^refs\/heads\//, ""));
  return !rule || rule.allowForcePushes;
}

function presentRef(c: Call, ref: Ref) {
  const api = repoApi(c.world, c.repo);
  return {
    ref: ref.name,
    node_id: nodeId("Ref", `${c.repo.id}:${ref.name}`),
    url: `${api}/git/${encodePath(ref.name)}`,
    object: { sha: ref.oid, type: ref.type, url: `${api}/git/${ref.type}s/${ref.oid}` },
  };
}

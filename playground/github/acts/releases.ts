import { encodeTag } from "../git/writer.ts";
import { zeros } from "../git/zeros.ts";
import { presentRelease } from "../present/release.ts";
import type { NewTag } from "../seed.ts";
import { invalid, Problem } from "../world/problem.ts";
import type { Release, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { signatureOf } from "./accounts.ts";
import type { Doing } from "./doing.ts";
import { moveRef } from "./refs.ts";

export type ReleaseInput = Pick<Release, "tag" | "target" | "name" | "body" | "draft" | "prerelease">;

/** Publishes a release; its tag is made at `target` when it is not there yet. */
export async function createRelease(
  world: World,
  repo: Repository,
  input: ReleaseInput,
  doing: Doing,
): Promise<Release> {
  const repository = world.git(repo);
  const ref = `refs/tags/${input.tag}`;
  if (!input.draft && !(await repository.ref(ref))) {
    const commit = await repository.resolve(input.target);
    if (!commit) throw invalid("Release", "target_commitish", "invalid");
    await moveRef(world, repo, { ref, before: zeros, after: commit }, doing);
  }
  const at = world.now(doing.at);
  const id = world.store.nextId("release", 300_001);
  const release = world.releases.put(id, {
    id,
    repo: repo.id,
    ...input,
    author: doing.by,
    createdAt: at,
    publishedAt: input.draft ? null : at,
  });
  if (!doing.quiet && !input.draft) {
    for (const action of ["created", "published", "released"]) {
      const payload = () => ({ release: presentRelease(world, repo, release) });
      world.emit({ name: "release", action, repo, sender: doing.by, payload });
    }
  }
  return release;
}

/** @throws Problem 422 when the tag exists or its commit does not. */
export async function createTag(world: World, repo: Repository, input: NewTag, doing: Doing): Promise<string> {
  const repository = world.git(repo);
  const commit = await repository.resolve(input.sha);
  if (!commit) throw new Problem(422, "Object does not exist");
  const ref = `refs/tags/${input.name}`;
  if (await repository.ref(ref)) throw new Problem(422, "Reference already exists");
  const tagger = signatureOf(world, input.tagger ?? doing.by, doing.at ?? world.clock());
  const message = `${input.message ?? input.name}\n`;
  const oid = input.annotated
    ? await repository.write("tag", encodeTag({ object: commit, type: "commit", tag: input.name, tagger, message }))
    : commit;
  await moveRef(world, repo, { ref, before: zeros, after: oid }, doing);
  return commit;
}

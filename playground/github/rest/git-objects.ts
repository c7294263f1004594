import { z } from "zod";
import { signatureOf } from "../acts/accounts.ts";
import { encodeTag, isTree, type Signature, type TreeEntry } from "../git/writer.ts";
import type { Call } from "../http/call.ts";
import { get, post, type Route } from "../http/router.ts";
import { presentGitCommit, presentSignature, unsigned } from "../present/commit.ts";
import { nodeId, repoApi } from "../present/urls.ts";
import { notFound, Problem } from "../world/problem.ts";

const person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const newBlob = z.object({ content: z.string(), encoding: z.string().optional() });
const newCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).optional(),
  author: person.optional(),
  committer: person.optional(),
});
const newTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(["100644", "100755", "040000", "160000", "120000"]).optional(),
      type: z.string().optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});
const newTag = z.object({
  tag: z.string(),
  message: z.string(),
  object: z.string(),
  type: z.enum(["commit", "tree", "blob"]),
  tagger: person.optional(),
});

export const gitObjectRoutes: Route[] = [
  get("/repos/{owner}/{repo}/git/blobs/{file_sha}", "contents:read", async (c) => {
    const object = await c.git.read(c.param("file_sha"));
    if (object?.type !== "blob") throw notFound();
    if (c.incoming.headers.accept?.includes("raw")) {
      return { status: 200, raw: object.body, headers: { "content-type": "application/vnd.github.raw" } };
    }
    const content = object.body.toString("base64").replace(/.{1,60}/g, "$&\n");
    const url = blobUrl(c, object.oid);
    const body = {
      sha: object.oid,
      node_id: nodeId("Blob", object.oid),
      size: object.size,
      url,
      content,
      encoding: "base64",
    };
    return { status: 200, body };
  }),

  post("/repos/{owner}/{repo}/git/blobs", "contents:write", async (c) => {
    const input = c.input(newBlob);
    const sha = await c.git.write("blob", Buffer.from(input.content, input.encoding === "base64" ? "base64" : "utf8"));
    return { status: 201, body: { sha, url: blobUrl(c, sha) }, headers: { location: blobUrl(c, sha) } };
  }),

  get("/repos/{owner}/{repo}/git/trees/{tree_sha}", "contents:read", async (c) => {
    const name = c.param("tree_sha");
    const commit = await c.git.resolve(name);
    const found = await c.git.info(commit ? `${commit}^{tree}` : name);
    if (found?.type !== "tree") throw notFound();
    return { status: 200, body: await presentTree(c, found.oid, c.incoming.query.has("recursive")) };
  }),

  post("/repos/{owner}/{repo}/git/trees", "contents:write", async (c) => {
    const input = c.input(newTree);
    const base = input.base_tree ? await treeOf(c, input.base_tree) : null;
    if (input.base_tree && !base) throw new Problem(422, "Tree SHA does not exist");
    const edits = new Map<string, { mode: string; oid: string } | null>();
    for (const entry of input.tree) {
      if (entry.content === undefined && entry.sha === null) {
        edits.set(entry.path, null);
        continue;
      }
      const oid = entry.content === undefined ? entry.sha : await c.git.write("blob", entry.content);
      if (!oid || (entry.mode !== "160000" && !(await c.git.info(oid)))) {
        throw new Problem(422, `tree.sha ${entry.sha ?? ""} is not a valid blob`);
      }
      edits.set(entry.path, { mode: entry.mode ?? "100644", oid });
    }
    const oid = await c.git.editTree(base, edits);
    return { status: 201, body: await presentTree(c, oid, false) };
  }),

  get("/repos/{owner}/{repo}/git/commits/{commit_sha}", "contents:read", async (c) => {
    const commit = await c.git.commit(c.param("commit_sha"));
    if (!commit) throw notFound();
    return { status: 200, body: presentGitCommit(c.world, c.repo, commit) };
  }),

  post("/repos/{owner}/{repo}/git/commits", "contents:write", async (c) => {
    const input = c.input(newCommit);
    const tree = await c.git.info(input.tree);
    if (tree?.type !== "tree") throw new Problem(422, "Tree SHA does not exist");
    const parents = input.parents ?? [];
    for (const parent of parents) {
      if ((await c.git.info(parent))?.type !== "commit")
        throw new Problem(422, "Parent SHA does not exist or is not a commit object");
    }
    const author = signer(c, input.author);
    const committer = input.committer ? signer(c, input.committer) : author;
    const oid = await c.git.writeCommit({ tree: tree.oid, parents, author, committer, message: input.message });
    const commit = await c.git.commit(oid);
    if (!commit) throw new Error(`commit ${oid} was written and is not there`);
    return { status: 201, body: presentGitCommit(c.world, c.repo, commit) };
  }),

  get("/repos/{owner}/{repo}/git/tags/{tag_sha}", "contents:read", async (c) => ({
    status: 200,
    body: await presentTag(c, c.param("tag_sha")),
  })),

  post("/repos/{owner}/{repo}/git/tags", "contents:write", async (c) => {
    const input = c.input(newTag);
    const object = await c.git.info(input.object);
    if (object?.type !== input.type) throw new Problem(422, "Object does not exist");
    const tagger = signer(c, input.tagger);
    const { tag, message } = input;
    const oid = await c.git.write("tag", encodeTag({ object: object.oid, type: object.type, tag, tagger, message }));
    return { status: 201, body: await presentTag(c, oid) };
  }),
];

function signer(c: Call, who: z.output<typeof person> | undefined): Signature {
  const self = signatureOf(c.world, c.login, c.world.clock());
  return who ? { name: who.name, email: who.email, date: who.date ? new Date(who.date) : self.date } : self;
}

async function treeOf(c: Call, name: string): Promise<string | null> {
  return (await c.git.info(`${name}^{tree}`))?.oid ?? null;
}

function blobUrl(c: Call, oid: string): string {
  return `${repoApi(c.world, c.repo)}/git/blobs/${oid}`;
}

const largest = 100_000;

async function presentTree(c: Call, oid: string, recursive: boolean) {
  const entries: { path: string; entry: TreeEntry }[] = [];
  const walk = async (tree: string, prefix: string): Promise<void> => {
    for (const entry of (await c.git.tree(tree)) ?? []) {
      entries.push({ path: prefix + entry.name, entry });
      if (recursive && isTree(entry) && entries.length < largest) await walk(entry.oid, `${prefix}${entry.name}/`);
    }
  };
  await walk(oid, "");
  const api = repoApi(c.world, c.repo);
  const tree = await Promise.all(
    entries.slice(0, largest).map(async ({ path, entry }) => {
      const type = isTree(entry) ? "tree" : entry.mode === "160000" ? "commit" : "blob";
      const size = type === "blob" ? { size: (await c.git.info(entry.oid))?.size ?? 0 } : {};
      const url = type === "commit" ? {} : { url: `${api}/git/${type}s/${entry.oid}` };
      return { path, mode: entry.mode, type, sha: entry.oid, ...size, ...url };
    }),
  );
  return { sha: oid, url: `${api}/git/trees/${oid}`, tree, truncated: entries.length > largest };
}

async function presentTag(c: Call, oid: string) {
  const tag = await c.git.tag(oid);
  if (!tag) throw notFound();
  const api = repoApi(c.world, c.repo);
  return {
    node_id: nodeId("Tag", tag.oid),
    tag: tag.tag,
    sha: tag.oid,
    url: `${api}/git/tags/${tag.oid}`,
    message: tag.message.replace(/\n+$/, ""),
    tagger: presentSignature(tag.tagger),
    object: { type: tag.type, sha: tag.object, url: `${api}/git/${tag.type}s/${tag.object}` },
    verification: unsigned,
  };
}

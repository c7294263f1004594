import { z } from "zod";
import { signatureOf } from "../acts/accounts.ts";
import { commitFiles } from "../acts/commits.ts";
import { mayBypass, webFlow } from "../acts/merge.ts";
import { protectionOf } from "../acts/mergeability.ts";
import { moveRef } from "../acts/refs.ts";
import type { Signature } from "../git/writer.ts";
import { zeros } from "../git/zeros.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/reply.ts";
import { del, get, put, type Route } from "../http/router.ts";
import { presentGitCommit } from "../present/commit.ts";
import { presentContent, presentEntry } from "../present/content.ts";
import { invalid, notFound, Problem } from "../world/problem.ts";

const person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const written = z.object({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: person.optional(),
  committer: person.optional(),
});
const removed = written.omit({ content: true }).extend({ sha: z.string() });

export const contentRoutes: Route[] = [
  get("/repos/{owner}/{repo}/readme", "contents:read", async (c) => readme(c)),
  get("/repos/{owner}/{repo}/contents/{path}", "contents:read", async (c) => read(c, cleaned(c))),

  put("/repos/{owner}/{repo}/contents/{path}", "contents:write", async (c) => {
    const input = c.input(written);
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(input.content)) throw new Problem(422, "content is not valid Base64");
    return write(c, input, Buffer.from(input.content, "base64"));
  }),

  del("/repos/{owner}/{repo}/contents/{path}", "contents:write", async (c) => write(c, c.input(removed), null)),
];

function cleaned(c: Call): string {
  const path = c.param("path").replace(/\/+$/, "");
  if (path.split("/").some((part) => part === ".." || part === "." || part === ".git")) {
    throw new Problem(422, "path contains a malformed path component");
  }
  return path;
}

async function readme(c: Call): Promise<Reply> {
  const commit = await startOf(c);
  const entries = (await c.git.tree(commit)) ?? [];
  const entry = entries.find((one) => /^readme(\.|$)/i.test(one.name));
  if (!entry) throw notFound();
  return read(c, entry.name);
}

async function startOf(c: Call): Promise<string> {
  const ref = c.query("ref") ?? c.repo.defaultBranch;
  const commit = await c.git.resolve(ref);
  if (commit) return commit;
  if ((await c.git.refs("refs/heads/")).length === 0) throw new Problem(404, "This repository is empty.");
  throw new Problem(404, c.query("ref") ? `No commit found for the ref ${ref}` : "Not Found");
}

async function read(c: Call, path: string): Promise<Reply> {
  const commit = await startOf(c);
  const ref = c.query("ref") ?? c.repo.defaultBranch;
  const object = await c.git.read(path === "" ? `${commit}^{tree}` : `${commit}:${path}`);
  if (!object) throw notFound();
  const accept = c.incoming.headers.accept ?? "";
  if (object.type === "tree") {
    const entries = (await c.git.tree(object.oid)) ?? [];
    const shown = await Promise.all(
      entries.map(async (entry) =>
        presentEntry(c.world, c.repo, ref, path, entry, (await c.git.info(entry.oid))?.size ?? 0),
      ),
    );
    if (accept.includes("object")) {
      return {
        status: 200,
        body: {
          ...presentEntry(c.world, c.repo, ref, "", { mode: "040000", name: path, oid: object.oid }, 0),
          entries: shown,
        },
      };
    }
    return { status: 200, body: shown };
  }
  if (accept.includes("raw")) {
    return {
      status: 200,
      raw: object.body,
      headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" },
    };
  }
  return { status: 200, body: presentContent(c.world, c.repo, ref, path, object.oid, object.body) };
}

type Input = Omit<z.output<typeof written>, "content">;

async function write(c: Call, input: Input, content: Buffer | null): Promise<Reply> {
  const path = cleaned(c);
  if (path === "") throw new Problem(422, "path cannot be empty");
  const branch = input.branch ?? c.repo.defaultBranch;
  const ref = `refs/heads/${branch}`;
  const tip = await c.git.ref(ref);
  const empty = (await c.git.refs("refs/heads/")).length === 0;
  if (!tip && !empty) throw new Problem(404, `Branch ${branch} not found`);
  guardBranch(c, branch);

  const existing = tip ? await c.git.info(`${tip}:${path}`) : null;
  if (existing?.type === "tree") throw invalid("Commit", "path", "custom", "path is a directory");
  if (existing && !input.sha) throw new Problem(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (!existing && content === null) throw notFound();
  if (input.sha && existing && existing.oid !== input.sha)
    throw new Problem(409, `${path} does not match ${input.sha}`);
  if (input.sha && !existing) throw new Problem(409, `${path} does not match ${input.sha}`);

  const now = c.world.clock();
  const self = signatureOf(c.world, c.login, now);
  const author = signed(input.author ?? input.committer, self);
  const committer = input.committer
    ? signed(input.committer, self)
    : input.author
      ? signed(input.author, self)
      : webFlow(now);
  const message = input.message;
  const sha = await commitFiles(c.world, c.repo, {
    parent: tip,
    files: { [path]: content },
    message,
    author,
    committer,
  });
  await moveRef(c.world, c.repo, { ref, before: tip ?? zeros, after: sha }, c.doing);

  const commit = await c.git.commit(sha);
  if (!commit) throw new Error(`commit ${sha} was written and is not there`);
  const blob = content === null ? null : await c.git.read(`${sha}:${path}`);
  const shown = blob ? presentContent(c.world, c.repo, branch, path, blob.oid, blob.body) : null;
  const { content: _, encoding: __, ...bare } = shown ?? { content: "", encoding: "" };
  return {
    status: content !== null && !existing ? 201 : 200,
    body: { content: shown ? bare : null, commit: presentGitCommit(c.world, c.repo, commit) },
  };
}

function signed(who: z.output<typeof person> | undefined, otherwise: Signature): Signature {
  if (!who) return otherwise;
  return { name: who.name, email: who.email, date: who.date ? new Date(who.date) : otherwise.date };
}

/** @throws Problem 409 when the branch may only be changed through a pull request. */
export function guardBranch(c: Call, branch: string): void {
  const rule = protectionOf(c.world, c.repo, branch);
  if (!rule || mayBypass(c.world, c.repo, branch, c.login)) return;
  if (rule.lockBranch) throw new Problem(422, "Cannot update this locked branch");
  if (rule.reviews || rule.pullRequestsOnly) {
    throw new Problem(409, "Could not update file: Changes must be made through a pull request.");
  }
  const contexts = rule.checks?.contexts ?? [];
  if (contexts.length > 0) {
    const what =
      contexts.length === 1
        ? `Required status check "${contexts[0]}" is expected.`
        : `${contexts.length} of ${contexts.length} required status checks are expected.`;
    throw new Problem(409, `Could not update file: ${what}`);
  }
}

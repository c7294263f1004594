import { permissionOf } from "../acts/accounts.ts";
import { diffFiles } from "../git/diff.ts";
import { commitsOf, log, mergeBase } from "../git/history.ts";
import { type Commit, isTree } from "../git/writer.ts";
import { type Incoming, plain, type Reply } from "../http/reply.ts";
import { encodePath } from "../present/urls.ts";
import { notFound } from "../world/problem.ts";
import type { Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { diffBoxes } from "./diff.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { viewerOf } from "./session.ts";

export function homePage(world: World, incoming: Incoming): Reply {
  const viewer = viewerOf(world, incoming);
  const seen = world.repositories.filter((repo) => permissionOf(world, repo, viewer?.login ?? null) !== "none");
  const rows = seen.map(
    (repo) =>
      html`<div class="row"><a href="/${fullName(repo)}">${fullName(repo)}</a><span class="end soft">${repo.description ?? ""}</span></div>`,
  );
  return page("Repositories", viewer, html`<h1>Repositories</h1><div class="box">${rows}</div>`);
}

/** The repository that a page is about, if its reader may see it. @throws Problem 404 */
export function repositoryFor(world: World, incoming: Incoming, owner: string, name: string): Repository {
  const repo = world.repository(decodeURIComponent(owner), decodeURIComponent(name));
  if (!repo || permissionOf(world, repo, viewerOf(world, incoming)?.login ?? null) === "none") throw notFound();
  return repo;
}

export async function answerRepository(world: World, incoming: Incoming, found: RegExpExecArray): Promise<Reply> {
  const [, owner = "", name = "", what, encoded = ""] = found;
  const repo = repositoryFor(world, incoming, owner, name);
  const rest = decodeURIComponent(encoded);
  const show = (title: string, body: Html): Reply =>
    page(title, viewerOf(world, incoming), html`${heading(repo)}${body}`);
  if (what === "commit") return show(`Commit ${rest.slice(0, 7)}`, await commitBody(world, repo, rest));
  if (what === "compare") return show(`Comparing ${rest}`, await compareBody(world, repo, rest));
  if (what === "pulls") return show("Pull requests", pullsBody(world, repo));
  if (what === "releases") return show("Releases", releasesBody(world, repo));
  if (what === "commits") return show("Commits", await logBody(world, repo, rest || repo.defaultBranch));
  const at = await splitRef(world, repo, what ? rest : repo.defaultBranch);
  if (!at) return show(fullName(repo), html`<p>This repository is empty.</p>`);
  const object = await world.git(repo).read(at.path === "" ? `${at.commit}^{tree}` : `${at.commit}:${at.path}`);
  if (!object) throw notFound();
  if (what === "raw") return { ...plain(""), raw: object.body };
  const crumbs = html`<h2><code>${at.ref}</code> / ${at.path}</h2>`;
  if (object.type === "tree")
    return show(fullName(repo), html`${crumbs}${await treeBody(world, repo, at, object.oid)}`);
  return show(at.path, html`${crumbs}${fileBody(object.body)}`);
}

export function heading(repo: Repository): Html {
  const to = `/${fullName(repo)}`;
  return html`<h1><a href="${to}">${fullName(repo)}</a></h1><p class="soft">${repo.description ?? ""}
<a href="${to}/commits/${repo.defaultBranch}">Commits</a> · <a href="${to}/pulls">Pull requests</a> · <a href="${to}/releases">Releases</a></p>`;
}

type Place = { ref: string; commit: string; path: string };

/** "ref/path" → both: a ref may have slashes, so the longest that resolves is the ref. */
async function splitRef(world: World, repo: Repository, text: string): Promise<Place | null> {
  const parts = text.split("/");
  for (let n = parts.length; n > 0; n--) {
    const ref = parts.slice(0, n).join("/");
    const commit = await world.git(repo).resolve(ref);
    if (commit) return { ref, commit, path: parts.slice(n).join("/").replace(/\/$/, "") };
  }
  return null;
}

async function treeBody(world: World, repo: Repository, at: Place, tree: string): Promise<Html> {
  const entries = [...((await world.git(repo).tree(tree)) ?? [])].sort((a, b) => Number(isTree(b)) - Number(isTree(a)));
  const rows = entries.map((entry) => {
    const path = at.path === "" ? entry.name : `${at.path}/${entry.name}`;
    const kind = isTree(entry) ? "tree" : "blob";
    return html`<div class="row"><a href="/${fullName(repo)}/${kind}/${encodePath(at.ref)}/${encodePath(path)}">${entry.name}${isTree(entry) ? "/" : ""}</a></div>`;
  });
  return html`<div class="box">${rows}</div>`;
}

function fileBody(body: Buffer): Html {
  if (body.subarray(0, 8000).includes(0)) return html`<p>A binary file of ${body.length} bytes.</p>`;
  const lines = body.toString().replace(/\n$/, "").split("\n");
  const rows = lines.map(
    (line, i) =>
      html`<tr id="L${i + 1}"><td class="n"><a class="soft" href="#L${i + 1}">${i + 1}</a></td><td>${line}</td></tr>`,
  );
  return html`<div class="box"><table class="code">${rows}</table></div>`;
}

async function commitBody(world: World, repo: Repository, sha: string): Promise<Html> {
  const oid = await world.git(repo).resolve(sha);
  const commit = oid ? await world.git(repo).commit(oid) : null;
  if (!commit) throw notFound();
  const files = await diffFiles(world.barePath(repo), commit.parents[0] ?? null, commit.oid);
  return html`<div class="box"><div class="head"><b>${commit.author.name}</b> <span class="soft">${commit.author.date.toISOString()}</span> <code>${commit.oid}</code></div>
<div class="body">${commit.message}</div></div>${diffBoxes(files)}`;
}

async function compareBody(world: World, repo: Repository, text: string): Promise<Html> {
  const [from = "", to = ""] = text.split("...");
  const [base, head] = await Promise.all([world.git(repo).resolve(from), world.git(repo).resolve(to)]);
  const fork = base && head ? await mergeBase(world.git(repo), base, head) : null;
  if (!base || !head || !fork) throw notFound();
  const commits = await commitsOf(world.git(repo), await log(world.git(repo), { from: head, not: base, limit: 250 }));
  const files = await diffFiles(world.barePath(repo), fork, head);
  return html`<h2>${from} … ${to}</h2>${commitRows(repo, commits)}${diffBoxes(files)}`;
}

async function logBody(world: World, repo: Repository, ref: string): Promise<Html> {
  const from = await world.git(repo).resolve(ref);
  if (!from) throw notFound();
  return commitRows(repo, await commitsOf(world.git(repo), await log(world.git(repo), { from, limit: 100 })));
}

function commitRows(repo: Repository, commits: readonly Commit[]): Html {
  const rows = commits.map(
    (
      commit,
    ) => html`<div class="row"><a href="/${fullName(repo)}/commit/${commit.oid}">${commit.message.split("\n")[0]}</a>
<span class="end soft">${commit.author.name} · ${commit.author.date.toISOString().slice(0, 16).replace("T", " ")} · <code>${commit.oid.slice(0, 7)}</code></span></div>`,
  );
  return html`<div class="box">${rows}</div>`;
}

function pullsBody(world: World, repo: Repository): Html {
  const pulls = world.pulls.filter((pull) => pull.repo === repo.id).reverse();
  const rows = pulls.map((pull) => {
    const state = pull.mergedAt ? "merged" : pull.state;
    return html`<div class="row"><a href="/${fullName(repo)}/pull/${pull.number}">#${pull.number} ${pull.title}</a><span class="end soft">${state} · ${pull.author}</span></div>`;
  });
  return html`<div class="box">${rows}</div>`;
}

function releasesBody(world: World, repo: Repository): Html {
  const releases = world.releases.filter((release) => release.repo === repo.id).reverse();
  return html`${releases.map((release) => html`<div class="box"><div class="head"><b>${release.name ?? release.tag}</b> <code>${release.tag}</code></div><div class="body">${release.body ?? ""}</div></div>`)}`;
}

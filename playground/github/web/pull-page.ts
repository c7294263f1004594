import { atLeast, permissionOf } from "../acts/accounts.ts";
import { latestCheckRuns, latestStatuses } from "../acts/checks.ts";
import { mergePull } from "../acts/merge.ts";
import { mergeabilityOf } from "../acts/mergeability.ts";
import { editPull } from "../acts/pulls.ts";
import { submitReview } from "../acts/reviews.ts";
import { diffFiles } from "../git/diff.ts";
import { git } from "../git/run.ts";
import { type Incoming, plain, type Reply, redirect } from "../http/reply.ts";
import { pullRange } from "../present/pull.ts";
import { notFound, Problem } from "../world/problem.ts";
import type { Pull, Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { diffBoxes } from "./diff.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { heading, repositoryFor } from "./repository-pages.ts";
import { viewerOf } from "./session.ts";

/** The page of a pull request; POST to it merges, closes, reopens or approves as who is signed in. */
export async function answerPull(world: World, incoming: Incoming, found: RegExpExecArray): Promise<Reply> {
  const [, owner = "", name = "", number = "", extra] = found;
  const repo = repositoryFor(world, incoming, owner, name);
  const pull = world.pull(repo, Number(number));
  if (!pull) throw notFound();
  if (extra === ".diff") {
    const range = await pullRange(world, repo, pull);
    return plain(await git(world.barePath(repo), ["diff", ...(range.from ? [range.from] : []), range.to]));
  }
  if (incoming.method === "POST") {
    await act(world, incoming, repo, pull);
    return { ...redirect(`/${fullName(repo)}/pull/${pull.number}`), status: 303 };
  }
  const range = await pullRange(world, repo, pull);
  const files = await diffFiles(world.barePath(repo), range.from, range.to);
  const state = pull.mergedAt ? "merged" : pull.state;
  const body = html`${heading(repo)}<h1>${pull.title} <span class="soft">#${pull.number}</span></h1>
<p><span class="state ${state}">${state}</span> <b>${pull.author}</b> wants to merge <code>${pull.head.ref}</code> into <code>${pull.base.ref}</code></p>
<div class="box"><div class="head"><b>${pull.author}</b> <span class="soft">${pull.createdAt}</span></div><div class="body">${pull.body || "No description."}</div></div>
${reviewRows(world, pull)}${commentBoxes(world, pull)}${checkRows(world, repo, pull)}${await buttons(world, incoming, repo, pull)}<h2>Files changed</h2>${diffBoxes(files)}`;
  return page(`${pull.title} · #${pull.number}`, viewerOf(world, incoming), body);
}

async function act(world: World, incoming: Incoming, repo: Repository, pull: Pull): Promise<void> {
  const viewer = viewerOf(world, incoming);
  if (!viewer) throw new Problem(401, "Sign in first.");
  // A page elsewhere cannot press these buttons for somebody.
  if (incoming.headers.origin && incoming.headers.origin !== new URL(world.url).origin)
    throw new Problem(403, "This came from another site.");
  const form = new URLSearchParams(incoming.body.toString());
  const doing = { by: viewer.login };
  const has = permissionOf(world, repo, viewer.login);
  const what = form.get("act");
  const writes = what === "merge" || (what !== "approve" && viewer.login !== pull.author);
  if (writes && !atLeast(has, "push")) throw new Problem(403, `${viewer.login} may not write here.`);
  await world.exclusively(repo, async () => {
    if (what === "merge") await mergePull(world, repo, pull, { method: "merge" }, doing);
    if (what === "close") await editPull(world, repo, pull, { state: "closed" }, doing);
    if (what === "reopen") await editPull(world, repo, pull, { state: "open" }, doing);
    if (what === "approve") submitReview(world, repo, pull, { state: "APPROVED", body: form.get("body") ?? "" }, doing);
  });
}

async function buttons(world: World, incoming: Incoming, repo: Repository, pull: Pull): Promise<Html> {
  const viewer = viewerOf(world, incoming);
  const at = `/${fullName(repo)}/pull/${pull.number}`;
  const button = (act: string, word: string, kind = ""): Html =>
    html`<form method="post" action="${at}"><input type="hidden" name="act" value="${act}"><button class="${kind}" type="submit">${word}</button></form> `;
  if (pull.mergedAt)
    return html`<p><b>${pull.mergedBy}</b> merged it at ${pull.mergedAt} as <a href="/${fullName(repo)}/commit/${pull.mergeCommitSha}"><code>${pull.mergeCommitSha?.slice(0, 7)}</code></a>.</p>`;
  if (!viewer) return html`<p><a href="/login?return_to=${encodeURIComponent(at)}">Sign in</a> to review or merge.</p>`;
  if (pull.state === "closed") return html`<p>${button("reopen", "Reopen pull request")}</p>`;
  const can = await mergeabilityOf(world, repo, pull);
  const why = can.unmet.map((sentence) => html`<div class="row bad">${sentence}</div>`);
  const word =
    can.state === "dirty"
      ? "This branch has conflicts that must be resolved."
      : can.unmet.length > 0
        ? "Merging is blocked."
        : "Able to merge.";
  return html`<div class="box"><div class="head"><b>${word}</b></div>${why}<div class="row">${button("merge", "Merge pull request", "go")}
${viewer.login === pull.author ? "" : button("approve", "Approve")}${button("close", "Close pull request")}</div></div>`;
}

function reviewRows(world: World, pull: Pull): Html {
  const reviews = world.reviews.filter((one) => one.repo === pull.repo && one.pull === pull.number);
  if (reviews.length === 0 && pull.reviewers.length === 0) return html``;
  const words = {
    APPROVED: "approved",
    CHANGES_REQUESTED: "requested changes",
    COMMENTED: "commented",
    DISMISSED: "reviewed (dismissed)",
    PENDING: "is reviewing",
  };
  const rows = reviews.map(
    (one) =>
      html`<div class="row"><b>${one.author}</b> ${words[one.state]} <span class="soft">${one.body}</span><span class="end soft">${one.submittedAt}</span></div>`,
  );
  const asked = pull.reviewers.map((login) => html`<div class="row"><b>${login}</b> was asked to review</div>`);
  return html`<div class="box"><div class="head"><b>Reviews</b></div>${rows}${asked}</div>`;
}

function commentBoxes(world: World, pull: Pull): Html {
  const comments = world.comments.filter((one) => one.repo === pull.repo && one.number === pull.number);
  return html`${comments.map((one) => html`<div class="box" id="issuecomment-${one.id}"><div class="head"><b>${one.author}</b> <span class="soft">${one.createdAt}</span></div><div class="body">${one.body}</div></div>`)}`;
}

function checkRows(world: World, repo: Repository, pull: Pull): Html {
  const statuses = latestStatuses(world, repo, pull.head.sha).map((one) => ({
    name: one.context,
    state: one.state as string,
    said: one.description,
    link: one.targetUrl,
  }));
  const runs = latestCheckRuns(world, repo, pull.head.sha).map((run) => ({
    name: run.name,
    state: run.conclusion ?? run.status,
    said: run.output.title,
    link: run.detailsUrl,
  }));
  const all = [...statuses, ...runs];
  if (all.length === 0) return html``;
  const rows = all.map((one) => {
    const kind = one.state === "success" ? "ok" : ["failure", "error"].includes(one.state) ? "bad" : "soft";
    const link = one.link && /^https?:\/\//.test(one.link) ? html`<a class="end" href="${one.link}">Details</a>` : "";
    return html`<div class="row"><b>${one.name}</b> <span class="${kind}">${one.state}</span> <span class="soft">${one.said ?? ""}</span>${link}</div>`;
  });
  return html`<div class="box"><div class="head"><b>Checks</b></div>${rows}</div>`;
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Checked, here, owner, proposeVersion, repo, startChecked, statusOf } from "./checked.ts";

let world: Checked;
beforeAll(async () => {
  world = await startChecked();
});
afterAll(() => world.stop());
afterEach(() => {
  expect(world.problems.splice(0)).toEqual([]);
});

describe("people and organizations", () => {
  it("tells who somebody is, with their addresses and organizations", async () => {
    const { rest } = world.ada;
    expect((await rest.users.getAuthenticated()).data).toMatchObject({ login: "ada", email: "ada@example.com" });
    expect((await rest.users.getByUsername({ username: "bob" })).data.name).toBe("Bob Reyes");
    expect((await rest.users.listEmailsForAuthenticatedUser()).data[0]?.verified).toBe(true);
    expect((await rest.orgs.listForAuthenticatedUser()).data.map((one) => one.login)).toEqual([owner]);
    expect((await rest.orgs.listMembershipsForAuthenticatedUser()).data[0]?.role).toBe("admin");
  });

  it("tells an organization, its members and teams", async () => {
    const { rest } = world.ada;
    expect((await rest.orgs.get({ org: owner })).data.login).toBe(owner);
    expect((await rest.orgs.listMembers({ org: owner })).data).toHaveLength(2);
    expect((await rest.orgs.getMembershipForUser({ org: owner, username: "bob" })).data.role).toBe("member");
    expect((await rest.teams.list({ org: owner })).data[0]?.slug).toBe("platform");
    expect((await rest.teams.getByName({ org: owner, team_slug: "platform" })).data.members_count).toBe(1);
    expect((await rest.teams.listMembersInOrg({ org: owner, team_slug: "platform" })).data[0]?.login).toBe("bob");
    const membership = { org: owner, team_slug: "platform", username: "bob" };
    expect((await rest.teams.getMembershipForUserInOrg(membership)).data.state).toBe("active");
    expect((await rest.teams.listForAuthenticatedUser()).status).toBe(200);
  });
});

describe("repositories", () => {
  it("are told, listed, made and edited", async () => {
    const { rest } = world.ada;
    expect((await rest.repos.get(here)).data).toMatchObject({ full_name: "acme/fleet", default_branch: "main" });
    expect((await rest.repos.listForOrg({ org: owner })).data).toHaveLength(1);
    expect((await rest.repos.listForAuthenticatedUser()).data).toHaveLength(1);
    expect((await rest.repos.createForAuthenticatedUser({ name: "notes", auto_init: true })).status).toBe(201);
    expect((await rest.repos.createInOrg({ org: owner, name: "charts", auto_init: true })).status).toBe(201);
    expect((await rest.repos.listForUser({ username: "ada" })).data[0]?.name).toBe("notes");
    expect((await rest.repos.update({ ...here, description: "Fleet" })).data.description).toBe("Fleet");
    expect((await statusOf(rest.repos.createInOrg({ org: owner, name: "charts" }))).status).toBe(422);
  });

  it("say what somebody may do in them", async () => {
    const { rest } = world.ada;
    const permission = await rest.repos.getCollaboratorPermissionLevel({ ...here, username: "bob" });
    expect(permission.data).toMatchObject({ permission: "write", role_name: "write" });
    expect((await rest.repos.listCollaborators(here)).status).toBe(200);
    expect((await rest.repos.listTeams(here)).data[0]?.slug).toBe("platform");
  });

  it("hide from whoever may not see them", async () => {
    const { token } = await world.github.seed.createUser({ login: "eve" });
    expect(await statusOf(world.as(token).rest.repos.get(here))).toEqual({ status: 404, message: "Not Found" });
    const wrong = world.as("ghp_wrong").rest.users.getAuthenticated();
    expect(await statusOf(wrong)).toEqual({ status: 401, message: "Bad credentials" });
  });
});

describe("files and the Git database", () => {
  it("reads files and directories", async () => {
    const { rest } = world.ada;
    expect((await rest.repos.getContent({ ...here, path: "" })).data).toHaveLength(2);
    expect((await rest.repos.getContent({ ...here, path: "apps/web.yaml" })).data).toMatchObject({ type: "file" });
    const raw = await rest.repos.getContent({ ...here, path: "apps/web.yaml", mediaType: { format: "raw" } });
    expect(raw.data).toBe("version: 1.0.0\n");
    expect((await rest.repos.getReadme(here)).data.name).toBe("README.md");
    expect((await statusOf(rest.repos.getContent({ ...here, path: "no/such" }))).status).toBe(404);
  });

  it("writes a file, and refuses when it is not what the writer believes", async () => {
    const { rest } = world.bob;
    const content = Buffer.from("a: 1\n").toString("base64");
    const put = { ...here, path: "apps/new.yaml", message: "Add", content };
    const made = await rest.repos.createOrUpdateFileContents(put);
    expect(made.status).toBe(201);
    expect((await statusOf(rest.repos.createOrUpdateFileContents(put))).status).toBe(422);
    expect((await statusOf(rest.repos.createOrUpdateFileContents({ ...put, sha: "0".repeat(40) }))).status).toBe(409);
    const sha = made.data.content?.sha ?? "";
    const gone = await rest.repos.deleteFile({ ...here, path: "apps/new.yaml", message: "Remove", sha });
    expect(gone.data.content).toBeNull();
  });

  it("makes blobs, trees, commits, tags and refs", async () => {
    const { git } = world.bob.rest;
    const { data: main } = await git.getRef({ ...here, ref: "heads/main" });
    const { data: old } = await git.getCommit({ ...here, commit_sha: main.object.sha });
    const { data: blob } = await git.createBlob({ ...here, content: "b: 2\n" });
    expect((await git.getBlob({ ...here, file_sha: blob.sha })).data.encoding).toBe("base64");
    const entry = { path: "deep/er/b.yaml", mode: "100644", type: "blob", sha: blob.sha } as const;
    const { data: tree } = await git.createTree({ ...here, base_tree: old.tree.sha, tree: [entry] });
    const whole = await git.getTree({ ...here, tree_sha: tree.sha, recursive: "1" });
    expect(whole.data.tree.map((one) => one.path)).toContain("deep/er/b.yaml");
    const { data: commit } = await git.createCommit({ ...here, message: "Deep", tree: tree.sha, parents: [old.sha] });
    await git.createRef({ ...here, ref: "refs/heads/deep", sha: commit.sha });
    const again = git.createRef({ ...here, ref: "refs/heads/deep", sha: commit.sha });
    expect(await statusOf(again)).toEqual({ status: 422, message: "Reference already exists" });
    expect((await git.listMatchingRefs({ ...here, ref: "heads/de" })).data).toHaveLength(1);
    const back = { ...here, ref: "heads/deep", sha: old.sha };
    expect((await statusOf(git.updateRef(back))).message).toBe("Update is not a fast forward");
    expect((await git.updateRef({ ...back, force: true })).data.object.sha).toBe(old.sha);
    const tag = { ...here, tag: "v1.0.0", message: "First", object: commit.sha, type: "commit" } as const;
    const { data: made } = await git.createTag(tag);
    expect((await git.getTag({ ...here, tag_sha: made.sha })).data.object.sha).toBe(commit.sha);
    await git.createRef({ ...here, ref: "refs/tags/v1.0.0", sha: made.sha });
    expect((await world.bob.rest.repos.listTags(here)).data[0]).toMatchObject({ name: "v1.0.0" });
    expect((await git.deleteRef({ ...here, ref: "heads/deep" })).status).toBe(204);
    expect((await statusOf(git.getRef({ ...here, ref: "heads/deep" }))).status).toBe(404);
  });

  it("tells branches, commits, comparisons and releases", async () => {
    const { repos } = world.ada.rest;
    expect((await repos.listBranches(here)).data[0]?.name).toBe("main");
    expect((await repos.getBranch({ ...here, branch: "main" })).data.protected).toBe(false);
    const { data: commits } = await repos.listCommits({ ...here, path: "apps/web.yaml" });
    expect(commits.map((one) => one.commit.message)).toEqual(["Start the fleet"]);
    expect(commits[0]?.author?.login).toBe("ada");
    const first = commits[0]?.sha ?? "";
    expect((await repos.getCommit({ ...here, ref: first })).data.files).toHaveLength(2);
    const { data: compared } = await repos.compareCommitsWithBasehead({ ...here, basehead: `${first}...main` });
    expect(compared).toMatchObject({ status: "ahead", behind_by: 0, total_commits: 2 });
    await repos.createRelease({ ...here, tag_name: "v2.0.0", name: "Two", body: "New" });
    expect((await repos.getReleaseByTag({ ...here, tag: "v2.0.0" })).data.name).toBe("Two");
    expect((await repos.getLatestRelease(here)).data.tag_name).toBe("v2.0.0");
    expect((await repos.listReleases(here)).data).toHaveLength(1);
  });

  it("hands out long lists in pages, with links", async () => {
    const page = await world.ada.rest.repos.listCommits({ ...here, per_page: 1 });
    expect(page.headers.link).toContain('rel="next"');
    const all = await world.ada.paginate(world.ada.rest.repos.listCommits, { ...here, per_page: 1 });
    expect(all).toHaveLength(3);
  });

  it("answers 304 to whoever has it already, and counts what was asked", async () => {
    const { rest } = world.ada;
    const first = await rest.repos.get(here);
    const again = rest.repos.get({ ...here, headers: { "if-none-match": first.headers.etag } });
    expect((await statusOf(again)).status).toBe(304);
    expect(Number(first.headers["x-ratelimit-remaining"])).toBeLessThan(5000);
    expect((await rest.rateLimit.get()).data.resources.core.limit).toBe(5000);
    expect((await rest.meta.get()).status).toBe(200);
  });
});

describe("pull requests", () => {
  it("are opened, found, commented, labelled, reviewed and merged", async () => {
    const { pulls, issues } = world.bob.rest;
    const { number, head } = await proposeVersion(world.bob, "promote/web-1.1.0", "1.1.0");
    const at = { ...here, pull_number: number };
    const issue = { ...here, issue_number: number };
    const twin = pulls.create({ ...here, title: "Again", head: "promote/web-1.1.0", base: "main" });
    expect((await statusOf(twin)).status).toBe(422);
    const found = await pulls.list({ ...here, head: `${owner}:promote/web-1.1.0`, state: "all" });
    expect(found.data.map((one) => one.number)).toEqual([number]);
    expect((await pulls.get(at)).data).toMatchObject({ mergeable: true, mergeable_state: "clean", changed_files: 1 });
    expect((await pulls.listFiles(at)).data[0]?.patch).toContain("+version: 1.1.0");
    expect((await pulls.listCommits(at)).data).toHaveLength(1);
    expect((await pulls.requestReviewers({ ...at, reviewers: ["ada"] })).data.requested_reviewers).toHaveLength(1);
    expect((await pulls.listRequestedReviewers(at)).data.users[0]?.login).toBe("ada");
    expect((await statusOf(pulls.requestReviewers({ ...at, reviewers: ["bob"] }))).status).toBe(422);
    await pulls.update({ ...at, body: "Now with a reason." });
    const { data: comment } = await issues.createComment({ ...issue, body: "Plan abc" });
    await issues.updateComment({ ...here, comment_id: comment.id, body: "Plan def" });
    expect((await issues.listComments(issue)).data[0]?.body).toBe("Plan def");
    expect((await issues.addLabels({ ...issue, labels: ["sluice"] })).data[0]?.name).toBe("sluice");
    expect((await issues.listLabelsOnIssue(issue)).data).toHaveLength(1);
    expect((await issues.get(issue)).data.pull_request).toBeTruthy();

    expect((await statusOf(pulls.createReview({ ...at, event: "APPROVE" }))).status).toBe(422);
    const { data: review } = await world.ada.rest.pulls.createReview({ ...at, event: "APPROVE", body: "Fine" });
    expect((await pulls.listReviews(at)).data).toHaveLength(1);
    await world.ada.rest.pulls.dismissReview({ ...at, review_id: review.id, message: "No" });

    const moved = pulls.merge({ ...at, sha: "0".repeat(40) });
    expect(await statusOf(moved)).toMatchObject({ status: 409 });
    const { data: merged } = await pulls.merge({ ...at, sha: head });
    expect(merged.merged).toBe(true);
    expect((await pulls.checkIfMerged(at)).status).toBe(204);
    expect((await pulls.get(at)).data).toMatchObject({ merged: true, merge_commit_sha: merged.sha, state: "closed" });
    expect((await statusOf(pulls.merge(at))).status).toBe(405);
    const related = await world.bob.rest.repos.listPullRequestsAssociatedWithCommit({ ...here, commit_sha: head });
    expect(related.data.map((one) => one.number)).toEqual([number]);
  });

  it.each(["merge", "squash", "rebase"] as const)("%s brings the change and nothing else", async (merge_method) => {
    const { number } = await proposeVersion(world.bob, `by-${merge_method}`, `2.0.0-${merge_method}`);
    const { data } = await world.bob.rest.pulls.merge({ ...here, pull_number: number, merge_method });
    const { data: commit } = await world.bob.rest.git.getCommit({ ...here, commit_sha: data.sha });
    expect(commit.parents).toHaveLength(merge_method === "merge" ? 2 : 1);
    expect(await world.github.seed.readFile("acme/fleet", "main", "apps/web.yaml")).toBe(
      `version: 2.0.0-${merge_method}\n`,
    );
  });

  it("that conflict say so and are not merged", async () => {
    const first = await proposeVersion(world.bob, "left", "3.0.0");
    const second = await proposeVersion(world.bob, "right", "3.0.1");
    await world.bob.rest.pulls.merge({ ...here, pull_number: first.number });
    const at = { ...here, pull_number: second.number };
    expect((await world.bob.rest.pulls.get(at)).data).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    const merge = await statusOf(world.bob.rest.pulls.merge(at));
    expect(merge).toEqual({ status: 405, message: "Pull Request is not mergeable" });
    await world.bob.rest.pulls.update({ ...at, state: "closed" });
  });

  it("into a protected branch wait for checks and reviews", async () => {
    const { rest } = world.ada;
    const branch = { ...here, branch: "main" };
    await rest.repos.updateBranchProtection({
      ...branch,
      required_status_checks: { strict: false, contexts: ["sluice/gates"] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1, dismiss_stale_reviews: true },
      restrictions: null,
    });
    expect((await rest.repos.getBranchProtection(branch)).data.enforce_admins?.enabled).toBe(true);
    expect((await rest.repos.getBranch(branch)).data.protected).toBe(true);
    const { number, head } = await proposeVersion(world.bob, "guarded", "4.0.0");
    const at = { ...here, pull_number: number };
    expect((await world.bob.rest.pulls.get(at)).data.mergeable_state).toBe("blocked");
    const refused = await statusOf(world.bob.rest.pulls.merge(at));
    expect(refused.status).toBe(405);
    expect(refused.message).toContain('Required status check "sluice/gates" is expected.');
    const status = { ...here, sha: head, context: "sluice/gates" };
    await world.bob.rest.repos.createCommitStatus({ ...status, state: "pending", description: "Waits for approval" });
    await world.bob.rest.repos.createCommitStatus({ ...status, state: "success", target_url: "https://example.com" });
    const { data: combined } = await rest.repos.getCombinedStatusForRef({ ...here, ref: head });
    expect(combined).toMatchObject({ state: "success", total_count: 1 });
    expect((await rest.repos.listCommitStatusesForRef({ ...here, ref: head })).data).toHaveLength(2);
    await rest.pulls.createReview({ ...at, event: "APPROVE" });
    const content = Buffer.from("x\n").toString("base64");
    const direct = rest.repos.createOrUpdateFileContents({ ...here, path: "x.yaml", message: "x", content });
    expect((await statusOf(direct)).status).toBe(409);
    expect((await world.bob.rest.pulls.merge({ ...at, sha: head })).data.merged).toBe(true);
    await rest.repos.deleteBranchProtection(branch);
    expect((await statusOf(rest.repos.getBranchProtection(branch))).message).toBe("Branch not protected");
  });
});

describe("webhooks of a repository", () => {
  it("are made, listed, edited, pinged and removed", async () => {
    const { repos } = world.ada.rest;
    const config = { url: "http://127.0.0.1:9/hooks", content_type: "json", secret: "quiet" };
    const { data: hook } = await repos.createWebhook({ ...here, config, events: ["push"] });
    const at = { ...here, hook_id: hook.id };
    expect(hook.config.secret).toBe("********");
    await repos.updateWebhook({ ...at, events: ["push", "pull_request"] });
    expect((await repos.getWebhook(at)).data.events).toEqual(["push", "pull_request"]);
    expect((await repos.listWebhooks(here)).data).toHaveLength(1);
    await world.github.webhooksSettled();
    const { data: deliveries } = await repos.listWebhookDeliveries(at);
    expect(deliveries[0]).toMatchObject({ event: "ping", status: "failed to connect to host" });
    const delivery = { ...at, delivery_id: deliveries[0]?.id ?? 0 };
    expect((await repos.getWebhookDelivery(delivery)).data.request.headers).toBeTruthy();
    await repos.deleteWebhook(at);
    expect((await statusOf(world.bob.rest.repos.listWebhooks(here))).status).toBe(404);
    expect(repo).toBe("fleet");
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGitHub } from "../../../playground/github/main.ts";
import type { Push } from "../../../playground/github/seed.ts";
import { type Checked, here, proposeVersion, startChecked, statusOf } from "./checked.ts";

const run = promisify(execFile);
let world: Checked;
let folder = "";
beforeAll(async () => {
  world = await startChecked();
  folder = await mkdtemp(join(tmpdir(), "sluice-clone-"));
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

async function git(cwd: string, ...args: string[]): Promise<{ ok: boolean; said: string }> {
  const name = ["-c", "user.name=Bob Reyes", "-c", "user.email=bob@example.com"];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_GLOBAL: "/dev/null" };
  try {
    const { stdout, stderr } = await run("git", [...name, ...args], { cwd, env, timeout: 30_000 });
    return { ok: true, said: stdout + stderr };
  } catch (error) {
    return { ok: false, said: String((error as { stderr?: string }).stderr) };
  }
}

function remote(token: string): string {
  return `${world.github.url.replace("://", `://x-access-token:${token}@`)}/acme/fleet.git`;
}

describe("git over HTTP", () => {
  it("clones with a token and not without, shallow or without blobs", async () => {
    expect((await git(folder, "clone", "-q", `${world.github.url}/acme/fleet.git`, "nobody")).ok).toBe(false);
    expect(await git(folder, "clone", "-q", remote(world.tokens.bob), "bob")).toMatchObject({ ok: true });
    const bare = ["clone", "-q", "--bare", "--filter=blob:none", "--depth=1", remote(world.tokens.bob), "mirror"];
    expect(await git(folder, ...bare)).toMatchObject({ ok: true });
  });

  it("moves a branch by a push, which everybody hears of", async () => {
    const pushes: Push[] = [];
    const stop = world.github.seed.onPush((push) => void pushes.push(push));
    const { number } = await proposeVersion(world.bob, "by-push", "1.5.0");
    const clone = join(folder, "bob");
    await git(clone, "fetch", "-q", "origin");
    await git(clone, "checkout", "-q", "by-push");
    await writeFile(join(clone, "more.yaml"), "more: true\n");
    await git(clone, "add", ".");
    await git(clone, "commit", "-q", "-m", "More");
    expect(await git(clone, "push", "-q", "origin", "by-push")).toMatchObject({ ok: true });
    stop();
    const head = (await git(clone, "rev-parse", "HEAD")).said.trim();
    const { data: pull } = await world.bob.rest.pulls.get({ ...here, pull_number: number });
    expect(pull).toMatchObject({ head: { sha: head }, commits: 2 });
    expect(pushes.at(-1)).toMatchObject({ ref: "refs/heads/by-push", after: head, by: "bob" });
    const fetched = await git(clone, "fetch", "origin", `refs/pull/${number}/head`);
    expect(fetched.ok).toBe(true);
  });

  it("does not move a protected branch", async () => {
    await world.github.seed.setProtection("acme/fleet", "main", { reviews: { count: 1 }, enforceAdmins: true });
    const clone = join(folder, "bob");
    const pushed = await git(clone, "push", "origin", "by-push:main");
    expect(pushed.ok).toBe(false);
    expect(pushed.said).toContain("GH006: Protected branch update failed");
    await world.github.seed.setProtection("acme/fleet", "main", null);
    const forced = await git(clone, "push", "-q", "origin", "by-push:main");
    expect(forced).toMatchObject({ ok: true });
    // Its commits are on the base now: the pull request is merged, whoever pushed them.
    const { data } = await world.bob.rest.pulls.list({ ...here, state: "closed" });
    expect(data[0]?.merged_at).not.toBeNull();
  });
});

describe("faults", () => {
  it("before the effect leave nothing behind; after it, what was asked for is there", async () => {
    const { data: main } = await world.bob.rest.git.getRef({ ...here, ref: "heads/main" });
    const create = (name: string): Promise<unknown> =>
      world.bob.rest.git.createRef({ ...here, ref: `refs/heads/${name}`, sha: main.object.sha });
    world.github.faults.add({ match: "POST /repos/*/git/refs", before: 502 });
    expect((await statusOf(create("early"))).status).toBe(502);
    expect(await world.github.seed.resolve("acme/fleet", "early")).toBeNull();
    world.github.faults.add({ match: "POST /repos/*/git/refs", after: 502 });
    expect((await statusOf(create("late"))).status).toBe(502);
    expect(await world.github.seed.resolve("acme/fleet", "late")).toBe(main.object.sha);
    world.github.faults.add({ match: "POST /repos/*/git/refs", reset: "after" });
    expect((await statusOf(create("cut"))).status).not.toBe(200);
    expect(await world.github.seed.resolve("acme/fleet", "cut")).toBe(main.object.sha);
    expect((await statusOf(create("fine"))).status).toBe(200);
  });

  it("are switched and requests are counted over HTTP too", async () => {
    const { url } = world.github;
    const json = (body: unknown) => ({ method: "POST", body: JSON.stringify(body) });
    await fetch(
      `${url}/_playground/faults`,
      json({ match: "GET /user", before: 429, headers: { "retry-after": "7" } }),
    );
    const limited = await fetch(`${world.github.apiUrl}/user`, {
      headers: { authorization: `Bearer ${world.tokens.ada}` },
    });
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    const { id } = world.github.requests.list().at(-1) ?? { id: 0 };
    const { number } = await proposeVersion(world.bob, "counted", "1.6.0");
    const writes = (await (await fetch(`${url}/_playground/requests?writes&since=${id}`)).json()) as {
      template: string;
    }[];
    expect(writes.map((one) => one.template)).toEqual([
      "/repos/{owner}/{repo}/git/refs",
      "/repos/{owner}/{repo}/contents/{path}",
      "/repos/{owner}/{repo}/pulls",
    ]);
    await fetch(`${url}/_playground/as/approve`, json({ repo: "acme/fleet", number, by: "ada" }));
    const merged = await fetch(`${url}/_playground/as/merge`, json({ repo: "acme/fleet", number, by: "ada" }));
    expect(merged.status).toBe(200);
  });
});

describe("pages", () => {
  it("show what people click on, with everything escaped", async () => {
    const evil = "<script>alert(1)</script>";
    const { url, seed } = world.github;
    await seed.createRepository({ owner: "acme", name: "open" });
    await seed.commit("acme/open", {
      branch: "main",
      files: { "a.yaml": `x: ${evil}\n` },
      message: evil,
      author: "ada",
    });
    const pull = { title: evil, body: evil, branch: "b", author: "bob", files: { "a.yaml": "x: 1\n" } };
    const { number, headSha } = await seed.pullRequest("acme/open", pull);
    const pages = [
      "",
      "/pulls",
      `/pull/${number}`,
      `/commit/${headSha}`,
      "/blob/main/a.yaml",
      "/tree/main",
      "/compare/main...b",
      "/commits/main",
    ];
    for (const path of pages) {
      const response = await fetch(`${url}/acme/open${path}`);
      const text = await response.text();
      expect([path, response.status, text.includes("<script")]).toEqual([path, 200, false]);
    }
    expect(await (await fetch(`${url}/acme/open/blob/main/a.yaml`)).text()).toContain('id="L1"');
    expect((await fetch(`${url}/acme/fleet`)).status).toBe(404);
  });

  it("let somebody who is signed in merge", async () => {
    const { url, seed } = world.github;
    const { number } = await seed.pullRequest("acme/open", {
      title: "Two",
      branch: "c",
      author: "bob",
      files: { "c.yaml": "c\n" },
    });
    const signed = await fetch(`${url}/login`, {
      method: "POST",
      body: new URLSearchParams({ login: "ada" }),
      redirect: "manual",
    });
    const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
    const press = (act: string, origin: string) =>
      fetch(`${url}/acme/open/pull/${number}`, {
        method: "POST",
        body: new URLSearchParams({ act }),
        headers: { cookie, origin },
        redirect: "manual",
      });
    expect((await press("merge", "https://evil.example.com")).status).toBe(403);
    expect((await press("approve", url)).status).toBe(303);
    expect((await press("merge", url)).status).toBe(303);
    expect(await seed.readFile("acme/open", "main", "c.yaml")).toBe("c\n");
  });
});

describe("a second start", () => {
  it("finds everything as the first one left it", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "sluice-github-"));
    const first = await startGitHub({ port: 0, dataDir });
    await first.seed.createUser({ login: "ada", token: "ghp_kept" });
    await first.seed.createRepository({ owner: "ada", name: "kept" });
    await first.seed.commit("ada/kept", { branch: "main", files: { a: "1\n" }, message: "One", author: "ada" });
    const history = {
      title: "Old",
      branch: "old",
      author: "ada",
      mergedBy: "ada",
      at: new Date("2024-05-01T12:00:00Z"),
    };
    const { mergeSha } = await first.seed.mergedPullRequest("ada/kept", { ...history, files: { a: "2\n" } });
    await first.close();
    const second = await startGitHub({ port: 0, dataDir });
    const headers = { authorization: "Bearer ghp_kept" };
    const pulls = (await (
      await fetch(`${second.apiUrl}/repos/ada/kept/pulls?state=all`, { headers })
    ).json()) as object[];
    expect(pulls[0]).toMatchObject({ title: "Old", merged_at: "2024-05-01T12:00:00Z", merge_commit_sha: mergeSha });
    expect(await second.seed.readFile("ada/kept", "main", "a")).toBe("2\n");
    await second.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { type GitHub, startGitHub } from "../../../playground/github/main.ts";
import { validateExchange } from "./openapi.ts";

export const owner = "acme";
export const repo = "fleet";
export const here = { owner, repo };

/** A stand-in GitHub with a few people and a repository, of which every exchange is held against the description. */
export type Checked = {
  github: GitHub;
  dataDir: string;
  /** What did not fit GitHub's own description, so far. */
  problems: string[];
  as: (token: string) => Octokit;
  ada: Octokit;
  bob: Octokit;
  tokens: { ada: string; bob: string };
  stop: () => Promise<void>;
};

export async function startChecked(): Promise<Checked> {
  const dataDir = await mkdtemp(join(tmpdir(), "sluice-github-"));
  const github = await startGitHub({ port: 0, dataDir });
  const problems: string[] = [];
  github.requests.onExchange((exchange) => {
    if (exchange.kind !== "rest" || exchange.status === 0) return;
    // As it goes over the wire: without what is undefined.
    problems.push(...validateExchange(JSON.parse(JSON.stringify(exchange))));
  });
  const ada = await github.seed.createUser({ login: "ada", name: "Ada Park", email: "ada@example.com" });
  const bob = await github.seed.createUser({ login: "bob", name: "Bob Reyes", email: "bob@example.com" });
  await github.seed.createOrganization({ login: owner, members: { ada: "admin", bob: "member" } });
  await github.seed.createTeam({
    org: owner,
    slug: "platform",
    members: ["bob"],
    repositories: { "acme/fleet": "push" },
  });
  await github.seed.createRepository({ owner, name: repo, private: true, description: "What runs where" });
  await github.seed.commit("acme/fleet", {
    branch: "main",
    files: { "apps/web.yaml": "version: 1.0.0\n", "README.md": "# Fleet\n" },
    message: "Start the fleet",
    author: "ada",
    at: new Date("2025-01-10T09:00:00Z"),
  });
  const as = (token: string): Octokit => client(github, token);
  return {
    github,
    dataDir,
    problems,
    as,
    ada: as(ada.token),
    bob: as(bob.token),
    tokens: { ada: ada.token, bob: bob.token },
    stop: async () => {
      await github.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function client(github: GitHub, auth: string): Octokit {
  return new Octokit({ baseUrl: github.apiUrl, auth, log: silent });
}

export function appClient(github: GitHub, app: { id: number; pem: string }, installationId?: number): Octokit {
  const auth = { appId: app.id, privateKey: app.pem, ...(installationId ? { installationId } : {}) };
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth, log: silent });
}

/** A branch with one change on it and its pull request. */
export async function proposeVersion(
  octokit: Octokit,
  branch: string,
  version: string,
): Promise<{ number: number; head: string }> {
  const { data: main } = await octokit.rest.git.getRef({ ...here, ref: "heads/main" });
  await octokit.rest.git.createRef({ ...here, ref: `refs/heads/${branch}`, sha: main.object.sha });
  const { data: file } = await octokit.rest.repos.getContent({ ...here, path: "apps/web.yaml", ref: branch });
  if (Array.isArray(file)) throw new Error("apps/web.yaml is a directory");
  const content = Buffer.from(`version: ${version}\n`).toString("base64");
  const message = `Bring web to ${version}`;
  await octokit.rest.repos.createOrUpdateFileContents({
    ...here,
    path: "apps/web.yaml",
    branch,
    message,
    content,
    sha: file.sha,
  });
  const { data: pull } = await octokit.rest.pulls.create({
    ...here,
    title: message,
    head: branch,
    base: "main",
    body: "Please.",
  });
  return { number: pull.number, head: pull.head.sha };
}

export async function statusOf(act: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await act;
  } catch (error) {
    const failed = error as { status?: number; response?: { data?: { message?: string } } };
    return { status: failed.status ?? 0, message: failed.response?.data?.message ?? "" };
  }
  return { status: 200, message: "" };
}

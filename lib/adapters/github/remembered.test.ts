import { expect, it } from "vitest";
import { newClient } from "./client.ts";

const apiUrl = "https://git.example.com/api/v3";

/** A GitHub whose answers have a version each; it counts those that it has to send. */
function aGitHub() {
  const versions = new Map<string, number>();
  const sent: string[] = [];
  const answer = async (to: string | URL | Request, init?: RequestInit) => {
    const { pathname, search } = new URL(String(to));
    const path = pathname.replace("/api/v3", "") + search;
    const etag = `W/"${path} ${versions.get(path) ?? 0}"`;
    if (new Headers(init?.headers).get("if-none-match") === etag) return new Response(null, { status: 304 });
    sent.push(`${init?.method ?? "GET"} ${path}`);
    const body = { total_count: 1, check_runs: [{ name: `version ${versions.get(path) ?? 0}` }] };
    const response = new Response(JSON.stringify(body), { headers: { etag, "content-type": "application/json" } });
    return Object.defineProperty(response, "url", { value: String(to) });
  };
  const access = { webUrl: "https://git.example.com", apiUrl, credentials: { token: "a-token" } };
  return {
    sent,
    client: () => newClient(access, () => answer as typeof fetch),
    change: (path: string) => versions.set(path, (versions.get(path) ?? 0) + 1),
  };
}

const of = { owner: "acme", repo: "fleet", ref: "c0ffee", per_page: 100 };
const path = "/repos/acme/fleet/commits/c0ffee/check-runs?per_page=100";

it("what is as it was is not sent again, and reads the same however often and in whatever way", async () => {
  const { client, sent } = aGitHub();
  const octokit = client();
  for (let i = 0; i < 3; i++) {
    expect((await octokit.paginate(octokit.rest.checks.listForRef, of)).map(({ name }) => name)).toEqual(["version 0"]);
    expect((await octokit.rest.checks.listForRef(of)).data).toEqual({
      total_count: 1,
      check_runs: [{ name: "version 0" }],
    });
  }
  expect(sent).toEqual([`GET ${path}`]);
});

it("what changed is read anew, and another question is another one", async () => {
  const { client, sent, change } = aGitHub();
  const octokit = client();
  await octokit.rest.checks.listForRef(of);
  change(path);
  expect((await octokit.rest.checks.listForRef(of)).data.check_runs[0]?.name).toBe("version 1");
  await octokit.rest.checks.listForRef({ ...of, page: 2 });
  expect(sent).toEqual([`GET ${path}`, `GET ${path}`, `GET ${path}&page=2`]);
});

it("another credential is told nothing of it, and what is written is written each time", async () => {
  const { client, sent } = aGitHub();
  const [one, other] = [client(), client()];
  await one.rest.checks.listForRef(of);
  await other.rest.checks.listForRef(of);
  for (let i = 0; i < 2; i++) await one.rest.repos.createCommitStatus({ ...of, sha: "c0ffee", state: "pending" });
  expect(sent.map((each) => each.split(" ")[0])).toEqual(["GET", "GET", "POST", "POST"]);
});

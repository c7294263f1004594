import type { ConnectionFinding } from "../../ports/store-lists.ts";
import type { newClient } from "./client.ts";

type Octokit = ReturnType<typeof newClient>;

/** A classic token says what it may; a fine-grained one shows it only by what it sees. */
export async function checkToken(octokit: Octokit): Promise<ConnectionFinding[]> {
  const { data, headers } = await octokit.rest.users.getAuthenticated();
  const findings: ConnectionFinding[] = [
    { ok: true, sentence: `GitHub answers, and knows the token as @${data.login}.` },
  ];
  const scopes = headers["x-oauth-scopes"];
  if (scopes && !scopes.split(/,\s*/).includes("repo"))
    findings.push({
      ok: false,
      sentence: 'The token lacks the scope "repo" (read and change repositories, open pull requests).',
      remedy: 'Give it the scope "repo", or use an App.',
    });
  const { data: repositories } = await octokit.rest.repos.listForAuthenticatedUser({ per_page: 100 });
  const writable = repositories.filter((each) => each.permissions?.push).length;
  const of = repositories.length === 100 ? "a hundred or more repositories" : counted(repositories.length);
  if (repositories.length === 0)
    findings.push({
      ok: false,
      sentence: "It sees no repository.",
      remedy: "Give the token access to the repository that Flux follows.",
    });
  else if (writable === 0)
    findings.push({
      ok: false,
      sentence: `It sees ${of} and may write to none of them, so no promotion could be made.`,
      remedy: "Give the account write access to the repository that Flux follows.",
    });
  else findings.push({ ok: true, sentence: `It sees ${of}, and may write to ${writable} of them.` });
  return findings;
}

function counted(number: number): string {
  return number === 1 ? "1 repository" : `${number} repositories`;
}

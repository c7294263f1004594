import { appPermissions } from "../../domain/app-manifest.ts";
import type { ConnectionFinding } from "../../ports/store-lists.ts";
import type { newClient } from "./client.ts";

type Octokit = ReturnType<typeof newClient>;

/** Whether the App is known, where it is installed, and what it may there. `octokit` speaks as the App itself. */
export async function checkApp(octokit: Octokit): Promise<ConnectionFinding[]> {
  const { data: app } = await octokit.rest.apps.getAuthenticated();
  const installations = await octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 });
  const findings: ConnectionFinding[] = [
    { ok: true, sentence: `GitHub answers, and knows the App ${app?.name ?? "by its key"}.` },
  ];
  if (installations.length === 0)
    findings.push({
      ok: false,
      sentence: "It is installed nowhere yet, so it sees no repository.",
      remedy: `Install it on the repository that Flux follows${app ? `: ${app.html_url}/installations/new` : "."}`,
    });
  for (const { account, permissions, suspended_at, repository_selection } of installations) {
    const owner = ownerOf(account);
    if (suspended_at) {
      findings.push({
        ok: false,
        sentence: `Its installation on ${owner} is suspended.`,
        remedy: "An owner can let it go on, in the settings of that account.",
      });
      continue;
    }
    const has = permissions as Record<string, string | undefined>;
    const missing = Object.entries(appPermissions).filter(([name, level]) => !suffices(has[name], level));
    if (missing.length > 0)
      findings.push({
        ok: false,
        sentence: `On ${owner} it lacks: ${missing.map(([name, level]) => `${name.replaceAll("_", " ")} (${level})`).join(", ")}.`,
        remedy: "Change the App's permissions on GitHub, and accept them where it is installed.",
      });
    else
      findings.push({
        ok: true,
        sentence: `It is installed on ${owner}, for ${repository_selection === "all" ? "all repositories" : "chosen repositories"}, with all it needs.`,
      });
  }
  return findings;
}

function suffices(has: string | undefined, wanted: "read" | "write"): boolean {
  return has === "write" || has === "admin" || (has === "read" && wanted === "read");
}

/** A user, an organization, or an enterprise, which has a slug instead of a login. */
function ownerOf(account: { login?: string; slug?: string } | null | undefined): string {
  return account?.login ?? account?.slug ?? "somebody";
}

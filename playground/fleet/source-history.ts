import { organisation } from "./addresses.ts";
import { personOf } from "./people.ts";
import { publishRelease } from "./publishing.ts";
import { daysBefore, type SeedInput } from "./seed-input.ts";
import type { Service } from "./services.ts";
import { changedFiles, firstFiles } from "./sources.ts";
import { type Release, releases, servicesBornDaysAgo } from "./story.ts";

const HOUR = 3_600_000;

/** One repository of a service: a pull request for each change, a tag and its artifacts for each release. */
export async function seedSourceRepository(input: SeedInput, service: Service): Promise<void> {
  const { github, now } = input;
  const at = daysBefore(now, servicesBornDaysAgo);
  const { fullName, htmlUrl } = await github.createRepository({
    owner: organisation,
    name: service.name,
    description: service.description,
    deleteBranchOnMerge: true,
    at,
  });
  const author = personOf("kofi");
  await github.commit(fullName, {
    branch: "main",
    files: firstFiles(service),
    message: "Begin",
    author: author.login,
    at,
    quiet: true,
  });

  for (const release of releases.filter((r) => r.service === service.name)) {
    const sha = await mergeChanges(input, fullName, release);
    const created = daysBefore(now, release.daysAgo);
    const tag = `v${release.version}`;
    await github.tag(fullName, { name: tag, sha, at: created, quiet: true });
    await github.release(fullName, {
      tag,
      name: tag,
      body: release.brings.map((change) => `- ${change.title}\n`).join(""),
      prerelease: release.version.includes("-"),
      author: "acme-ci",
      at: created,
    });
    publishRelease(input.registry, service, { version: release.version, sha, source: htmlUrl, created });
  }
}

async function mergeChanges({ github, now }: SeedInput, repository: string, release: Release): Promise<string> {
  let sha = "";
  for (const [index, change] of release.brings.entries()) {
    const before = await github.readFile(repository, "main", `src/${change.area}.ts`);
    // The last change lands half an hour before the release, the ones before it some hours earlier.
    const ahead = (release.brings.length - 1 - index) * 5 * HOUR + HOUR / 2;
    const merged = await github.mergedPullRequest(repository, {
      title: change.title,
      branch: `${change.by}/${change.area}`,
      author: change.by,
      files: changedFiles(change, before),
      mergedBy: change.by,
      approvedBy: [change.by === "dev" ? "mira" : "dev"],
      at: new Date(daysBefore(now, release.daysAgo).getTime() - ahead),
      openForMs: 3 * HOUR,
      method: "squash",
    });
    sha = merged.mergeSha;
  }
  return sha;
}

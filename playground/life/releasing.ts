import semver from "semver";
import { fleetRepository, organisation } from "../fleet/addresses.ts";
import { type Service, serviceOf } from "../fleet/services.ts";
import { changedFiles } from "../fleet/sources.ts";
import type { GitHubSeed } from "../github/seed.ts";
import type { Registry } from "../registry/main.ts";
import type { Ci } from "./ci.ts";

export type ReleaseOrder = {
  service: string;
  /** The next minor version unless told. */
  version?: string;
  /** What it brings; one pull request each. */
  titles?: string[];
  by?: string;
  /** It never gets ready. Where the version names the image, the word becomes part of it. */
  broken?: boolean;
};

type World = { github: GitHubSeed; registry: Registry; ci: Ci };

/** A release from change to registry: pull requests are merged, a tag is pushed, and CI does the rest. */
export async function makeRelease(
  { github, registry, ci }: World,
  order: ReleaseOrder,
): Promise<{ version: string; sha: string }> {
  const service = serviceOf(order.service);
  const bundle = service.publishes === "bundle";
  const repository = `${organisation}/${bundle ? fleetRepository : service.name}`;
  const newest = newestOf(registry, service);
  const plain = order.version ?? semver.inc(newest, "minor") ?? "1.0.0";
  const version =
    order.broken && service.publishes === "image" && !plain.includes("broken") ? `${plain}-broken` : plain;
  const by = order.by ?? "mira";
  for (const title of order.titles ?? [`Prepare ${version}`]) {
    await github.mergedPullRequest(repository, {
      title,
      branch: `${by}/${version}-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`,
      author: by,
      files: bundle ? await platformChange(github, repository) : await sourceChange(github, repository, title),
      mergedBy: by,
      at: new Date(),
      method: "squash",
      quiet: false,
    });
  }
  const sha = (await github.resolve(repository, "main")) ?? "";
  if (order.broken) ci.breakNext(service.name);
  const published = ci.published(service.name, version);
  await github.tag(repository, { name: `${bundle ? "platform/" : ""}v${version}`, sha });
  await published;
  return { version, sha };
}

async function sourceChange(github: GitHubSeed, repository: string, title: string): Promise<Record<string, string>> {
  const area = "main-line";
  return changedFiles({ title, area, by: "" }, await github.readFile(repository, "main", `src/${area}.ts`));
}

/** The platform changes by one of its numbers. */
async function platformChange(github: GitHubSeed, repository: string): Promise<Record<string, string>> {
  const path = "platform/defaults.yaml";
  const before = (await github.readFile(repository, "main", path)) ?? "";
  return {
    [path]: before.replace(
      /log_retention_days: "(\d+)"/,
      (_, days: string) => `log_retention_days: "${Number(days) + 1}"`,
    ),
  };
}

function newestOf(registry: Registry, service: Service): string {
  const { name, publishes } = service;
  const repositories = { bundle: "flux/platform", chart: `charts/${name}`, image: `${organisation}/${name}` };
  const tags = registry.store.tags(repositories[publishes]);
  return tags.filter((tag) => semver.valid(tag) && !semver.prerelease(tag)).sort(semver.rcompare)[0] ?? "0.0.0";
}

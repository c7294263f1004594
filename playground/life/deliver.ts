import { fleetRepository, organisation } from "../fleet/addresses.ts";
import { isFollowed } from "../fleet/declared.ts";
import { robot } from "../fleet/people.ts";
import type { GitHubSeed } from "../github/seed.ts";

const FLEET = `${organisation}/${fleetRepository}`;

/** Where development's version of a service stands, and what surrounds it in the line. */
const lines: Record<string, { path: string; line: RegExp }> = {
  checkout: { path: "apps/development/checkout.yaml", line: /^( +version: ).*$/m },
  catalog: { path: "apps/development/catalog.yaml", line: /^( +tag: ).*$/m },
  search: { path: "apps/development/search.yaml", line: /^( +tag: ).*$/m },
  storefront: { path: "apps/development/storefront/kustomization.yaml", line: /^( +newTag: ).*$/m },
  notifier: { path: "clusters/development/apps.yaml", line: /^( +notifier_version: ).*$/m },
};

/** The robot's commit on the fleet. A service that development follows by itself, and a pre-release, need none. */
export async function bumpDevelopment(github: GitHubSeed, service: string, version: string): Promise<void> {
  const place = lines[service];
  if (!place || isFollowed(service, "development") || /-(?!broken)/.test(version)) return;
  const before = await github.readFile(FLEET, "main", place.path);
  if (before === null) return;
  const quoted = service === "checkout" || service === "storefront" ? version : `"${version}"`;
  const after = before.replace(place.line, `$1${quoted}`);
  if (after === before) return;
  const message = `${service} ${version} in development`;
  await github.commit(FLEET, { branch: "main", files: { [place.path]: after }, message, author: robot.login });
}

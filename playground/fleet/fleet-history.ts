import { type Addresses, fleetRepository, organisation } from "./addresses.ts";
import { type Declared, move } from "./declared.ts";
import { robot } from "./people.ts";
import { bundleOf, publishRelease } from "./publishing.ts";
import { daysBefore, type SeedInput } from "./seed-input.ts";
import { serviceOf } from "./services.ts";
import { beginning, type Deployment, deployments, fleetBornDaysAgo, type Release, releases } from "./story.ts";
import { fleetTree } from "./tree.ts";

/** The fleet repository from its first commit on: deployments and changes of the platform, in the order of their days. */
export async function seedFleetRepository(input: SeedInput): Promise<void> {
  const { github, addresses, now } = input;
  const at = daysBefore(now, fleetBornDaysAgo);
  const { fullName } = await github.createRepository({
    owner: organisation,
    name: fleetRepository,
    description: "What runs where.",
    deleteBranchOnMerge: true,
    at,
  });
  let state: FleetState = { declared: beginning, platform: 0 };
  await github.commit(fullName, {
    branch: "main",
    files: treeOf(addresses, state),
    message: "Describe the fleet",
    author: "kofi",
    at,
    quiet: true,
  });

  for (const event of eventsInOrder()) {
    state =
      "to" in event ? await deploy(input, fullName, state, event) : await changePlatform(input, fullName, state, event);
  }
  await github.setProtection(fullName, "main", { checks: { contexts: ["lint", "render"] }, allowForcePushes: false });
}

type FleetState = { declared: Declared; platform: number };

function eventsInOrder(): (Deployment | Release)[] {
  const platform = releases.filter((r) => r.service === "platform");
  return [...deployments, ...platform].sort((a, b) => b.daysAgo - a.daysAgo);
}

async function deploy(input: SeedInput, repository: string, state: FleetState, event: Deployment): Promise<FleetState> {
  const after = { ...state, declared: move(state.declared, event) };
  const files = difference(treeOf(input.addresses, state), treeOf(input.addresses, after));
  const at = daysBefore(input.now, event.daysAgo);
  const title = `${event.service} ${event.version} in ${event.to}`;
  if (event.by === robot.login) {
    await input.github.commit(repository, { branch: "main", files, message: title, author: event.by, at, quiet: true });
    return after;
  }
  const production = event.to.startsWith("production");
  await input.github.mergedPullRequest(repository, {
    title,
    body: event.because,
    branch: `${event.by}/${event.service}-${event.version}-${event.to}`,
    author: event.by,
    files,
    mergedBy: production ? "rhea" : event.by,
    approvedBy: production ? ["ada"] : [],
    at,
    openForMs: production ? 2 * 3_600_000 : 20 * 60_000,
    method: "squash",
  });
  return after;
}

/** A change below platform/ is merged; half an hour later its commit is tagged and published. */
async function changePlatform(
  input: SeedInput,
  repository: string,
  state: FleetState,
  release: Release,
): Promise<FleetState> {
  const { github, addresses, now } = input;
  const after = { ...state, platform: state.platform + 1 };
  const created = daysBefore(now, release.daysAgo);
  const [change] = release.brings;
  const { mergeSha } = await github.mergedPullRequest(repository, {
    title: change?.title ?? `Platform ${release.version}`,
    branch: `${change?.by ?? "kofi"}/platform-${release.version}`,
    author: change?.by ?? "kofi",
    files: difference(treeOf(addresses, state), treeOf(addresses, after)),
    mergedBy: change?.by ?? "kofi",
    approvedBy: [change?.by === "rhea" ? "kofi" : "rhea"],
    at: new Date(created.getTime() - 1_800_000),
    openForMs: 5 * 3_600_000,
    method: "squash",
  });
  await github.tag(repository, { name: `platform/v${release.version}`, sha: mergeSha, at: created, quiet: true });
  const source = `${addresses.github}/${repository}`;
  publishRelease(
    input.registry,
    serviceOf("platform"),
    { version: release.version, sha: mergeSha, source, created },
    bundleOf(treeOf(addresses, after)),
  );
  return after;
}

const treeOf = (at: Addresses, state: FleetState) => fleetTree(at, state.declared, state.platform);

function difference(before: Record<string, string>, after: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([path, text]) => before[path] !== text));
}

import type { GitHubSeed, Permission } from "../github/seed.ts";
import { organisation } from "./addresses.ts";
import { seedFleetRepository } from "./fleet-history.ts";
import { accounts, people, robot, teams } from "./people.ts";
import { publishFoundations } from "./publishing.ts";
import { daysBefore, type SeedInput } from "./seed-input.ts";
import { services } from "./services.ts";
import { seedSourceRepository } from "./source-history.ts";
import { sourceRepositories } from "./sources.ts";

/** Gives the playground its people, repositories, releases and two weeks of past. Done once, when it is born. */
export async function seed(input: SeedInput): Promise<void> {
  const bornAt = daysBefore(input.now, 30);
  await seedPeople(input.github, bornAt);
  publishFoundations(input.registry, input.now);
  await Promise.all([
    ...sourceRepositories.map((service) => seedSourceRepository(input, service)),
    seedFleetRepository(input),
  ]);
  await seedTeams(input.github);
}

async function seedPeople(github: GitHubSeed, at: Date): Promise<void> {
  for (const { login, name, email } of people) await github.createUser({ login, name, email, at });
  const members = Object.fromEntries(
    people.map(({ login }) => [login, login === accounts.admin.login ? ("admin" as const) : ("member" as const)]),
  );
  await github.createOrganization({ login: organisation, name: "Acme", members, at });
}

async function seedTeams(github: GitHubSeed): Promise<void> {
  const names = [...sourceRepositories.map((s) => s.name), "fleet"].map((name) => `${organisation}/${name}`);
  for (const [slug, members] of Object.entries(teams)) {
    const owned = services.filter((s) => s.team === slug).map((s) => `${organisation}/${s.name}`);
    const pushed = names.filter((name) => owned.includes(name) || name.endsWith("/fleet"));
    const repositories = Object.fromEntries(pushed.map((name) => [name, "push" as const]));
    await github.createTeam({ org: organisation, slug, name: slug, members: [...members], repositories });
  }
  const held: [string, Permission][] = [
    [accounts.viewer.login, "pull"],
    [accounts.developer.login, "push"],
    [accounts.approver.login, "push"],
    [accounts.releaseManager.login, "maintain"],
    [accounts.admin.login, "admin"],
    [robot.login, "push"],
  ];
  for (const name of names) {
    for (const [login, permission] of held) await github.setCollaborator(name, login, permission);
  }
}

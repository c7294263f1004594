import { afterAll, beforeAll, expect, it } from "vitest";
import { gitHubChecks } from "../../../lib/adapters/github/checks.ts";
import { type GitHub, gitHub } from "../../../lib/adapters/github/client.ts";
import { gitHubPeople } from "../../../lib/adapters/github/people.ts";
import { gitHubReleases } from "../../../lib/adapters/github/releases.ts";
import { silentLog } from "../../postgres.ts";
import { type Checked, here, proposeVersion, startChecked } from "./checked.ts";

/** GitHub gives a hundred of anything at a time: what stands on the second page counts as much as the first. */
let world: Checked;
let github: GitHub;
let pull: { number: number; head: string };
const repository = { connectionId: "many", fullName: "acme/fleet" };
beforeAll(async () => {
  world = await startChecked();
  const access = { webUrl: world.github.url, apiUrl: world.github.apiUrl, credentials: { token: world.tokens.ada } };
  github = gitHub(async () => access, silentLog);
  pull = await proposeVersion(world.bob, "many", "1.6.0");
});
afterAll(() => world.stop());

it("of more checks than a page holds the one that failed is not overlooked", async () => {
  const { seed } = world.github;
  const on = { sha: pull.head, quiet: true };
  const done = { ...on, status: "completed" as const };
  for (let i = 0; i < 230; i++)
    await seed.checkRun("acme/fleet", { ...done, name: `run-${i}`, conclusion: i === 0 ? "failure" : "success" });
  for (let i = 0; i < 130; i++)
    await seed.status("acme/fleet", { ...on, context: `status-${i}`, state: i === 0 ? "error" : "success" });
  const checks = await gitHubChecks(github).checks(repository, pull.head, "main");
  expect(checks).toHaveLength(360);
  expect(checks.filter((check) => check.state !== "green").map((check) => `${check.name} ${check.state}`)).toEqual([
    "run-0 red",
    "status-0 red",
  ]);
});

it("of a check run and a status of one name the worse one counts", async () => {
  const { seed } = world.github;
  const on = { sha: pull.head, quiet: true };
  for (const [name, run, status] of [
    ["both", "failure", "success"],
    ["other", "success", "failure"],
    ["still", "success", "pending"],
  ] as const) {
    await seed.checkRun("acme/fleet", { ...on, name, status: "completed", conclusion: run });
    await seed.status("acme/fleet", { ...on, context: name, state: status });
  }
  const checks = await gitHubChecks(github).checks(repository, pull.head, "main");
  const states = new Map(checks.map((check) => [check.name, check.state]));
  expect(["both", "other", "still"].map((name) => states.get(name))).toEqual(["red", "red", "running"]);
});

it("of more reviews than a page holds the last one is read", async () => {
  for (let i = 0; i < 120; i++)
    await world.ada.rest.pulls.createReview({ ...here, pull_number: pull.number, event: "COMMENT", body: `Look ${i}` });
  await world.github.seed.review("acme/fleet", pull.number, { by: "ada", state: "APPROVED", quiet: true });
  const reviews = await gitHubPeople(github).reviews(repository, pull.number);
  expect(reviews).toHaveLength(121);
  expect(reviews.at(-1)?.verdict).toBe("approved");
});

it("of more commits than a page holds the newest are told, newest first", async () => {
  const { seed } = world.github;
  const { sha: from } = await seed.branch("acme/fleet", { name: "long", from: "main", quiet: true });
  for (let i = 0; i < 230; i++)
    await seed.commit("acme/fleet", {
      branch: "long",
      files: { "count.txt": `${i}\n` },
      message: `Count ${i}`,
      author: "ada",
      quiet: true,
    });
  const { commits, total } = await gitHubReleases(github).compare(repository, from, "long");
  expect(total).toBe(230);
  expect(commits).toHaveLength(100);
  expect([commits[0]?.title, commits.at(-1)?.title]).toEqual(["Count 229", "Count 130"]);
});

import { describe, expect, it } from "vitest";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { planEdit } from "../../lib/domain/repository/adopt/plan-edit.ts";
import { guardRails } from "../../lib/domain/repository/adopt/rails.ts";
import type { Adoption, DeploymentFound, EditPlan } from "../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";
import { missingData, realRepositories, sharedData } from "./shared-data.ts";

/** Why a version of these repositories may not be moved alone; each was looked at. */
const RIGHT_REFUSALS = ["shared-line", "range-covers", "follows-branch", "locked", "pinned-by-digest", "floating"];

async function read(name: string): Promise<{ repository: Repository; adoption: Adoption }> {
  const { files } = await readFolder(`${sharedData}/repos/${name}`);
  const repository = repositoryOf(files);
  return { repository, adoption: adopt(repository) };
}

describe.skipIf(missingData)(missingData ?? "real repositories", () => {
  it.each(realRepositories)("%s is read without a crash, and every place says what it is said to say", async (name) => {
    const { repository, adoption } = await read(name);
    for (const { place, version, chain } of adoption.deployments) {
      expect(version).not.toBe("");
      expect(chain.length).toBeGreaterThan(0);
      if (!place) continue;
      const line = repository.files.get(place.file)?.split("\n")[place.line - 1] ?? "";
      const cut = place.part ? place.written.slice(...place.part) : place.written;
      expect(line.slice(place.column - 1)).toContain(cut);
    }
    expect(adoption.problems.every(({ file, line, message }) => file !== "" && line > 0 && message !== "")).toBe(true);
    expect(guardRails(repository, adoption).length).toBeGreaterThanOrEqual(adoption.problems.length);
  });

  it.each([
    ["equinor__radix-flux", 6, 100],
    ["fluxcd__flux2-kustomize-helm-example", 2, 6],
    ["fluxcd__flux2-multi-tenancy", 2, 4],
    ["onedr0p__home-ops", 1, 65],
  ])("%s fills a board: %i clusters and at least %i deployments", async (name, clusters, deployments) => {
    const { adoption } = await read(name);
    expect(adoption.clusters).toHaveLength(clusters);
    expect(adoption.deployments.length).toBeGreaterThanOrEqual(deployments);
    expect(adoption.deployments.filter(({ place }) => place === null)).toEqual([]);
  });

  it.each(realRepositories)(
    "in %s another version changes one scalar and the right deployment, or is rightly refused",
    async (name) => {
      const { repository, adoption } = await read(name);
      const refused: string[] = [];
      for (const [i, deployment] of adoption.deployments.entries()) {
        const plan = planEdit(repository, adoption, [deployment.id], "9.9.9");
        // The planner proves each plan itself; every tenth is proven again by composing everything.
        if (plan.ok) checkPlan(repository, adoption, [deployment], plan.value, i % 10 === 0);
        else refused.push(plan.reason);
      }
      expect(refused.filter((reason) => !RIGHT_REFUSALS.includes(reason))).toEqual([]);
    },
    600_000,
  );
});

/** Looks at the result alone, as somebody would who does not trust the planner. */
function checkPlan(
  repository: Repository,
  before: Adoption,
  meant: readonly DeploymentFound[],
  plan: EditPlan,
  again: boolean,
): void {
  const files = new Map(repository.files);
  for (const file of plan.files) {
    const old = file.before.split("\n");
    const now = file.after.split("\n");
    expect(now).toHaveLength(old.length);
    const differing = old.flatMap((line, i) => (line === now[i] ? [] : [i + 1]));
    expect(differing).toHaveLength(1);
    files.set(file.path, file.after);
  }
  expect(plan.files).toHaveLength(1);
  if (!again) return;
  const after = adopt(repositoryOf(files, repository));
  const ids = new Set(meant.map(({ id }) => id));
  const versions = (adoption: Adoption) =>
    adoption.deployments.map(({ id, version, others }) => [id, version, ...others.map((other) => other.version)]);
  const [was, is] = [versions(before), versions(after)];
  for (const [i, row] of is.entries()) {
    const [id = ""] = row;
    if (ids.has(id)) expect(row[1]).toBe("9.9.9");
    else expect(row).toEqual(was[i]);
  }
}

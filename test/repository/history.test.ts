import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";
import { generateLog } from "./generated-log.ts";
import { sharedData } from "./shared-data.ts";

const root = resolve(import.meta.dirname, "../..");
const bundle = `${sharedData}/history/flux2-kustomize-helm-example.bundle`;
const made: (() => void)[] = [];
afterAll(() => {
  for (const remove of made) remove();
});

type Told = {
  service: string;
  environment: string;
  cluster: string;
  version: string | null;
  commit: string;
  at: string;
};

function told(dir: string): Told[] {
  const command = [join(root, "bin/sluice.mjs"), "history", "--dir", dir, "--json"];
  const run = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout);
}

/** Each state of the branch checked out into a folder, read from nothing, and compared with the one before. */
async function checkedOut(dir: string, tip: string): Promise<Told[]> {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, encoding: "utf8", maxBuffer: 1 << 28 });
  const tree = join(mkdtempSync(join(tmpdir(), "sluice-tree-")), "tree");
  made.push(() => rmSync(resolve(tree, ".."), { recursive: true, force: true }));
  git("worktree", "add", "--quiet", "--detach", tree, tip);
  const found: Told[] = [];
  let before = new Map<string, Omit<Told, "commit" | "at">>();
  for (const line of git("log", "--first-parent", "--reverse", "--format=%H %ct", tip).trim().split("\n")) {
    const [commit = "", seconds] = line.split(" ");
    execFileSync("git", ["checkout", "--quiet", "--force", "--detach", commit], { cwd: tree });
    const { files } = await readFolder(tree);
    const now = new Map(
      adopt(repositoryOf(files)).deployments.map(({ service, environment, cluster, version }) => [
        [service, environment, cluster].join(" "),
        { service, environment, cluster, version },
      ]),
    );
    const at = new Date(Number(seconds) * 1000).toISOString();
    for (const key of [...new Set([...before.keys(), ...now.keys()])].toSorted()) {
      const [old, next] = [before.get(key), now.get(key)];
      const either = next ?? old;
      if (either && old?.version !== next?.version)
        found.push({ ...either, version: next?.version ?? null, commit, at });
    }
    before = now;
  }
  return found;
}

const inOrder = (all: Told[]) => Map.groupBy(all, ({ commit }) => commit);
const asSets = (all: Told[]) =>
  [...inOrder(all)].map(([commit, changes]) => [
    commit,
    changes.map((each) => JSON.stringify(Object.entries(each).toSorted())).toSorted(),
  ]);

describe("the history of a log", () => {
  it.each([1, 2, 3])(
    "equals the differences between what is adopted at every state of the branch (log %i)",
    async (seed) => {
      const log = generateLog(seed, 60);
      made.push(log.remove);
      const expected = await checkedOut(log.dir, "main");
      expect(expected.length).toBeGreaterThan(25);
      expect(log.git("log", "--merges", "--oneline")).not.toBe("");
      log.git("checkout", "--quiet", "--force", "main");
      expect(asSets(told(log.dir))).toEqual(asSets(expected));
    },
    300_000,
  );

  it.skipIf(!existsSync(bundle))(
    "of a real repository, from a bundle without HEAD, is the same (skipped where it is missing: set SLUICE_SHARED)",
    async () => {
      const dir = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
      made.push(() => rmSync(dir, { recursive: true, force: true }));
      execFileSync("git", ["clone", "--quiet", bundle, dir], { stdio: "ignore" });
      const history = told(dir);
      expect(history.length).toBeGreaterThan(40);
      expect(asSets(history)).toEqual(asSets(await checkedOut(dir, "origin/main")));
    },
    120_000,
  );
});

describe("what is adopted in a clone", () => {
  const adopted = (dir: string): { environments: { name: string; promotesFrom: string[]; reason: string }[] } => {
    const command = [join(root, "bin/sluice.mjs"), "adopt", "--dir", dir, "--json"];
    const run = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
    expect(run.stderr).toBe("");
    return JSON.parse(run.stdout);
  };
  const shape = (dir: string) => adopted(dir).environments.map(({ name, promotesFrom }) => [name, promotesFrom]);

  it("has its environments in the order in which they got versions, and without its log by name", () => {
    const { dir, git, remove } = generateLog(1, 1);
    made.push(remove);
    const path = (cluster: string) => join(dir, `clusters/${cluster}/web.yaml`);
    for (let i = 0; i < 9; i++)
      for (const cluster of ["production", "staging"]) {
        writeFileSync(path(cluster), workload(`2.${i}.0`));
        git("add", "--all");
        git("commit", "--quiet", "-m", `web 2.${i}.0 on ${cluster}`);
      }
    expect(shape(dir)).toEqual([
      ["production", []],
      ["staging", ["production"]],
    ]);
    expect(adopted(dir).environments[1]?.reason).toMatch(/8 of 8 versions came to production first/);
    rmSync(join(dir, ".git"), { recursive: true });
    expect(shape(dir)).toEqual([
      ["staging", []],
      ["production", ["staging"]],
    ]);
  }, 60_000);

  it.skipIf(!existsSync(bundle))(
    "stays in the order of names where every commit moves all environments (skipped where the real log is missing: set SLUICE_SHARED)",
    () => {
      const dir = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
      made.push(() => rmSync(dir, { recursive: true, force: true }));
      execFileSync("git", ["clone", "--quiet", "--branch", "main", bundle, dir], { stdio: "ignore" });
      expect(shape(dir)).toEqual([
        ["staging", []],
        ["production", ["staging"]],
      ]);
    },
    60_000,
  );
});

const workload = (version: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: web}
spec: {template: {spec: {containers: [{name: web, image: "r.example.com/web:${version}"}]}}}
`;

import { chmodSync, existsSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { git } from "../../../lib/adapters/git/command.ts";
import { has, type MirrorFolders, mirrorFolders } from "../../../lib/adapters/git/folders.ts";
import { gitMirror } from "../../../lib/adapters/git/mirror.ts";
import { gitReadings } from "../../../lib/adapters/git/reading-threads.ts";
import { Rejected, Unavailable } from "../../../lib/ports/failures.ts";
import { type GitHub, startGitHub } from "../../../playground/github/main.ts";
import { sync, workload } from "./host.ts";

/** Several processes share a folder of mirrors: each is stood for by a `mirrorFolders` of its own, which know nothing of each other. */
const repository = { connectionId: "here", fullName: "acme/shop" };
const adoption = { is: "adoption", corrections: {} } as const;
const limits = { seconds: 60, megabytes: 512 };

let ground: string;
let github: GitHub;
let folder: string;

beforeAll(async () => {
  ground = mkdtempSync(path.join(tmpdir(), "sluice-mirror-"));
  github = await startGitHub({ port: 0, dataDir: path.join(ground, "github") });
  await github.seed.createUser({ login: "ada", name: "Ada", email: "ada@example.com", token: "a-token-for-tests" });
  await github.seed.createRepository({ owner: "ada", name: "shop", private: false });
});

beforeEach(() => {
  folder = mkdtempSync(path.join(ground, "mirrors-"));
});

afterEach(() => github.faults.clear());

afterAll(async () => {
  await github?.close();
  rmSync(ground, { recursive: true, force: true });
});

const remote = async () => ({ url: `${github.url}/ada/shop.git` });
const oneProcess = (at = folder) => mirrorFolders(at, remote);

let pushes = 0;
async function push(version: string, branch = "main"): Promise<string> {
  const files = {
    "clusters/production/flux-system/gotk-sync.yaml": sync("shop", "production"),
    "clusters/production/shop.yaml": workload("shop", version),
    "README.md": `Push ${pushes++}\n`,
  };
  const { sha } = await github.seed.commit("ada/shop", { branch, files, message: `Take ${version}`, author: "ada" });
  return sha;
}

const services = async (folders: MirrorFolders, commit: string) => {
  const readings = gitReadings(folders, limits);
  const said = await readings.ask(repository, commit, adoption).finally(() => readings.close());
  return said.adoption.deployments.map(({ name, version }) => `${name} ${version}`);
};

it("processes that share a mirror fetch the same push at the same time, and each of them has it", async () => {
  const processes = Array.from({ length: 6 }, () => oneProcess());
  for (let round = 0; round < 12; round++) {
    const commit = await push(`1.0.${round}`);
    const dirs = await Promise.all(processes.map((each) => each.at(repository, commit)));
    expect(new Set(dirs).size).toBe(1);
  }
}, 120_000);

it("a lock that a killed fetch left behind holds up nobody", async () => {
  await oneProcess().at(repository, await push("1.1.0"));
  const dir = await oneProcess().at(repository, await push("1.1.1"));
  const lock = path.join(dir, "refs/heads/main.lock");
  writeFileSync(lock, "");
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(lock, longAgo, longAgo);
  const next = await push("1.1.2");
  expect(await services(oneProcess(), next)).toEqual(["shop 1.1.2"]);
}, 60_000);

it("what a killed fetch had of a pack does not stay on the disk", async () => {
  const dir = await oneProcess().at(repository, await push("1.1.3"));
  const half = path.join(dir, "objects/pack/tmp_pack_a1b2c3");
  writeFileSync(half, "half a pack");
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(half, longAgo, longAgo);
  await oneProcess().at(repository, await push("1.1.4"));
  expect(existsSync(half)).toBe(false);
});

it("a commit that another process is still fetching is not taken for one that is there", async () => {
  const dir = await oneProcess().at(repository, await push("1.2.0"));
  const next = await push("1.2.1");
  // Git unpacks the commit first. Here the other process came no further than that.
  const whole = await oneProcess(mkdtempSync(path.join(ground, "whole-"))).at(repository, next);
  const bytes = await git(["cat-file", "commit", next], { cwd: whole });
  await git(["hash-object", "-t", "commit", "-w", "--stdin"], { cwd: dir, input: bytes.toString("utf8") });
  expect(await has(dir, next)).toBe(true);
  expect(await services(oneProcess(), next)).toEqual(["shop 1.2.1"]);
}, 60_000);

it("what no branch of the host leads to any more is still read from the mirror", async () => {
  const gone = await push("1.3.0", "short-lived");
  const folders = oneProcess();
  await folders.at(repository, gone);
  await github.seed.deleteBranch("ada/shop", "short-lived");
  await folders.at(repository, await push("1.3.1"));
  expect(await gitMirror(folders).file(repository, gone, "clusters/production/shop.yaml")).toContain("shop:1.3.0");
}, 60_000);

it("a host that refused once is asked again, and not taken at its word for as long as a commit that takes too much", async () => {
  const commit = await push("1.4.0");
  let refuses = true;
  const folders = mirrorFolders(folder, async () => {
    if (refuses) throw new Rejected("The git host does not accept Sluice's credentials for this repository.");
    return remote();
  });
  const readings = gitReadings(folders, limits);
  await expect(readings.ask(repository, commit, adoption)).rejects.toBeInstanceOf(Rejected);
  refuses = false;
  const said = await readings.ask(repository, commit, adoption);
  expect(said.adoption.deployments).toMatchObject([{ version: "1.4.0" }]);
  await readings.close();
}, 60_000);

it.each([
  ["asks to wait", 429],
  ["has trouble", 503],
  ["says what nobody knows", 418],
])("a host that %s is not taken for one without the branch", async (_, before) => {
  await push("1.5.0");
  const mirror = gitMirror(oneProcess());
  github.faults.add({ match: "GET /ada/shop.git/*", before });
  await expect(mirror.tip(repository, "main")).rejects.toBeInstanceOf(Unavailable);
  expect(await mirror.tip(repository, "main")).toMatch(/^[0-9a-f]{40}$/);
  await expect(mirror.tip(repository, "gone")).rejects.toThrow('The repository has no branch "gone".');
});

it("a branch is not taken for the one that its name ends like", async () => {
  const commit = await push("1.5.1");
  await push("6.6.6", "a/refs/heads/main");
  expect(await gitMirror(oneProcess()).tip(repository, "main")).toBe(commit);
  await github.seed.deleteBranch("ada/shop", "a/refs/heads/main");
});

it("a commit is not said to be on another line because Git could not be started", async () => {
  const before = await push("1.6.0");
  const after = await push("1.6.1");
  const mirror = gitMirror(oneProcess());
  expect(await mirror.isAncestor(repository, before, after)).toBe(true);
  expect(await mirror.isAncestor(repository, after, before)).toBe(false);
  const { PATH } = process.env;
  const bin = mkdtempSync(path.join(ground, "bin-"));
  const killed = path.join(bin, "git");
  writeFileSync(killed, "#!/bin/sh\nkill -9 $$\n");
  chmodSync(killed, 0o755);
  process.env.PATH = bin;
  try {
    await expect(mirror.isAncestor(repository, before, after)).rejects.toBeInstanceOf(Unavailable);
  } finally {
    process.env.PATH = PATH;
  }
});

it("a mirror whose files a crash has emptied is fetched anew, and no service is missing meanwhile", async () => {
  const folders = oneProcess();
  await folders.at(repository, await push("1.7.0"));
  // A small push comes as files of their own.
  const commit = await push("1.7.1");
  const dir = await folders.at(repository, commit);
  const manifest = await git(["rev-parse", `${commit}:clusters/production/shop.yaml`], { cwd: dir });
  const hash = manifest.toString("utf8").trim();
  const loose = path.join(dir, "objects", hash.slice(0, 2), hash.slice(2));
  chmodSync(loose, 0o644);
  truncateSync(loose);
  const readings = gitReadings(folders, limits);
  await expect(readings.ask(repository, commit, adoption)).rejects.toBeInstanceOf(Unavailable);
  const said = await readings.ask(repository, commit, adoption);
  expect(said.adoption.deployments).toMatchObject([{ name: "shop", version: "1.7.1" }]);
  await readings.close();
}, 60_000);

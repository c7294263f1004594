import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { git } from "../../../lib/adapters/git/command.ts";
import { mirrorFolders } from "../../../lib/adapters/git/folders.ts";
import { gitMirror } from "../../../lib/adapters/git/mirror.ts";
import { BlobCache, Blobs } from "../../../lib/adapters/git/objects.ts";
import { tidyMirrors, untidyIn } from "../../../lib/adapters/git/tidy.ts";
import { type GitHub, startGitHub } from "../../../playground/github/main.ts";

/** After months a mirror holds what thousands of fetches have left. */
const repository = { connectionId: "here", fullName: "acme/shop" };

let ground: string;
let folder: string;
let github: GitHub;

beforeAll(async () => {
  ground = mkdtempSync(path.join(tmpdir(), "sluice-tidy-"));
  folder = path.join(ground, "mirrors");
  github = await startGitHub({ port: 0, dataDir: path.join(ground, "github") });
  await github.seed.createUser({ login: "ada", name: "Ada", email: "ada@example.com", token: "a-token-for-tests" });
  await github.seed.createRepository({ owner: "ada", name: "shop", private: false });
});

afterAll(async () => {
  await github?.close();
  rmSync(ground, { recursive: true, force: true });
});

let pushes = 0;
/** A large one has more objects than Git leaves as files of their own. */
async function push({ files: many = 1, branch = "main" } = {}): Promise<string> {
  const number = ++pushes;
  const files = Object.fromEntries(
    Array.from({ length: many }, (_, i) => [`apps/${i}.yaml`, `push: ${number}.${i}\n`]),
  );
  const { sha } = await github.seed.commit("ada/shop", { branch, files, message: `Push ${number}`, author: "ada" });
  return sha;
}

const failures: unknown[] = [];
const tidied = () => tidyMirrors(folder, (_, error) => failures.push(error), { files: 10, packs: 3 });

it("many fetches end in few packs, and all that they brought can be read during it and afterwards", async () => {
  const folders = mirrorFolders(folder, async () => ({ url: `${github.url}/ada/shop.git` }));
  const mirror = gitMirror(folders);
  const commits: string[] = [];
  let dir = "";
  for (let i = 0; i < 24; i++) {
    const commit = await push(i % 3 === 0 ? { files: 120 } : { branch: `b${i}` });
    dir = await folders.at(repository, commit);
    commits.push(commit);
  }
  const before = await untidyIn(dir);
  expect(before.packs).toBeGreaterThanOrEqual(8);
  expect(before.files).toBeGreaterThan(40);
  const list = async () => (await git(["rev-list", "--objects", "--all"], { cwd: dir })).toString("utf8");
  const everything = await list();
  const hashes = everything.split("\n").flatMap((line) => line.slice(0, 40) || []);

  // One who has read before, and goes on with what he has opened; and one who comes anew each time.
  const blobs = new Blobs(dir, new BlobCache());
  await blobs.read(hashes.slice(0, 5));
  let isDone = false;
  const tidying = tidied().finally(() => {
    isDone = true;
  });
  let round = 0;
  do {
    const commit = commits[round % commits.length] ?? "";
    expect(await mirror.file(repository, commit, "apps/0.yaml")).toContain("push: ");
    await blobs.read(hashes.slice(round * 40, round * 40 + 40));
    round += 1;
  } while (!isDone);
  await tidying;
  await blobs.read(hashes);
  blobs.stop();

  expect(failures).toEqual([]);
  expect(await list()).toBe(everything);
  const after = await untidyIn(dir);
  expect(after.files).toBe(0);
  expect(after.packs).toBeLessThanOrEqual(2);
  expect(readdirSync(path.join(dir, "refs/heads"))).toEqual([]);
});

it("a commit that no branch leads to any more is kept, and fetches go on while a mirror is tidied", async () => {
  const folders = mirrorFolders(folder, async () => ({ url: `${github.url}/ada/shop.git` }));
  const gone = await push({ branch: "gone" });
  const dir = await folders.at(repository, gone);
  await git(["update-ref", "-d", "refs/heads/gone"], { cwd: dir });
  for (let round = 0; round < 4; round++) {
    const commit = await push({ files: 120 });
    const [at] = await Promise.all([folders.at(repository, commit), tidied()]);
    expect(at).toBe(dir);
  }
  await tidied();
  expect((await untidyIn(dir)).packs).toBeLessThanOrEqual(3);
  expect(await gitMirror(folders).file(repository, gone, "apps/0.yaml")).toContain("push: ");
});

it("what was killed while it tidied leaves nothing behind for long", async () => {
  const folders = mirrorFolders(folder, async () => ({ url: `${github.url}/ada/shop.git` }));
  const dir = await folders.at(repository, await push());
  const half = path.join(dir, "objects/pack/.tmp-4711-pack-0a1b.pack");
  writeFileSync(half, "half of a pack");
  utimesSync(half, 1, 1);
  await folders.at(repository, await push());
  expect(readdirSync(path.dirname(half)).filter((name) => name.includes("tmp"))).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fluxLog } from "../../../bench/kit/flux-log.ts";
import { lastChange, lastChanges, type Place, placeKey } from "../../../lib/adapters/git/last-changes.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), "sluice-lines-"));
  git("init", "--quiet", "--initial-branch=main");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
    cwd: dir,
    encoding: "utf8",
  }).trim();

function commit(title: string, files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(dir, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "-m", title);
  return git("rev-parse", "HEAD");
}

const text = (...versions: string[]) => versions.map((version, i) => `app-${i}: ${version}\n`).join("");
const at = (file: string, line = 1): Place => ({ file, line });

it("who wrote a line last is told, whatever its file is called and whatever else happened to it", async () => {
  const odd = ['a/"quoted".yaml', "a/with b/ in it.yaml", "a/ünïcode.yaml", "a/tab\there.yaml"];
  const first = commit("Begin", {
    "two.yaml": text("1", "1"),
    "old name.yaml": text("1", "1", "1", "1"),
    ...Object.fromEntries(odd.map((file) => [file, text("1")])),
  });
  const second = commit("Second of two", { "two.yaml": text("1", "2") });
  const above = commit("Above it", { "two.yaml": `# Above\n${text("1", "2")}` });
  renameSync(path.join(dir, "old name.yaml"), path.join(dir, "new name.yaml"));
  const renamed = commit("Another name", {});
  const changed = commit("diff --git a/two.yaml b/two.yaml", { "a/ünïcode.yaml": text("2") });
  git("checkout", "--quiet", "-b", "side", first);
  const aside = commit("Aside", { "a/with b/ in it.yaml": text("2") });
  git("checkout", "--quiet", "main");
  git("merge", "--quiet", "--no-edit", "side");
  const places = [
    at("two.yaml", 1),
    at("two.yaml", 2),
    at("two.yaml", 3),
    at("new name.yaml", 2),
    ...odd.map((f) => at(f)),
  ];
  const found = await lastChanges(dir, git("rev-parse", "HEAD"), places);
  const told = places.map((place) => found.get(placeKey(place))?.commit);
  expect(told.slice(0, 3)).toEqual([above, first, second]);
  expect([first, renamed]).toContain(told[3]);
  expect(told.slice(4)).toEqual([first, aside, changed, first]);
  expect(found.get("two.yaml:3")).toMatchObject({ title: "Second of two", author: "Ada" });
});

it("a line that is not there has nobody, and takes nothing from the others", async () => {
  const head = git("rev-parse", "HEAD");
  const places = [at("two.yaml", 99), at("none.yaml"), at("two.yaml", 3)];
  expect([...(await lastChanges(dir, head, places)).keys()]).toEqual(["two.yaml:3"]);
  expect(await lastChanges(dir, head, [])).toEqual(new Map());
});

it("of hundreds at once each is told as it is told alone", async () => {
  const log = await fluxLog(400, 400);
  try {
    const show = (...args: string[]) => execFileSync("git", args, { cwd: log.dir, encoding: "utf8" }).trim();
    const head = show("rev-parse", "main");
    const files = show("ls-tree", "-r", "--name-only", head).split("\n");
    const places = files.filter((file) => /version|services|patches/.test(file)).map((file) => at(file, 8));
    expect(places.length).toBeGreaterThan(200);
    const found = await lastChanges(log.dir, head, places);
    for (const place of places.filter((_, i) => i % 7 === 0))
      expect(found.get(placeKey(place))).toEqual(await lastChange(log.dir, head, place));
  } finally {
    log.remove();
  }
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { fluxRepository } from "../../../bench/kit/flux-repository.ts";
import { repositoryOf } from "../../domain/repository/files.ts";
import { type Answers, Asked, type Question } from "../../domain/repository/questions.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { mirrorFolders } from "./folders.ts";
import { gitReadings } from "./reading-threads.ts";

const question = { is: "adoption", corrections: {} } satisfies Question;
const here = (fullName: string) => ({ connectionId: "here", fullName });
const enough = { seconds: 300, megabytes: 2048 };
const large = fluxRepository(700);
const small = fluxRepository(60);
/** Each of ten passes for a manifest, and is 300,000 nodes: several times what the thread below may have. */
const swollen = new Map(small);
for (let i = 0; i < 10; i++)
  swollen.set(
    `clusters/staging/swollen-${i}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: swollen-${i}\ndata: {list: [${"0,".repeat(300_000)}0]}\n`,
  );

let folder: string;
const commits: Record<string, string> = {};

/** A mirror that has it all: nothing is fetched. */
function commit(name: string, files: ReadonlyMap<string, string>): string {
  const cwd = path.join(folder, `here--example--${name}`);
  const git = (...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
  mkdirSync(cwd, { recursive: true });
  git("init", "--quiet");
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  }
  git("add", "--all");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "Write");
  return git("rev-parse", "HEAD");
}

const readings = (limits: typeof enough) =>
  gitReadings(
    mirrorFolders(folder, () => Promise.reject(new Error("Nothing is fetched."))),
    limits,
  );

const said = (files: ReadonlyMap<string, string>): Answers["adoption"] =>
  new Asked(repositoryOf(files)).answer(question);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sluice-readings-"));
  for (const [name, files] of Object.entries({ large, small, swollen })) commits[name] = commit(name, files);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => vi.restoreAllMocks());

function later(minutes: number): void {
  const now = performance.now() + minutes * 60_000;
  vi.spyOn(performance, "now").mockReturnValue(now);
}

const ask = (all: ReturnType<typeof readings>, name: string) =>
  all.ask(here(`example/${name}`), commits[name] ?? "", question);

it("while a large repository is read, everything else goes on and another repository is read too", async () => {
  const all = readings(enough);
  const order: string[] = [];
  let turns = 0;
  const reading = ask(all, "large").then((answer) => {
    order.push("large");
    return answer;
  });
  const other = ask(all, "small").then(() => order.push("small"));
  while (order.length < 2) {
    await turn();
    turns += 1;
  }
  // Read in this thread, it would be read within one turn.
  expect(turns).toBeGreaterThan(100);
  expect(order).toEqual(["small", "large"]);
  expect(await reading).toEqual(said(large));
  await other;
  await all.close();
});

it("a push is read as it would be read from nothing", async () => {
  const all = readings(enough);
  await ask(all, "small");
  const release = "apps/base/service-0/release.yaml";
  const next = new Map(small)
    .set(release, (small.get(release) ?? "").replace("1.0.0", "9.0.0"))
    .set("README.md", "New\n");
  const repository = here("example/small");
  expect(await all.ask(repository, commit("small", next), question)).toEqual(said(next));
  expect(await ask(all, "small")).toEqual(said(small));
  await all.close();
});

it("a reading that needs too much memory is refused with what to do, and the next one works", async () => {
  const all = readings({ ...enough, megabytes: 48 });
  const refused = await ask(all, "swollen").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Rejected);
  expect(String(refused)).toContain(
    `The reading of example/swollen at ${commits.swollen?.slice(0, 7)} was ended: it needs more than 48 MB of memory. Nothing was taken from it`,
  );
  later(5);
  expect(await ask(all, "swollen").catch((error: unknown) => error)).toBe(refused);
  expect(await ask(all, "small")).toEqual(said(small));
  await all.close();
});

it("a reading that takes too long is refused, is tried again when the machine may be less busy, and the next one works", async () => {
  const all = readings({ ...enough, seconds: 0.001 });
  const refused = await ask(all, "large").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Rejected);
  expect(String(refused)).toContain("it took longer than 0.001 seconds");
  expect(await ask(all, "large").catch((error: unknown) => error)).toBe(refused);
  later(3);
  expect(await ask(all, "large").catch((error: unknown) => error)).not.toBe(refused);
  await all.close();
  const patient = readings(enough);
  expect(await ask(patient, "large")).toEqual(said(large));
  await patient.close();
});

it("as many repositories as one likes are read, though few have a thread at a time", async () => {
  const all = readings(enough);
  const names = Array.from({ length: 6 }, (_, i) => `one-of-many-${i}`);
  for (const name of names) commits[name] = commit(name, new Map(small).set("README.md", `${name}\n`));
  const answers = await Promise.all([...names, ...names.slice(0, 2)].map((name) => ask(all, name)));
  for (const { files } of answers) expect(files).toBe(small.size + 1);
  await all.close();
});

it("whoever waits for a reading when Sluice stops is told so", async () => {
  const all = readings(enough);
  const reading = ask(all, "large").catch((error: unknown) => error);
  await turn();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await all.close();
  expect(await reading).toBeInstanceOf(Unavailable);
});

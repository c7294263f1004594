import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readFolder } from "../../lib/adapters/git/folder.ts";
import { BlobCache } from "../../lib/adapters/git/objects.ts";
import { type LoggedState, walkForward } from "../../lib/adapters/git/walk.ts";
import { adopt } from "../../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../../lib/domain/repository/files.ts";

const dir = mkdtempSync(join(tmpdir(), "sluice-links-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], { cwd: dir });

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

function release(name: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
  chart:
    spec:
      chart: ${name}
      version: 1.2.3
      sourceRef: { kind: HelmRepository, name: charts }
`;
}

const sync = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, ref: { branch: main }, url: https://github.com/example/fleet }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 10m, path: ./clusters/staging, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
`;

it("what stands behind a link is not applied, as Flux leaves links out of what it fetches", async () => {
  write("clusters/staging/flux-system/gotk-sync.yaml", sync);
  write("clusters/staging/web.yaml", release("web"));
  write("shared/api.yaml", release("api"));
  symlinkSync("../../shared/api.yaml", join(dir, "clusters/staging/api.yaml"));
  symlinkSync("../../shared", join(dir, "clusters/staging/shared"));
  symlinkSync("/etc", join(dir, "clusters/staging/etc"));
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "-m", "Begin");
  rmSync(join(dir, "clusters/staging/api.yaml"));
  write("clusters/staging/api.yaml", release("api"));
  git("add", "--all");
  git("commit", "--quiet", "-m", "A file of its own");

  const states: LoggedState[] = [];
  for await (const state of walkForward(dir, { tip: "main" }, new BlobCache())) states.push(state);
  const [linked, own] = states;
  const deployed = (repository = repositoryOf({})) => adopt(repository).deployments.map(({ service }) => service);
  expect([...(linked?.repository.files.keys() ?? [])]).toEqual([
    "clusters/staging/flux-system/gotk-sync.yaml",
    "clusters/staging/web.yaml",
    "shared/api.yaml",
  ]);
  expect(deployed(linked?.repository)).toEqual(["web"]);
  expect(deployed(own?.repository)).toEqual(["api", "web"]);

  const { files, problems } = await readFolder(dir);
  expect(files).toEqual(own?.repository.files);
  expect(problems.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
    "clusters/staging/etc link",
    "clusters/staging/shared link",
  ]);
});

// Long, because a log needs a repository, and everything that people do to one.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A Git repository made commit by commit, from a seed: the same seed gives the same log. */
export type GeneratedLog = { dir: string; git(...args: string[]): string; remove(): void };

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const clusters = ["staging", "production"];

/**
 * A Flux repository whose log has versions that go up and back, merges (of branches that changed
 * something meanwhile), moved folders and renamed files, services that come and go, reverts,
 * commits that break an overlay or the YAML of a file, links, and commits of the same second.
 */
export function generateLog(seed: number, commits: number): GeneratedLog {
  const dir = mkdtempSync(join(tmpdir(), "sluice-log-"));
  const random = randomFrom(seed);
  let second = 1_700_000_000;
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: {
        NODE_ENV: "test",
        PATH: process.env.PATH ?? "",
        HOME: dir,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.com",
        GIT_COMMITTER_NAME: "Ada",
        GIT_COMMITTER_EMAIL: "ada@example.com",
        GIT_AUTHOR_DATE: `${second} +0000`,
        GIT_COMMITTER_DATE: `${second} +0000`,
      },
    });
  git("init", "--quiet", "--initial-branch=main");
  const world = new World(dir, random);
  world.begin();
  const commit = (title: string) => {
    second += random() < 0.2 ? 0 : Math.floor(random() * 5000);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "-m", title);
  };
  commit("Begin");
  for (let i = 1; i < commits; i++) {
    if (random() < 0.15) i += mergeSomething(world, git, commit, random);
    else if (random() < 0.06) revertSomething(world, git, commit);
    else commit(world.change());
  }
  return { dir, git, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A branch with some commits of its own, merged after main has moved on, or not. */
function mergeSomething(world: World, git: GeneratedLog["git"], commit: (title: string) => void, random: () => number) {
  git("checkout", "--quiet", "-b", "feature");
  const ahead = 1 + Math.floor(random() * 2);
  for (let i = 0; i < ahead; i++) commit(world.change());
  git("checkout", "--quiet", "main");
  world.look(git("ls-files"));
  if (random() < 0.6) commit(world.change());
  try {
    git("merge", "--quiet", "--no-ff", "-m", "Merge feature", "-X", "theirs", "feature");
  } catch {
    git("merge", "--abort");
  }
  git("branch", "-D", "feature");
  world.look(git("ls-files"));
  return ahead + 1;
}

function revertSomething(world: World, git: GeneratedLog["git"], commit: (title: string) => void) {
  try {
    git("revert", "--no-edit", "--no-commit", "HEAD");
    commit("Revert");
  } catch {
    git("reset", "--quiet", "--hard");
  }
  world.look(git("ls-files"));
}

class World {
  private readonly dir: string;
  private readonly random: () => number;
  private services = new Set<string>();
  private folder = "apps";
  private counter = 0;

  constructor(dir: string, random: () => number) {
    this.dir = dir;
    this.random = random;
  }

  begin(): void {
    for (const cluster of clusters) {
      this.write(`clusters/${cluster}/flux-system/gotk-sync.yaml`, syncOf(cluster));
      this.write(`clusters/${cluster}/apps.yaml`, appsOf(cluster, this.folder));
    }
    this.write("CODEOWNERS", "* @example/platform\n");
    for (const name of ["shop", "cart", "podinfo"]) this.add(name);
  }

  /** What is there, after Git has changed it. */
  look(files: string): void {
    this.folder = /^(\w+)\/base\//m.exec(files)?.[1] ?? this.folder;
    this.services = new Set([...files.matchAll(/^\w+\/base\/([\w-]+)\/release\.yaml$/gm)].flatMap((m) => m[1] ?? []));
  }

  /** Does one thing that people do, and says which. */
  change(): string {
    const [first] = this.services;
    const name = this.pick([...this.services]) ?? "shop";
    const dice = this.random();
    if (first === undefined || dice < 0.08) return this.add(`service-${this.counter++}`);
    if (dice < 0.4) return this.patch(name, this.pick(clusters) ?? "staging");
    if (dice < 0.55) return this.release(name);
    if (dice < 0.62) return this.write("README.md", `Read me ${this.counter++}\n`);
    if (dice < 0.68) return this.move();
    if (dice < 0.74) return this.rename(name);
    if (dice < 0.79) return this.drop(name);
    if (dice < 0.82) return this.breakOverlay();
    if (dice < 0.845) return this.breakYaml(name);
    if (dice < 0.87) return this.link(name);
    if (dice < 0.9) return this.write(`clusters/${this.pick(clusters)}/values.yaml`, variables(this.version()));
    return this.repair();
  }

  private add(name: string): string {
    this.services.add(name);
    this.release(name);
    this.write(`${this.folder}/base/${name}/kustomization.yaml`, kustomization(["release.yaml"]));
    for (const cluster of clusters) this.patch(name, cluster);
    return this.overlays(`Add ${name}`);
  }

  private release(name: string): string {
    const version = this.random() < 0.3 ? `\${version:=${this.version()}}` : this.version();
    return this.write(`${this.folder}/base/${name}/release.yaml`, releaseOf(name, version));
  }

  private patch(name: string, cluster: string): string {
    return this.write(`${this.folder}/${cluster}/${name}.yaml`, patchOf(name, this.version(), this.random() < 0.5));
  }

  private overlays(title: string): string {
    for (const cluster of clusters) {
      const resources = [...this.services].sort().map((name) => `../base/${name}`);
      this.write(`${this.folder}/${cluster}/kustomization.yaml`, kustomization(resources, [...this.services].sort()));
    }
    return title;
  }

  private move(): string {
    const to = this.folder === "apps" ? "workloads" : "apps";
    rmSync(join(this.dir, to), { recursive: true, force: true });
    renameSync(join(this.dir, this.folder), join(this.dir, to));
    this.folder = to;
    for (const cluster of clusters) this.write(`clusters/${cluster}/apps.yaml`, appsOf(cluster, to));
    return `Move everything to ${to}`;
  }

  private rename(name: string): string {
    const base = join(this.dir, this.folder, "base");
    const to = `${name.replace(/-x\d+$/, "")}-x${this.counter++}`;
    renameSync(join(base, name), join(base, to));
    const resources = [...this.services].sort().map((each) => `../base/${each === name ? to : each}`);
    for (const cluster of clusters)
      this.write(`${this.folder}/${cluster}/kustomization.yaml`, kustomization(resources, [...this.services].sort()));
    return `Rename the folder of ${name}`;
  }

  private drop(name: string): string {
    this.services.delete(name);
    rmSync(join(this.dir, this.folder, "base", name), { recursive: true, force: true });
    for (const cluster of clusters) rmSync(join(this.dir, this.folder, cluster, `${name}.yaml`), { force: true });
    return this.overlays(`Drop ${name}`);
  }

  private breakOverlay(): string {
    const file = `${this.folder}/${this.pick(clusters)}/kustomization.yaml`;
    return this.write(file, kustomization(["../base/nobody", ...[...this.services].map((name) => `../base/${name}`)]));
  }

  private breakYaml(name: string): string {
    return this.write(`${this.folder}/base/${name}/release.yaml`, "apiVersion: [\n  unclosed: {\n");
  }

  private link(name: string): string {
    const at = join(this.dir, this.folder, "staging", `${name}.yaml`);
    rmSync(at, { force: true });
    symlinkSync(`../production/${name}.yaml`, at);
    return `Link ${name} of staging to production`;
  }

  private repair(): string {
    for (const name of this.services) this.release(name);
    return this.overlays("Repair");
  }

  private version(): string {
    return `${1 + Math.floor(this.random() * 3)}.${Math.floor(this.random() * 20)}.${Math.floor(this.random() * 4)}`;
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }

  private write(path: string, text: string): string {
    const at = join(this.dir, path);
    mkdirSync(dirname(at), { recursive: true });
    rmSync(at, { force: true });
    writeFileSync(at, text);
    return `Write ${path}`;
  }
}

const kustomization = (resources: string[], patches: string[] = []): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${resources.map((each) => `  - ${each}\n`).join("")}${patches.length > 0 ? `patches:\n${patches.map((each) => `  - path: ${each}.yaml\n`).join("")}` : ""}`;

const releaseOf = (name: string, version: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: charts
`;

const patchOf = (name: string, version: string, whole: boolean): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
${whole ? `  chart:\n    spec:\n      version: ${version}\n` : `  values:\n    image:\n      repository: example/${name}\n      tag: ${version}\n`}`;

const variables = (version: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: versions
  namespace: flux-system
data:
  version: ${version}
`;

const syncOf = (cluster: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  ref:
    branch: main
  url: https://git.example.com/example/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  path: ./clusters/${cluster}
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

const appsOf = (cluster: string, folder: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  path: ./${folder}/${cluster}
  sourceRef:
    kind: GitRepository
    name: flux-system
  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: versions
        optional: true
`;

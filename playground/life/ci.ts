import { setTimeout as sleep } from "node:timers/promises";
import { organisation } from "../fleet/addresses.ts";
import { bundleOf, publishRelease } from "../fleet/publishing.ts";
import { type Service, serviceOf, services } from "../fleet/services.ts";
import { warehouse } from "../fleet/warehouse/story.ts";
import type { GitHubSeed, Push, Repo } from "../github/seed.ts";
import type { Registry } from "../registry/main.ts";
import { bumpDevelopment } from "./deliver.ts";

/**
 * What a CI would do: checks on every commit that is pushed, an artifact for every tag of a
 * release, and the newest release into development, where the fleet writes it by version.
 */
export type Ci = {
  /** The next release of this service gets an image that never becomes ready. */
  breakNext(service: string): void;
  /** Resolves when the artifact of a tag that is yet to come is in the registry. */
  published(service: string, version: string): Promise<void>;
  close(): void;
};

export type CiOptions = { github: GitHubSeed; registry: Registry; stepMs?: number; onError?: (error: unknown) => void };

export function startCi({ github, registry, stepMs = 800, onError }: CiOptions): Ci {
  const breaking = new Set<string>();
  const waiting = new Map<string, PromiseWithResolvers<void>[]>();
  const stop = new AbortController();
  const step = () => sleep(stepMs, undefined, { signal: stop.signal });

  async function check(push: Push, names: readonly string[]): Promise<void> {
    const run = (name: string, done: boolean) =>
      github.checkRun(push.repo.fullName, {
        sha: push.after,
        name,
        status: done ? "completed" : "in_progress",
        ...(done ? { conclusion: "success", title: `${name} passed` } : {}),
      });
    for (const name of names) await run(name, false);
    for (const name of names) {
      await step();
      await run(name, true);
    }
  }

  async function release(push: Push, service: Service, version: string): Promise<void> {
    const key = `${service.name} ${version}`;
    try {
      await publish(push, service, version);
      for (const { resolve } of waiting.get(key) ?? []) resolve();
    } catch (error) {
      for (const { reject } of waiting.get(key) ?? []) reject(error);
      throw error;
    } finally {
      waiting.delete(key);
    }
  }

  async function publish(push: Push, service: Service, version: string): Promise<void> {
    const sha = (await github.resolve(push.repo.fullName, push.after)) ?? push.after;
    const run = { sha, name: "publish" };
    await github.checkRun(push.repo.fullName, { ...run, status: "in_progress" });
    await step();
    const bundle = service.publishes === "bundle" ? await readBundle(github, push.repo, sha) : {};
    const broken = breaking.delete(service.name);
    publishRelease(registry, service, { version, sha, source: push.repo.htmlUrl, created: new Date(), broken }, bundle);
    const title = `${version} is published`;
    await github.checkRun(push.repo.fullName, { ...run, status: "completed", conclusion: "success", title });
    await bumpDevelopment(github, service.name, version);
  }

  async function hear(push: Push): Promise<void> {
    if (/^0+$/.test(push.after)) return;
    const name = push.repo.fullName.slice(organisation.length + 1);
    const tag = /^refs\/tags\/(?:(platform)\/)?v(.+)$/.exec(push.ref);
    if (tag?.[2]) {
      const service = services.find((s) => s.name === (tag[1] ?? name));
      if (service) await release(push, service, tag[2]);
    } else if (push.ref.startsWith("refs/heads/")) {
      await check(push, name === "fleet" || name === warehouse ? ["lint", "render"] : ["test", "build"]);
    }
  }

  const unsubscribe = github.onPush((push) => {
    // Not awaited: a push is done when the ref has moved, not when CI is.
    hear(push).catch((error: unknown) => {
      if (!stop.signal.aborted) onError?.(error);
    });
  });
  return {
    breakNext: (service) => void breaking.add(serviceOf(service).name),
    published(service, version) {
      const key = `${service} ${version}`;
      const wait = Promise.withResolvers<void>();
      waiting.set(key, [...(waiting.get(key) ?? []), wait]);
      return wait.promise;
    },
    close() {
      unsubscribe();
      stop.abort();
    },
  };
}

const bundleFiles = ["kustomization.yaml", "namespaces.yaml", "defaults.yaml", "deployer.yaml"];

async function readBundle(github: GitHubSeed, repo: Repo, sha: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of bundleFiles) {
    const text = await github.readFile(repo.fullName, sha, `platform/${name}`);
    if (text !== null) files[`platform/${name}`] = text;
  }
  return bundleOf(files);
}

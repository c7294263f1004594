import type { KubeObject } from "../../flux/objects.ts";
import { publishImage } from "../../registry/publish.ts";
import { type Addresses, organisation } from "../addresses.ts";
import { accounts, robot } from "../people.ts";
import { daysBefore, type SeedInput } from "../seed-input.ts";
import { type Declared, type Site, sites, step } from "./declared.ts";
import { beginning, bornDaysAgo, images, steps, warehouse } from "./story.ts";
import { warehouseTree } from "./tree.ts";

export const warehouseRepository = `${organisation}/${warehouse}`;
export const warehouseUrl = (at: Addresses): string => `${at.github}/${warehouseRepository}.git`;

/** The second repository, which nobody has adopted yet: its images, and a past of small steps. */
export async function seedWarehouse(input: SeedInput, signal: AbortSignal): Promise<void> {
  const { github, addresses, now } = input;
  publishImages(input);
  const at = daysBefore(now, bornDaysAgo);
  const held = { [accounts.developer.login]: "push", [accounts.releaseManager.login]: "maintain" } as const;
  await github.createRepository({
    owner: organisation,
    name: warehouse,
    description: "Orders, labels and scanners.",
    collaborators: { ...held, [accounts.admin.login]: "admin", [robot.login]: "push" },
    deleteBranchOnMerge: true,
    at,
  });
  const commit = (files: Record<string, string>, message: string, author: string, when: Date) =>
    github.commit(warehouseRepository, { branch: "main", files, message, author, at: when, quiet: true });
  let declared: Declared = beginning;
  let tree = warehouseTree(addresses, declared);
  await commit(tree, "Move the warehouse under Flux", "kofi", at);
  for (const { daysAgo, by, ...change } of steps) {
    signal.throwIfAborted();
    declared = step(declared, change);
    const next = warehouseTree(addresses, declared);
    const files = Object.fromEntries(Object.entries(next).filter(([path, text]) => tree[path] !== text));
    tree = next;
    await commit(files, `${change.service} ${change.version} in ${change.at}`, by, daysBefore(now, daysAgo));
  }
}

function publishImages({ registry, now }: SeedInput): void {
  for (const [name, versions] of Object.entries(images)) {
    for (const [version, days] of Object.entries(versions)) {
      const origin = {
        source: `https://github.example.com/${organisation}/${name}`,
        revision: "0".repeat(40),
        created: daysBefore(now, days),
      };
      publishImage(registry.store, `${organisation}/${name}`, version, origin);
    }
  }
}

/** What somebody once applied by hand on each cluster, so that its Flux follows this repository too. */
export function warehouseSync(at: Addresses, cluster: string): KubeObject[] {
  const [site] =
    (Object.entries(sites) as [Site, { cluster: string }][]).find(([, one]) => one.cluster === cluster) ?? [];
  if (!site) return [];
  const metadata = { name: warehouse, namespace: "flux-system" };
  const source = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata,
    spec: { interval: "1m", url: warehouseUrl(at), ref: { branch: "main" } },
  };
  const root = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { ...metadata, name: "warehouse-root" },
    spec: {
      interval: "10m",
      path: `./clusters/${site}`,
      prune: true,
      sourceRef: { kind: "GitRepository", name: warehouse },
    },
  };
  return [source as KubeObject, root as KubeObject];
}

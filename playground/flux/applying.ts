import { isMissing } from "./api.ts";
import type { Cluster } from "./cluster.ts";
import { inOrder, isDefinition } from "./inventory.ts";
import type { Identity } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";

export type Outcome = { object: Identity; action: "created" | "configured" | "unchanged" };

/** The sentence of a refusal, in Flux's form. */
export class ApplyFailure extends Error {}

/**
 * Server-side apply of all objects: first asked as a dry run, so that a refusal of one leaves the
 * others alone, then for those that would change. Definitions go before what stands on them.
 */
type Reach = Pick<Cluster, "api" | "discovery">;

export async function applyAll(cluster: Reach, objects: readonly KubeObject[], manager: string): Promise<Outcome[]> {
  const sorted = inOrder(objects);
  const stages = [sorted.filter(isDefinition), sorted.filter((object) => !isDefinition(object))];
  const outcomes: Outcome[] = [];
  for (const stage of stages) {
    const planned = await Promise.all(stage.map((object) => plan(cluster, object, manager)));
    for (const { object, path, action } of planned) {
      if (action !== "unchanged") await apply(cluster, path, object, manager, false);
      outcomes.push({ object, action });
    }
  }
  return outcomes;
}

/** Without asking first, as Helm does it. */
export async function applyDirectly(cluster: Reach, objects: readonly KubeObject[], manager: string): Promise<void> {
  for (const object of inOrder(objects)) {
    const { path } = await cluster.discovery.locate(object);
    await apply(cluster, path, object, manager, false);
  }
}

export type Plan = Outcome & { object: KubeObject; path: string; changes: number };

/** What an apply would do to one object, asked of the API server itself. */
export async function plan(cluster: Reach, object: KubeObject, manager: string): Promise<Plan> {
  const { path } = await cluster.discovery.locate(object).catch((error: unknown) => {
    throw new ApplyFailure(`${nameOf(object)} dry-run failed: ${(error as Error).message}`);
  });
  const before = await existing(cluster, path);
  if (object.metadata.annotations?.["kustomize.toolkit.fluxcd.io/reconcile"] === "disabled" && before) {
    return { object, path, action: "unchanged", changes: 0 };
  }
  const after = await apply(cluster, path, object, manager, true);
  const changes = before ? differences(content(before), content(after)) : 0;
  return { object, path, action: !before ? "created" : changes === 0 ? "unchanged" : "configured", changes };
}

async function apply(
  cluster: Reach,
  path: string,
  object: KubeObject,
  manager: string,
  dryRun: boolean,
): Promise<KubeObject> {
  const query = `?fieldManager=${manager}&force=true${dryRun ? "&dryRun=All" : ""}`;
  try {
    return await cluster.api.apply(path + query, object);
  } catch (error) {
    // In a dry run the namespace of a first apply is not there yet; the real one will say if that stays so.
    if (dryRun && isMissing(error)) return object;
    throw new ApplyFailure(`${nameOf(object)} ${dryRun ? "dry-run" : "apply"} failed: ${(error as Error).message}`);
  }
}

/** The object, or undefined where there is none. */
export async function existing(cluster: Reach, path: string): Promise<KubeObject | undefined> {
  try {
    return await cluster.api.get(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export const nameOf = ({ kind, metadata }: Identity): string =>
  metadata.namespace ? `${kind}/${metadata.namespace}/${metadata.name}` : `${kind}/${metadata.name}`;

/** Everything but what the server counts by itself. */
function content(object: KubeObject): unknown {
  const { metadata, status: _, ...rest } = object;
  const { managedFields: _1, resourceVersion: _2, generation: _3, ...kept } = metadata as Record<string, unknown>;
  return { ...rest, metadata: kept };
}

/** How many values differ, counted at the leaves. */
function differences(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return 1;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const at = (of: object, key: string) => (of as Record<string, unknown>)[key];
  return [...keys].reduce((sum, key) => sum + differences(at(a, key), at(b, key)), 0);
}

/** Deletes what is still ours; what others have taken over, or was told to stay, is left. */
export async function removeAll(
  cluster: Reach,
  objects: readonly Identity[],
  isOurs: (object: KubeObject) => boolean,
): Promise<Identity[]> {
  const removed: Identity[] = [];
  for (const object of inOrder(objects).reverse()) {
    const found = await cluster.discovery.locate(object).catch(() => undefined);
    const there = found && (await existing(cluster, found.path));
    if (!found || !there || !isOurs(there)) continue;
    if (there.metadata.annotations?.["kustomize.toolkit.fluxcd.io/prune"] === "disabled") continue;
    await cluster.api.remove(found.path, { propagationPolicy: "Background" }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    removed.push(object);
  }
  return removed;
}

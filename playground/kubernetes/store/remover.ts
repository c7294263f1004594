import { preconditionFailed } from "../api/status.ts";
import type { Dict } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";
import type { Store, Stored } from "./store.ts";
import type { Writer } from "./writer.ts";

export interface DeleteOptions {
  propagationPolicy?: "Orphan" | "Background" | "Foreground";
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

export interface Removed {
  /** As it was last, or as it waits for its finalizers. */
  stored: Stored;
  gone: boolean;
}

const waiting = { Orphan: "orphan", Foreground: "foregroundDeletion" } as const;

/** Deletes, or marks for deletion what has finalizers, a grace period or (a namespace) content. */
export function remove(
  parts: { store: Store; writer: Writer },
  kind: Kind,
  live: Stored,
  options: DeleteOptions,
): Removed {
  refuseFailed(kind, live, options);
  const { metadata } = live.object;
  const policy = options.propagationPolicy ?? "Background";
  const added = policy === "Background" ? [] : [waiting[policy]];
  const finalizers = [...new Set([...(metadata.finalizers ?? []), ...added])];
  const grace = graceSeconds(kind, live, options);
  if (finalizers.length > 0 || grace > 0 || kind.key === "/namespaces") {
    const stored = parts.writer.mark(kind, live, finalizers, grace, options.dryRun ?? false);
    return { stored, gone: false };
  }
  if (!options.dryRun) parts.store.remove(kind.key, live);
  return { stored: live, gone: true };
}

/** A pod on a node ends gracefully: its kubelet deletes it for good. */
function graceSeconds(kind: Kind, live: Stored, options: DeleteOptions): number {
  if (kind.key !== "/pods" || !live.object.spec?.nodeName) return 0;
  const ended = live.object.status?.phase === "Succeeded" || live.object.status?.phase === "Failed";
  if (ended) return 0;
  const own = live.object.spec.terminationGracePeriodSeconds;
  return options.gracePeriodSeconds ?? (typeof own === "number" ? own : 30);
}

function refuseFailed(kind: Kind, live: Stored, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion, name } = live.object.metadata;
  const failed = (what: string, wanted: string, is: string | undefined) => {
    const why = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is}). The object might have been ${what === "UID" ? "deleted and then recreated" : "modified"}`;
    return preconditionFailed(kind.group, kind.kind, name, why);
  };
  if (preconditions.uid && preconditions.uid !== uid) throw failed("UID", preconditions.uid, uid);
  if (preconditions.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
    throw failed("ResourceVersion", preconditions.resourceVersion, resourceVersion);
  }
}

export function deleteOptions(body: Dict, query: URLSearchParams): DeleteOptions {
  const policy = body.propagationPolicy ?? query.get("propagationPolicy");
  const grace = body.gracePeriodSeconds ?? query.get("gracePeriodSeconds");
  const options: DeleteOptions = { dryRun: query.has("dryRun") || Array.isArray(body.dryRun) };
  if (policy === "Orphan" || policy === "Background" || policy === "Foreground") options.propagationPolicy = policy;
  if (grace !== null && grace !== undefined && grace !== "") options.gracePeriodSeconds = Number(grace);
  if (typeof body.preconditions === "object" && body.preconditions !== null) options.preconditions = body.preconditions;
  return options;
}

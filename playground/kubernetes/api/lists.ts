import { isDict } from "../objects.ts";
import type { Kind } from "../schema/kinds.ts";
import { both, fieldSelector, labelSelector, type Matches } from "../store/selectors.ts";
import { keyOf, type Store, type Stored } from "../store/store.ts";
import { badRequest, expired, Refused } from "./status.ts";
import type { ListMetadata } from "./views.ts";

/** The selectors of a list, a watch or a collection's deletion. */
export function matcherOf(kind: Kind, query: URLSearchParams): Matches | undefined {
  return both(labelSelector(query.get("labelSelector") ?? ""), fieldSelector(query.get("fieldSelector") ?? "", kind));
}

export interface Page {
  items: readonly Stored[];
  metadata: ListMetadata;
}

const oldToken =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/** One page: all pages of a list are of the version of the first. Throws 410 when that version is forgotten. */
export function pageOf(store: Store, kind: Kind, namespace: string | undefined, query: URLSearchParams): Page {
  const limit = numberOf(query, "limit");
  const token = query.get("continue") ?? "";
  const start = token ? readToken(token) : undefined;
  // A token with -1 asks to go on with what there is now, consistent or not.
  const revision = start ? (start.revision < 0 ? store.revision : start.revision) : versionOf(store, query);
  const all =
    revision === store.revision ? store.list(kind.key, namespace) : store.listAt(kind.key, revision, namespace);
  if (!all) throw gone(start);
  const matches = matcherOf(kind, query);
  const after = start ? start.after : undefined;
  const rest = after === undefined ? all : all.filter((stored) => keyIn(stored, namespace) > after);
  const chosen = matches ? rest.filter((stored) => matches(stored.object)) : rest;
  const metadata: ListMetadata = { resourceVersion: String(revision) };
  if (limit === 0 || chosen.length <= limit) return { items: chosen, metadata };
  const items = chosen.slice(0, limit);
  const last = items[items.length - 1];
  if (last) metadata.continue = writeToken(revision, keyIn(last, namespace));
  if (!matches) metadata.remainingItemCount = chosen.length - limit;
  return { items, metadata };
}

function gone(start: Position | undefined): Refused {
  if (!start) return expired("The resourceVersion for the provided list is too old.");
  return expired(oldToken, { continue: writeToken(-1, start.after) });
}

/** Keys in a token are relative to what was listed. */
function keyIn(stored: Stored, namespace: string | undefined): string {
  const { metadata } = stored.object;
  return namespace ? metadata.name : keyOf(metadata.namespace, metadata.name);
}

/** The version to list at: an exact one when asked for, else now. */
function versionOf(store: Store, query: URLSearchParams): number {
  const wanted = numberOf(query, "resourceVersion");
  if (wanted > store.revision) throw tooLarge(wanted, store.revision);
  const match = query.get("resourceVersionMatch");
  if (match === "Exact" && wanted === 0) {
    throw badRequest('resourceVersionMatch "Exact" is forbidden for resourceVersion "0"');
  }
  const legacyExact = match === null && wanted > 0 && numberOf(query, "limit") > 0;
  return match === "Exact" || legacyExact ? wanted : store.revision;
}

export function numberOf(query: URLSearchParams, name: string): number {
  const value = query.get(name) ?? "";
  if (value === "") return 0;
  if (!/^\d+$/.test(value))
    throw badRequest(`${name}: Invalid value: "${value}": strconv.ParseUint: parsing "${value}": invalid syntax`);
  return Number(value);
}

export function tooLarge(wanted: number, current: number): Refused {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  return new Refused(504, "Timeout", `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    details: { causes, retryAfterSeconds: 1 },
    headers: { "retry-after": "1" },
  });
}

interface Position {
  revision: number;
  after: string;
}

function writeToken(revision: number, after: string): string {
  const token = { v: "meta.k8s.io/v1", rv: revision, start: `/${after}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function readToken(token: string): Position {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    const why = "invalid character 'i' looking for beginning of value";
    throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
  }
  if (!isDict(read) || read.v !== "meta.k8s.io/v1" || typeof read.rv !== "number" || typeof read.start !== "string") {
    throw badRequest(
      "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    );
  }
  // "/<key>\0": the first possible key after the last one given.
  return { revision: read.rv, after: read.start.slice(1, -1) };
}

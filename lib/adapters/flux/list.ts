import { keyOf, type Observation, type ObservedKind } from "../../domain/deployment/observation.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { type ClusterClient, TooBig } from "./client.ts";
import type { Endpoint } from "./discovery.ts";
import type { Memory } from "./memory.ts";
import { list, map, text } from "./raw.ts";
import { project } from "./schema.ts";
import type { Slots } from "./slots.ts";

export type Listing = {
  client: ClusterClient;
  endpoint: Endpoint;
  kind: ObservedKind;
  memory: Memory;
  slots: Slots;
  signal: AbortSignal;
  /** What differs from memory, a page at a time. */
  page(upserts: Observation[]): Promise<void>;
  /** An object that could not be placed. */
  misfit(): void;
};

export type Listed = { resourceVersion: string; present: Set<string> };

const pageBytes = 64 * 1024 * 1024;
const firstLimit = 500;

/**
 * Reads everything of a kind in pages, and hands on what differs from memory. Only a
 * list that was read to its end says what is there; a token that expired in the
 * middle (410) begins anew, in larger pages, for they take fewer tokens.
 */
export async function listAll(listing: Listing): Promise<Listed> {
  let limit = firstLimit;
  for (let attempt = 1; ; attempt++) {
    try {
      return await oneList(listing, limit);
    } catch (error) {
      if (attempt >= 4) throw error;
      if (error instanceof Rejected && error.status === 410) limit *= 4;
      else if (error instanceof TooBig) limit = Math.max(10, Math.floor(limit / 5));
      else throw error;
    }
  }
}

async function oneList(listing: Listing, limit: number): Promise<Listed> {
  const present = new Set<string>();
  let token = "";
  let resourceVersion = "";
  do {
    const query = `?limit=${limit}${token ? `&continue=${encodeURIComponent(token)}` : ""}`;
    const page = await readPage(listing, query);
    resourceVersion = page.resourceVersion;
    token = page.next;
    for (const key of page.keys) present.add(key);
    if (page.upserts.length > 0) await listing.page(page.upserts);
  } while (token);
  return { resourceVersion, present };
}

type Page = { resourceVersion: string; next: string; keys: string[]; upserts: Observation[] };

async function readPage(
  { client, endpoint, kind, memory, slots, signal, misfit }: Listing,
  query: string,
): Promise<Page> {
  const answer = await client.open(endpoint.path + query, { signal });
  return slots.use(async () => {
    const bytes = await client.read(answer, pageBytes);
    const body = parse(client, bytes);
    const meta = map(body.metadata);
    const resourceVersion = text(meta.resourceVersion);
    // Go writes an empty list as null; anything else that is no list is not an answer to our question.
    if (!resourceVersion || (body.items !== null && !Array.isArray(body.items))) {
      throw new Unavailable(`${client.connection.name} sent a list of ${endpoint.plural} that is none.`);
    }
    const page: Page = { resourceVersion, next: text(meta.continue) ?? "", keys: [], upserts: [] };
    for (const item of list(body.items)) {
      const itemMeta = map(map(item).metadata);
      const key = keyOf({ kind, namespace: text(itemMeta.namespace) ?? "", name: text(itemMeta.name) ?? "" });
      if (memory.isSame(key, text(itemMeta.resourceVersion) ?? "")) {
        page.keys.push(key);
        continue;
      }
      const observation = project(client.connection.id, kind, item);
      if (observation === null) continue;
      if (observation === undefined) {
        misfit();
        continue;
      }
      page.keys.push(key);
      if (memory.take(key, observation)) page.upserts.push(observation);
    }
    return page;
  });
}

function parse(client: ClusterClient, bytes: Buffer): { [key: string]: unknown } {
  try {
    return map(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    throw new Unavailable(`${client.connection.name} sent a list that breaks off or is no JSON.`, { cause });
  }
}

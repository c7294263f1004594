import { keyOf, type ObservedKind } from "../../domain/deployment/observation.ts";
import type { Written } from "../../domain/deployment/written.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { type ClusterClient, TooBig } from "./client.ts";
import type { Endpoint } from "./discovery.ts";
import type { Memory } from "./memory.ts";
import type { Pages } from "./page.ts";
import type { Slots } from "./slots.ts";

export type Listing = {
  client: ClusterClient;
  endpoint: Endpoint;
  kind: ObservedKind;
  memory: Memory;
  pages: Pages;
  slots: Slots;
  signal: AbortSignal;
  /** What differs from memory, a page at a time. */
  page(upserts: Written[]): Promise<void>;
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
    for (const key of page.present) present.add(key);
    if (page.upserts.length > 0) await listing.page(page.upserts);
  } while (token);
  return { resourceVersion, present };
}

async function readPage(listing: Listing, query: string): Promise<Listed & { next: string; upserts: Written[] }> {
  const { client, endpoint, kind, memory, pages, slots, signal, misfit } = listing;
  const answer = await client.open(endpoint.path + query, { signal });
  return slots.use(async () => {
    const bytes = await client.read(answer, pageBytes);
    const known = (key: string, version: string) => memory.isSame(key, version);
    const page = await pages.read(bytes, { cluster: client.connection.id, kind, known });
    if (!page)
      throw new Unavailable(`${client.connection.name} sent a list of ${endpoint.plural} that breaks off or is none.`);
    const present = new Set(page.known);
    const upserts: Written[] = [];
    for (const one of page.observations) {
      const key = keyOf(one);
      present.add(key);
      if (memory.take(key, one)) upserts.push(one);
    }
    for (let i = 0; i < page.misfits; i++) misfit();
    return { resourceVersion: page.resourceVersion, next: page.next, present, upserts };
  });
}

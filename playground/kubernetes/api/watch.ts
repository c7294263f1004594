import type { ServerResponse } from "node:http";
import type { Dict } from "../objects.ts";
import { apiVersionOf, type Kind } from "../schema/kinds.ts";
import type { Matches } from "../store/selectors.ts";
import { type Change, type Event, type Store, Stored } from "../store/store.ts";
import { tooLarge } from "./lists.ts";
import { isTrue } from "./route.ts";
import { expired, type Refused } from "./status.ts";
import { type Form, jsonOf } from "./views.ts";

export interface WatchRequest {
  kind: Kind;
  namespace: string | undefined;
  matches: Matches | undefined;
  form: Form;
  query: URLSearchParams;
  response: ServerResponse;
}

// A reader this far behind is not reading: as the real server does, its stream is ended.
const mostUnsent = 16 * 1024 * 1024;

/** All open watches. Each is a cursor over the store's events, so that a silent time loses nothing. */
export class Watches {
  readonly #store: Store;
  readonly #open = new Map<string, Set<Watch>>();
  readonly #bookmarkMs: number;
  #silent = false;

  constructor(store: Store, bookmarkMs: number) {
    this.#store = store;
    this.#bookmarkMs = bookmarkMs;
    store.subscribe((shelf, event) => {
      if (this.#silent) return;
      for (const watch of this.#open.get(shelf) ?? []) watch.send(event);
    });
  }

  get count(): number {
    let count = 0;
    for (const watches of this.#open.values()) count += watches.size;
    return count;
  }

  /** Streams nothing while silent; what happened meanwhile follows. */
  silence(on: boolean): void {
    this.#silent = on;
    if (!on) for (const watches of this.#open.values()) for (const watch of watches) watch.catchUp();
  }

  open(request: WatchRequest): void {
    const watch = new Watch(this.#store, request);
    if (!watch.begin()) return;
    const open = this.#open.get(request.kind.key) ?? new Set();
    this.#open.set(request.kind.key, open.add(watch));
    const bookmarks = isTrue(request.query.get("allowWatchBookmarks"));
    const asked = Number(request.query.get("timeoutSeconds")) || 1800 + Math.random() * 1800;
    const seconds = Math.min(asked, 86_400);
    const end = setTimeout(() => watch.end(), seconds * 1000);
    // As the real server does: a last one two seconds before the end, where there are that many.
    const last = setTimeout(
      () => {
        if (bookmarks && !this.#silent && seconds > 2) watch.bookmark();
      },
      Math.max(0, seconds - 2) * 1000,
    );
    const beat = setInterval(() => {
      if (bookmarks && !this.#silent) watch.bookmark();
    }, this.#bookmarkMs);
    request.response.on("close", () => {
      clearTimeout(end);
      clearTimeout(last);
      clearInterval(beat);
      open.delete(watch);
    });
  }

  close(): void {
    for (const watches of this.#open.values()) for (const watch of watches) watch.end();
  }
}

class Watch {
  readonly #store: Store;
  readonly #request: WatchRequest;
  #cursor = 0;

  constructor(store: Store, request: WatchRequest) {
    this.#store = store;
    this.#request = request;
  }

  /** Writes what comes first; false when the stream ended at once. Throws 504 for a version that is not there yet. */
  begin(): boolean {
    const { query, response } = this.#request;
    const initial = isTrue(query.get("sendInitialEvents"));
    const given = query.get("resourceVersion") ?? "";
    const from = given === "" || given === "0" ? undefined : Number(given);
    if (initial && from !== undefined && from > this.#store.revision) throw tooLarge(from, this.#store.revision);
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.flushHeaders();
    if (from === undefined || initial) {
      this.#cursor = this.#store.revision;
      for (const stored of this.#store.list(this.#request.kind.key, this.#request.namespace)) {
        if (this.#wants(stored)) this.#line("ADDED", this.#json(stored));
      }
      if (initial && isTrue(query.get("allowWatchBookmarks"))) this.bookmark({ "k8s.io/initial-events-end": "true" });
      return true;
    }
    if (from < this.#store.compacted) {
      this.#fail(expired(`too old resource version: ${from} (${this.#store.compacted})`));
      return false;
    }
    this.#cursor = from;
    this.catchUp();
    return true;
  }

  #fail(refused: Refused): void {
    this.#line("ERROR", JSON.stringify(refused.body));
    this.end();
  }

  catchUp(): void {
    if (this.#cursor < this.#store.compacted) {
      this.#fail(expired(`too old resource version: ${this.#cursor} (${this.#store.compacted})`));
      return;
    }
    for (const event of this.#store.since(this.#request.kind.key, this.#cursor)) this.send(event);
  }

  send(event: Event): void {
    if (event.revision <= this.#cursor) return;
    this.#cursor = event.revision;
    const is = event.type !== "DELETED" && this.#wants(event.now);
    const was = event.before !== undefined && this.#wants(event.before);
    if (is) this.#line(was ? "MODIFIED" : "ADDED", this.#json(event.now));
    else if (was) this.#line("DELETED", this.#json(event.type === "DELETED" ? event.now : lastSeen(event)));
  }

  #wants({ object }: Stored): boolean {
    const { namespace, matches } = this.#request;
    if (namespace && object.metadata.namespace !== namespace) return false;
    return matches ? matches(object) : true;
  }

  #json(stored: Stored): string {
    return jsonOf(stored, this.#request.kind, this.#request.form, []);
  }

  bookmark(annotations?: Record<string, string>): void {
    const { kind, form } = this.#request;
    const metadata: Dict = { resourceVersion: String(Math.max(this.#cursor, this.#store.revision)) };
    if (annotations) metadata.annotations = annotations;
    const partial = form === "metadata";
    const object = {
      apiVersion: partial ? "meta.k8s.io/v1" : apiVersionOf(kind),
      kind: partial ? "PartialObjectMetadata" : kind.kind,
      metadata: kind.builtin ? { ...metadata, creationTimestamp: null } : metadata,
    };
    this.#line("BOOKMARK", JSON.stringify(object));
  }

  #line(type: Change | "BOOKMARK" | "ERROR", json: string): void {
    const { response } = this.#request;
    if (response.destroyed || response.writableEnded) return;
    response.write(`{"type":"${type}","object":${json}}\n`);
    if (response.writableLength > mostUnsent) response.destroy();
  }

  end(): void {
    this.#request.response.end();
  }
}

/** An object that left the selection: as it was when last seen, with the version of its leaving. */
function lastSeen(event: Event): Stored {
  const { object } = event.before ?? event.now;
  const metadata = { ...object.metadata, resourceVersion: String(event.revision) };
  return new Stored({ ...object, metadata }, event.revision);
}

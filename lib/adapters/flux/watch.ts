import { keyOf, type ObservedKind } from "../../domain/deployment/observation.ts";
import { type Written, write } from "../../domain/deployment/written.ts";
import { Unavailable } from "../../ports/failures.ts";
import type { ClusterClient } from "./client.ts";
import { type Line, LineReader } from "./lines.ts";
import { count, map, type Raw, text } from "./raw.ts";
import { project } from "./schema.ts";
import { sentenceForError } from "./trouble.ts";

export type WatchOptions = {
  client: ClusterClient;
  kind: ObservedKind;
  path: string;
  from: string;
  timeoutMs: number;
  silenceMs: number;
  signal: AbortSignal;
  alive(): Promise<void>;
  /** By key: the newest state, or null for what was deleted. Awaited before more is read. */
  changes(changes: Map<string, Written | null>): Promise<void>;
  malformed(): void;
};

/** How a watch ended: go on from there, or list again. `heard`: anything came at all. */
export type WatchEnd = { next: "again" | "relist"; resourceVersion: string; heard: boolean };

/** An object may have 1.5 MB, and is written twice as long where every character is escaped. */
const longestLine = 8 * 1024 * 1024;

/** One watch request, to its end. Throws as the client does; silence and the server's own end are no errors. */
export async function watchOnce(o: WatchOptions): Promise<WatchEnd> {
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), o.silenceMs);
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(), o.silenceMs);
  };
  const end: WatchEnd = { next: "again", resourceVersion: o.from, heard: false };
  try {
    const query = new URLSearchParams({
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: o.from,
      timeoutSeconds: String(Math.max(1, Math.round(o.timeoutMs / 1000))),
    });
    const signal = AbortSignal.any([o.signal, idle.signal]);
    const { body } = await o.client.open(`${o.path}?${query}`, { signal, endless: true });
    await o.alive();
    const lines = new LineReader(longestLine);
    for await (const chunk of body) {
      rest();
      end.heard = true;
      const verdict = await takeLines(o, end, lines.push(chunk));
      // Writing what we heard may take longer than the silence that we allow the cluster.
      rest();
      if (verdict === "relist") {
        body.destroy();
        return { ...end, next: "relist" };
      }
    }
    return end;
  } catch (error) {
    if (idle.signal.aborted && !o.signal.aborted) return end;
    if (o.signal.aborted || !isNetwork(error)) throw error;
    // A stream that breaks off is ordinary, once it has said something: go on from there.
    if (end.heard) return end;
    throw new Unavailable(sentenceForError(o.client.connection, error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function isNetwork(error: unknown): boolean {
  return error instanceof Error && /UND_ERR|ECONN|EPIPE|ETIMEDOUT/.test((error as { code?: string }).code ?? "");
}

async function takeLines(o: WatchOptions, end: WatchEnd, lines: Line[]): Promise<"go-on" | "relist"> {
  const changes = new Map<string, Written | null>();
  let verdict: "go-on" | "relist" = "go-on";
  for (const line of lines) {
    verdict = takeLine(o, end, line, changes);
    if (verdict === "relist") break;
  }
  if (changes.size > 0) await o.changes(changes);
  else if (lines.length > 0) await o.alive();
  return verdict;
}

function takeLine(
  o: WatchOptions,
  end: WatchEnd,
  line: Line,
  changes: Map<string, Written | null>,
): "go-on" | "relist" {
  const event = "text" in line ? parse(line.text) : undefined;
  if (!event) {
    o.malformed();
    return "relist";
  }
  const object = map(event.object);
  const meta = map(object.metadata);
  const version = text(meta.resourceVersion);
  switch (event.type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      break;
    case "BOOKMARK":
      if (version) end.resourceVersion = version;
      return "go-on";
    case "ERROR":
      return failed(o, object);
    default:
      o.malformed();
      return "relist";
  }
  const observation = project(o.client.connection.id, o.kind, object);
  if (observation === undefined) {
    o.malformed();
    return "relist";
  }
  if (version) end.resourceVersion = version;
  const key = keyOf({ kind: o.kind, namespace: text(meta.namespace) ?? "", name: text(meta.name) ?? "" });
  // What we leave out on purpose may once have been of interest: then it is gone for us.
  changes.set(key, event.type === "DELETED" || observation === null ? null : write(observation));
  return "go-on";
}

function parse(line: string): Raw | undefined {
  try {
    const event = map(JSON.parse(line));
    return text(event.type) ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The server ends a watch by an object of kind Status. 410: what we ask to go on from is no longer kept. */
function failed(o: WatchOptions, status: Raw): "relist" {
  if (count(status.code) === 410 || text(status.reason) === "Expired" || text(status.reason) === "Gone")
    return "relist";
  throw new Unavailable(
    `${o.client.connection.name} ended the watch: ${(text(status.message) ?? "no reason given").slice(0, 200)}`,
  );
}

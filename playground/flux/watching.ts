import { setTimeout as sleep } from "node:timers/promises";
import { type Api, ApiError, type WatchEvent } from "./api.ts";
import { type FluxKind, fluxKinds, prefixOf } from "./kinds.ts";
import type { KubeObject } from "./objects.ts";

type List = { metadata: { resourceVersion: string }; items?: KubeObject[] };

export type Heard = { type: "SEEN" | "DELETED"; object: KubeObject };

/**
 * Lists a kind and follows it until told to stop. A break means to list again; what has vanished in
 * between is told as deleted.
 */
export async function follow(
  api: Api,
  kind: FluxKind,
  hear: (heard: Heard) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = `${prefixOf(fluxKinds[kind].api)}/${fluxKinds[kind].plural}`;
  let known = new Map<string, KubeObject>();
  while (!signal.aborted) {
    try {
      const list = (await api.get(path)) as unknown as List;
      const listed = new Map((list.items ?? []).map((item) => [idOf(item), complete(item, kind)]));
      for (const [id, object] of known) if (!listed.has(id)) hear({ type: "DELETED", object });
      for (const object of listed.values()) hear({ type: "SEEN", object });
      known = listed;
      await followFrom(api, path, list.metadata.resourceVersion, signal, (event) => {
        const object = complete(event.object, kind);
        if (event.type === "DELETED") known.delete(idOf(object));
        else known.set(idOf(object), object);
        hear({ type: event.type === "DELETED" ? "DELETED" : "SEEN", object });
      });
    } catch (error) {
      // A kind that is not served yet is looked for less often than a connection that broke.
      const isMissing = error instanceof ApiError && error.status === 404;
      await sleep(isMissing ? 2_000 : 500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Watches again from the last version heard, for as long as the server knows it. */
async function followFrom(
  api: Api,
  path: string,
  version: string,
  signal: AbortSignal,
  onChange: (event: WatchEvent) => void,
) {
  let from = version;
  let expired = false;
  while (!signal.aborted && !expired) {
    const query = `?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=${from}`;
    await api.watch(
      path + query,
      (event) => {
        if (event.type === "ERROR") {
          expired = true;
          return;
        }
        from = event.object.metadata.resourceVersion ?? from;
        if (event.type !== "BOOKMARK") onChange(event);
      },
      signal,
    );
  }
}

const idOf = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;

/** The items of a list do not name their kind. */
const complete = (object: KubeObject, kind: FluxKind): KubeObject => ({
  ...object,
  kind,
  apiVersion: fluxKinds[kind].api,
});

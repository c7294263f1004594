import { keyOf, type Observation, type ObservedKind } from "../../domain/deployment/observation.ts";
import { list, map, text } from "./raw.ts";
import { project } from "./schema.ts";

/** One object of a list. Without an observation it is known already, left out on purpose (`skipped`), or misshapen. */
export type PageItem = { key: string; observation?: Observation; is: "new" | "known" | "skipped" | "misfit" };
export type Page = { resourceVersion: string; next: string; items: PageItem[] };

export type PageOf = {
  cluster: string;
  kind: ObservedKind;
  /** Whether nothing has happened to an object since it was last read: it need not be read again. */
  known?: (key: string, resourceVersion: string) => boolean;
};

/** Reads pages of lists, here or elsewhere. Undefined: it breaks off, or is no list. */
export type Pages = { read(bytes: Buffer, of: PageOf): Promise<Page | undefined> };

export const pagesHere: Pages = { read: async (bytes, of) => readPage(bytes, of) };

export function readPage(bytes: Buffer, { cluster, kind, known }: PageOf): Page | undefined {
  const body = parse(bytes);
  const meta = map(body?.metadata);
  const resourceVersion = text(meta.resourceVersion);
  // Go writes an empty list as null; anything else that is no list is not an answer to our question.
  if (!body || !resourceVersion || (body.items !== null && !Array.isArray(body.items))) return undefined;
  const items = list(body.items).map((item): PageItem => {
    const { namespace, name, resourceVersion: version } = map(map(item).metadata);
    const key = keyOf({ kind, namespace: text(namespace) ?? "", name: text(name) ?? "" });
    if (known?.(key, text(version) ?? "")) return { key, is: "known" };
    const observation = project(cluster, kind, item);
    return observation ? { key, observation, is: "new" } : { key, is: observation === null ? "skipped" : "misfit" };
  });
  return { resourceVersion, next: text(meta.continue) ?? "", items };
}

function parse(bytes: Buffer): { [key: string]: unknown } | undefined {
  try {
    return map(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

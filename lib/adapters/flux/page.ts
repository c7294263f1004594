import { keyOf, type ObservedKind, workloadKinds } from "../../domain/deployment/observation.ts";
import { type Written, write } from "../../domain/deployment/written.ts";
import { withoutFields } from "./managed-fields.ts";
import { list, map, text } from "./raw.ts";
import { project } from "./schema.ts";

/** `known`: keys of what has not changed since it was last read. `misfits`: so many objects could not be placed. */
export type Page = { resourceVersion: string; next: string; observations: Written[]; known: string[]; misfits: number };

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
  const body = parse(handled.has(kind) ? bytes : withoutFields(bytes));
  const meta = map(body?.metadata);
  const resourceVersion = text(meta.resourceVersion);
  // Go writes an empty list as null; anything else that is no list is not an answer to our question.
  if (!body || !resourceVersion || (body.items !== null && !Array.isArray(body.items))) return undefined;
  const page: Page = { resourceVersion, next: text(meta.continue) ?? "", observations: [], known: [], misfits: 0 };
  for (const item of list(body.items)) {
    const { namespace, name, resourceVersion: version } = map(map(item).metadata);
    const key = known && keyOf({ kind, namespace: text(namespace) ?? "", name: text(name) ?? "" });
    if (key && known?.(key, text(version) ?? "")) {
      page.known.push(key);
      continue;
    }
    const observation = project(cluster, kind, item);
    if (observation) page.observations.push(write(observation));
    else if (observation === undefined) page.misfits += 1;
  }
  return page;
}

/** Of these it is asked whose hands are on them. */
const handled: ReadonlySet<ObservedKind> = new Set(workloadKinds);

function parse(bytes: Buffer): { [key: string]: unknown } | undefined {
  try {
    return map(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

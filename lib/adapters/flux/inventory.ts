import type { ObjectRef } from "../../domain/deployment/observation.ts";
import { observedKinds } from "../../domain/deployment/observation.ts";
import { list, map, text } from "./raw.ts";

const watched: ReadonlySet<string> = new Set(observedKinds);
const most = 40_000;

/**
 * Flux's inventory ids: `<namespace>_<name>_<group>_<kind>`, the core group empty,
 * `:` in a name written `__`. The namespace ends at the first `_`, kind and group
 * are the last two parts, so the name may itself hold underscores.
 */
export function parseInventoryId(id: string): (ObjectRef & { group: string }) | undefined {
  const first = id.indexOf("_");
  const last = id.lastIndexOf("_");
  const middle = id.lastIndexOf("_", last - 1);
  if (first < 0 || middle <= first || last <= middle) return undefined;
  const name = id.slice(first + 1, middle).replaceAll("__", ":");
  const kind = id.slice(last + 1);
  return name && kind ? { namespace: id.slice(0, first), name, group: id.slice(middle + 1, last), kind } : undefined;
}

/**
 * Only what we watch, and all of it: what is left out is asked of nobody, and would be well. A cluster keeps no object of
 * more than 1.5 MB, which fewer entries fill than these: whoever sends more does not mean well.
 */
export function inventory(status: unknown): ObjectRef[] {
  const out: ObjectRef[] = [];
  for (const entry of list(map(status).entries)) {
    const id = text(map(entry).id) ?? "";
    // Most of what an inventory names we do not watch: its kind is looked at before the rest is cut out.
    if (!watched.has(id.slice(id.lastIndexOf("_") + 1))) continue;
    const parsed = parseInventoryId(id);
    if (!parsed || parsed.kind === "Pod") continue;
    out.push({ kind: parsed.kind, namespace: parsed.namespace, name: parsed.name });
    if (out.length === most) break;
  }
  return out;
}

import { map, text } from "./raw.ts";

const reference = /^[a-z0-9][\w.-]*(?::\d+)?(?:\/[\w.-]+)+(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/i;
const tagged = /:[\w][\w.-]{0,127}$|@sha256:[0-9a-f]{64}$/;
const deepest = 12;
const most = 40;

/**
 * Finds the images that Helm values name, in the two habits that charts have: a map
 * with `repository` and `tag` (or `digest`, `registry`), and a plain reference under
 * a key that ends in "image". Everything else in the values is left where it is.
 */
export function imagesIn(values: unknown): string[] {
  const found = new Set<string>();
  walk(values, "", 0, found);
  return [...found];
}

function walk(value: unknown, key: string, depth: number, found: Set<string>): void {
  if (depth > deepest || found.size >= most || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, key, depth + 1, found);
    return;
  }
  const node = map(value);
  const image = imageOf(node, key);
  if (image) found.add(image);
  for (const name in node) {
    const member = node[name];
    if (typeof member === "string") {
      if (/image$/i.test(name) && reference.test(member) && tagged.test(member)) found.add(member);
    } else walk(member, name, depth + 1, found);
  }
}

function imageOf(node: { readonly [key: string]: unknown }, key: string): string | undefined {
  const tag = text(node.tag) ?? (typeof node.tag === "number" ? String(node.tag) : undefined);
  const digest = text(node.digest);
  if (!tag && !digest) return undefined;
  const repository = text(node.repository) ?? (/image$/i.test(key) ? text(node.name) : undefined);
  if (!repository && !/image$/i.test(key)) return undefined;
  const registry = text(node.registry);
  const name = repository && registry && !repository.startsWith(registry) ? `${registry}/${repository}` : repository;
  return digest?.startsWith("sha256:") ? `${name ?? ""}@${digest}` : tag ? `${name ?? ""}:${tag}` : undefined;
}

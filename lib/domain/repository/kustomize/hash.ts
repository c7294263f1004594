import { createHash } from "node:crypto";
import { byName } from "../files.ts";
import { madeScalar, type Plain, scalarText, textAt, toData, withEntry } from "../tree.ts";
import type { Mapping } from "../types.ts";
import { type Build, change, layerAt } from "./context.ts";
import { nameOf, rememberName } from "./resource.ts";

/** Puts a hash of the content behind the names of generated objects, so that a new content is a new object. */
export function addHashes(build: Pick<Build, "resources" | "kustomization">): void {
  for (const resource of build.resources) {
    if (!resource.hashed) continue;
    const layer = layerAt("name", resource.tree, "A hash of its content follows the generated name");
    rememberName(resource);
    const name = `${nameOf(resource.tree)}-${contentHash(resource.tree)}`;
    const metadata = resource.tree.entries.get("metadata") as Mapping;
    const old = metadata.entries.get("name");
    const own = old?.is === "scalar" ? { text: scalarText(old), of: old } : { text: nameOf(resource.tree) };
    const parts = [own, { text: name.slice(own.text.length) }];
    change(
      resource,
      withEntry(
        resource.tree,
        "metadata",
        withEntry(metadata, "name", madeScalar(name, { parts, by: layer, before: old })),
      ),
      layer,
    );
  }
}

/** https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go: ten hexadecimal digits, with letters that spell nothing. */
export function contentHash(tree: Mapping): string {
  const kind = textAt(tree, "kind");
  const data = toData(tree) as { [key: string]: Plain };
  // kustomize looks for the field `metadata/name` and never finds it: the hash does not know the name.
  const name = "";
  let encoded: { [key: string]: Plain };
  if (kind === "ConfigMap") {
    encoded = { data: data.data ?? "", kind, name, ...(data.binaryData ? { binaryData: data.binaryData } : {}) };
  } else if (kind === "Secret") {
    encoded = {
      data: data.data ?? "",
      kind,
      name,
      type: data.type ?? "",
      ...(data.stringData ? { stringData: data.stringData } : {}),
    };
  } else encoded = data;
  const hex = createHash("sha256").update(goJson(encoded)).digest("hex").slice(0, 10);
  return hex.replace(/[013ae]/g, (digit) => ({ 0: "g", 1: "h", 3: "k", a: "m", e: "t" })[digit] as string);
}

/** JSON as Go writes it: keys in order, and what HTML could misread escaped. */
function goJson(value: Plain): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => byName(a, b))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

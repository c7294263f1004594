import { Buffer } from "node:buffer";
import { entriesOf, itemsOf, nodeAt, scalarText, textAt } from "../tree.ts";
import type { ManifestObject, Scalar } from "../types.ts";
import type { ObjectName } from "./kinds.ts";

/** A ConfigMap or Secret that `postBuild.substituteFrom` names. */
export type VariableSource = ObjectName & { readonly optional: boolean };

export function variableSourcesOf(kustomization: ManifestObject): VariableSource[] {
  return itemsOf(nodeAt(kustomization.tree, ["spec", "postBuild", "substituteFrom"])).map((node) => ({
    kind: textAt(node, "kind") ?? "ConfigMap",
    name: textAt(node, "name") ?? "",
    namespace: kustomization.namespace,
    optional: textAt(node, "optional") === "true",
  }));
}

/** Encrypted by SOPS: what is in it is nobody's business, and not readable anyway. */
export function isEncrypted({ tree }: ManifestObject): boolean {
  // A Secret that is generated from an encrypted env file has its lines, those of SOPS among them.
  return tree.entries.has("sops") || entriesOf(tree.entries.get("data")).has("sops_mac");
}

/** What a ConfigMap or Secret of the repository sets; undefined when it is not there or cannot be read. */
export function variablesFrom(object: ManifestObject | undefined): Map<string, Scalar> | undefined {
  return object === undefined || isEncrypted(object) ? undefined : dataOf(object);
}

function dataOf(object: ManifestObject): Map<string, Scalar> {
  const found = new Map<string, Scalar>();
  for (const [key, value] of entriesOf(object.tree.entries.get("data"))) {
    if (value.is !== "scalar") continue;
    found.set(key, object.kind === "Secret" ? decoded(value) : value);
  }
  for (const [key, value] of entriesOf(object.tree.entries.get("stringData"))) {
    if (value.is === "scalar" && object.kind === "Secret") found.set(key, value);
  }
  return found;
}

function decoded(scalar: Scalar): Scalar {
  const plain = scalar.before?.is === "scalar" ? scalar.before : undefined;
  const text = Buffer.from(scalarText(scalar), "base64").toString("utf8");
  // What is written in base64 has its line, and no characters there that could be replaced.
  return { ...scalar, value: text, text, style: "made", parts: [{ text, of: plain ?? scalar }] };
}

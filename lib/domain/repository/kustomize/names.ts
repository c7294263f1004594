import { madeScalar, scalarText } from "../tree.ts";
import type { Layer, Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, layerAt } from "./context.ts";
import { changeAt, type FieldSpec, isSelected, mergeSpecs } from "./field-specs.ts";
import { currentId, keyOfId, originalId, type Resource, rememberName, spoken } from "./resource.ts";

const METADATA_NAME: FieldSpec = { path: "metadata/name" };

/** Kinds whose name is their meaning. */
const NEVER: readonly { kind: string; group?: string }[] = [
  { kind: "CustomResourceDefinition" },
  { kind: "APIService", group: "apiregistration.k8s.io" },
  { kind: "Namespace" },
];

/** namePrefix and nameSuffix. References to the names follow at the very end of the build. */
export function transformNames(
  build: Build,
  affix: "prefix" | "suffix",
  said: Tree | undefined,
  fieldSpecs?: readonly FieldSpec[],
): void {
  const text = said?.is === "scalar" ? scalarText(said) : "";
  if (text === "") return;
  const layer = layerAt(
    "name",
    said,
    `name${affix === "prefix" ? "Prefix" : "Suffix"} of the kustomization adds ${text}`,
  );
  const more = affix === "prefix" ? build.settings.namePrefix : build.settings.nameSuffix;
  const where = fieldSpecs ?? mergeSpecs([METADATA_NAME], more);
  for (const resource of build.resources) {
    const id = originalId(resource);
    if (NEVER.some((kind) => isSelected(id, kind))) continue;
    for (const spec of where) {
      if (!isSelected(id, spec)) continue;
      if (spec.path === METADATA_NAME.path) {
        (affix === "prefix" ? resource.prefixes : resource.suffixes).push(text);
        rememberName(resource);
      }
      change(
        resource,
        changeAt(resource.tree, spec, (node) => affixed(node, affix, text, said as Scalar, layer)),
        layer,
      );
    }
  }
}

function affixed(
  node: Tree | undefined,
  affix: "prefix" | "suffix",
  text: string,
  said: Scalar,
  layer: Layer,
): Tree | undefined {
  if (node === undefined) return { ...said, by: layer };
  if (node.is !== "scalar") return undefined;
  const old = scalarText(node);
  const own = { text: old, of: node };
  const added = { text, of: said };
  const value = affix === "prefix" ? text + old : old + text;
  return madeScalar(value, {
    source: node.source,
    start: node.start,
    end: node.end,
    parts: affix === "prefix" ? [added, own] : [own, added],
    by: layer,
    before: node,
  });
}

/** Ends the build when resources have come to the same id. */
export function checkUnique(resources: readonly Resource[], why: string, at?: Tree): void {
  const seen = new Set<string>();
  for (const resource of resources) {
    const id = currentId(resource);
    const key = keyOfId(id);
    if (seen.has(key)) throw new DoesNotBuild("same-id", `${why}: ${spoken(id)} would exist twice.`, at);
    seen.add(key);
  }
}

import { madeMapping, madeScalar, textAt } from "../tree.ts";
import type { ManifestObject, Mapping, Scalar } from "../types.ts";
import type { Build } from "./context.ts";
import { layerAt } from "./context.ts";
import { type Resource, resourceOf } from "./resource.ts";

/**
 * Stands for what a kustomization takes from elsewhere (`https://…`, `github.com/org/app//deploy?ref=v1`). Flux fetches
 * that and builds; what it holds is not known here, which is no reason to know nothing of all the rest.
 */
const API_VERSION = "kustomize.config.k8s.io/v1beta1";
const KIND = "RemoteBase";

export function remoteBase(build: Build, said: Scalar): Resource {
  const tree = madeMapping(
    [
      ["apiVersion", madeScalar(API_VERSION)],
      ["kind", madeScalar(KIND)],
      ["metadata", madeMapping([["name", said]], said)],
      ["spec", madeMapping([["url", said]], said)],
    ],
    said,
  );
  const { file } = build.kustomization;
  return resourceOf(tree, [layerAt("resource", said, `Fetched by ${file || "Flux"}`, file)]);
}

export function isRemoteBase({ tree }: { readonly tree: Mapping }): boolean {
  return textAt(tree, "kind") === KIND && textAt(tree, "apiVersion") === API_VERSION;
}

/** What is not found among these may be what is fetched. */
export function mayBeFetched(resources: readonly Resource[]): boolean {
  return resources.some(isRemoteBase);
}

export function urlOfRemoteBase({ tree }: ManifestObject): string {
  return textAt(tree, "spec", "url") ?? "";
}

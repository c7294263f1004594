import { entriesOf, textAt } from "../tree.ts";
import type { Scalar, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, change, layerAt } from "./context.ts";
import { changeAt, type FieldSpec, isSelected, mergeSpecs, specs } from "./field-specs.ts";
import { mayBeFetched } from "./remote-base.ts";
import { currentId, originalId, previousIds } from "./resource.ts";

const REPLICAS = specs("Deployment ReplicationController ReplicaSet StatefulSet", ["spec/replicas"], { create: true });

export function transformReplicas(build: Build, replicas: readonly Tree[], fieldSpecs?: readonly FieldSpec[]): void {
  for (const replica of replicas) {
    const name = textAt(replica, "name") ?? "";
    const count = entriesOf(replica).get("count");
    const layer = layerAt("replicas", replica, `replicas: of the kustomization sets the count of ${name}`);
    let found = false;
    for (const spec of fieldSpecs ?? mergeSpecs(REPLICAS, build.settings.replicas)) {
      for (const resource of build.resources) {
        const ids = [originalId(resource), ...previousIds(resource), currentId(resource)];
        if (!ids.some((id) => id.name === name && isSelected(id, spec))) continue;
        found = true;
        const write = (node: Tree | undefined): Tree => ({
          ...(count as Scalar),
          by: layer,
          ...(node ? { before: node } : {}),
        });
        change(resource, changeAt(resource.tree, spec, write), layer);
      }
    }
    if (!found && !mayBeFetched(build.resources))
      throw new DoesNotBuild("replicas-of-nothing", `replicas: names ${name}, which does not exist.`, replica);
  }
}

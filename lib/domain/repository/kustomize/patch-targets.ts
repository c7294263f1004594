import type { Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { currentId, previousIds, type Resource, type ResourceId, sameId, spoken } from "./resource.ts";

/** Resources by every name that they have or had, while patches are laid over them one after the other. */
export class Targets {
  private of: readonly Resource[] | undefined;
  private byName = new Map<string, Resource[]>();

  called(resources: readonly Resource[], { name }: ResourceId): readonly Resource[] {
    if (this.of !== resources) this.index(resources);
    return this.byName.get(name) ?? [];
  }

  /** Names may have changed. */
  forget(): void {
    this.of = undefined;
  }

  private index(resources: readonly Resource[]): void {
    this.of = resources;
    this.byName = new Map();
    for (const resource of resources) {
      const names = new Set([currentId(resource).name, ...resource.previous.map(({ name }) => name)]);
      for (const name of names) this.byName.set(name, [...(this.byName.get(name) ?? []), resource]);
    }
  }
}

/** Without a target the patch names its object, by any name that it has had. */
export function uniqueTarget(resources: readonly Resource[], id: ResourceId, said: Tree): Resource {
  const found = resources.filter((resource) => isCalled(resource, id));
  const [only] = found;
  if (only && found.length === 1) return only;
  const why = only ? `fits ${found.length} objects` : "fits no object";
  throw new DoesNotBuild("no-target", `The patch for ${spoken(id)} ${why}.`, said);
}

function isCalled(resource: Resource, id: ResourceId): boolean {
  if (sameId(currentId(resource), id)) return true;
  return resource.previous.length > 0 && previousIds(resource).some((other) => sameId(other, id));
}

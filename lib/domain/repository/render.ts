import { clusterRoots } from "./adopt/clusters.ts";
import { composeRoots } from "./adopt/compose.ts";
import { allFolders, kustomizationFilesIn } from "./files.ts";
import { isFluxKustomization } from "./flux/kinds.ts";
import { composeKustomization } from "./kustomize/build.ts";
import { groupOf } from "./objects.ts";
import { entriesOf, itemsOf, nodeAt, type Plain, textAt, toData } from "./tree.ts";
import type { ManifestObject, Repository, Tree } from "./types.ts";

/**
 * What is printed for checking against real kustomize and real Flux: of each
 * object the fields that a version can hide in.
 */
export type RenderedObject = { kind: string; ns?: string; name: string; by?: string } & {
  [field: string]: Plain | undefined;
};

export type RenderedDirectory =
  | { dir: string; ok: true; objects: RenderedObject[] }
  | { dir: string; ok: false; error: string };

/** Every directory with a kustomization, composed by kustomize's rules alone. */
export function renderRepository(repository: Repository): RenderedDirectory[] {
  return allFolders(repository)
    .filter((folder) => kustomizationFilesIn(repository, folder).length > 0)
    .map((dir): RenderedDirectory => {
      const built = composeKustomization(repository, dir);
      if (!built.ok) return { dir: dir || ".", ok: false, error: built.sentence };
      return { dir: dir || ".", ok: true, objects: built.value.flatMap((object) => rendered(object) ?? []) };
    });
}

/** What Flux applies on every cluster of the repository. */
export function renderFlux(
  repository: Repository,
  vars?: Readonly<Record<string, string>>,
): { cluster: string; objects: RenderedObject[] }[] {
  const { clusters } = composeRoots(repository, clusterRoots(repository).roots, vars ? { vars } : {});
  return clusters.map(({ cluster, applied }) => ({
    cluster,
    objects: applied.flatMap(({ object, by, suspended }) =>
      suspended === undefined ? asApplied(rendered(object, by?.name)) : [],
    ),
  }));
}

/** What a cluster is asked about a Flux Kustomization is its path and source; its variables have gone into what it applies. */
function asApplied(object: RenderedObject | undefined): RenderedObject[] {
  if (!object) return [];
  if (object.kind !== "Kustomization") return [object];
  const { substitute: _variables, dependsOn: _order, ...rest } = object;
  return [rest as RenderedObject];
}

/** Undefined for kinds in which no version is declared. */
function rendered(object: ManifestObject, by?: string): RenderedObject | undefined {
  const fields = fieldsOf(object);
  if (!fields) return undefined;
  const named = {
    kind: object.kind,
    ...(object.namespace ? { ns: object.namespace } : {}),
    name: object.name,
    ...(by ? { by } : {}),
  };
  const said = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return { ...named, ...Object.fromEntries(said) };
}

function fieldsOf(object: ManifestObject): { [field: string]: Plain | undefined } | undefined {
  const spec = nodeAt(object.tree, ["spec"]);
  const group = groupOf(object);
  if (isFluxKustomization(object)) return kustomizationFields(spec);
  if (object.kind === "HelmRelease" && group === "helm.toolkit.fluxcd.io") return helmReleaseFields(spec);
  if ((object.kind === "OCIRepository" || object.kind === "GitRepository") && group === "source.toolkit.fluxcd.io") {
    return { url: textAt(spec, "url"), ref: dataAt(spec, "ref") };
  }
  if (object.kind === "ImagePolicy" && group === "image.toolkit.fluxcd.io") {
    return { policy: dataAt(spec, "policy"), filter: dataAt(spec, "filterTags") };
  }
  if (group === "apps" && ["Deployment", "StatefulSet", "DaemonSet"].includes(object.kind)) {
    const containers = itemsOf(nodeAt(spec, ["template", "spec", "containers"]));
    return { images: containers.flatMap((container) => textAt(container, "image") ?? []) };
  }
  return undefined;
}

function dataAt(node: Tree | undefined, ...path: string[]): Plain | undefined {
  const at = nodeAt(node, path);
  return at && toData(at);
}

/** Only where it is so. */
function isSaid(node: Tree | undefined, field: string): true | undefined {
  return textAt(node, field) === "true" || undefined;
}

function kindName(ref: Tree | undefined): string | undefined {
  return ref && `${textAt(ref, "kind") ?? ""}/${textAt(ref, "name") ?? ""}`;
}

function kustomizationFields(spec: Tree | undefined): { [field: string]: Plain | undefined } {
  return {
    path: textAt(spec, "path"),
    suspend: isSaid(spec, "suspend"),
    sourceRef: kindName(nodeAt(spec, ["sourceRef"])),
    substitute: dataAt(spec, "postBuild", "substitute"),
    dependsOn: itemsOf(nodeAt(spec, ["dependsOn"])).flatMap((node) => textAt(node, "name") ?? []),
  };
}

function helmReleaseFields(spec: Tree | undefined): { [field: string]: Plain | undefined } {
  const chart = nodeAt(spec, ["chart", "spec"]);
  return {
    chart: textAt(chart, "chart"),
    version: chart && (dataAt(chart, "version") ?? null),
    source: kindName(nodeAt(chart, ["sourceRef"])),
    chartRef: kindName(nodeAt(spec, ["chartRef"])),
    images: imagesIn(nodeAt(spec, ["values"]), "values"),
    suspend: isSaid(spec, "suspend"),
  };
}

/** `image: repo:tag` and `tag:` in values, wherever they are, keys in order. */
function imagesIn(node: Tree | undefined, path: string): string[] {
  if (node === undefined || node.is === "scalar") return [];
  if (node.is === "sequence") return node.items.flatMap((item, index) => imagesIn(item, `${path}[${index}]`));
  return [...entriesOf(node)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => {
      if (value.is !== "scalar") return imagesIn(value, `${path}.${key}`);
      const told = (key === "image" && typeof value.value === "string") || (key === "tag" && value.value !== null);
      return told ? [`${path}.${key}=${value.value}`] : [];
    });
}

import { embedded, rootsIn } from "../embedded.ts";
import { isEncrypted, variablesFrom } from "../flux/variables.ts";
import { objectOf } from "../objects.ts";
import { itemsOf, madeMapping, nodeAt, textAt, withEntry } from "../tree.ts";
import type { ManifestObject, Mapping, Path, Scalar, Tree } from "../types.ts";
import { type ClusterObjects, keyOf } from "./applied.ts";
import { type ImageFound, imageOfText, imagesIn } from "./images.ts";
import { chainFor, writtenAt } from "./place.ts";
import type { VersionFound } from "./sources.ts";

/** The images of a HelmRelease's values as they are in the end, its own first, those of the ConfigMaps and Secrets that it takes values from included. */
export function imagesOfRelease(cluster: ClusterObjects, release: ManifestObject): VersionFound[] {
  const own = nodeAt(release.tree, VALUES);
  const layers = [...takenValues(cluster, release), ...(own ? [{ object: release, root: own, path: VALUES }] : [])];
  const merged = layers.reduce<Tree | undefined>(
    (below, { root }) => (below ? mergedValues(below, root) : root),
    undefined,
  );
  return imagesIn(merged).flatMap((image) => imageSaidBy(layers, image) ?? []);
}

const VALUES: Path = ["spec", "values"];

/** Some of a release's values: which object says them, and where in it they begin. A later layer wins. */
type ValuesLayer = { object: ManifestObject; root: Tree; path: Path };

function takenValues(cluster: ClusterObjects, release: ManifestObject): ValuesLayer[] {
  return itemsOf(nodeAt(release.tree, ["spec", "valuesFrom"])).flatMap((reference) => {
    const name = textAt(reference, "name") ?? "";
    const map = readable(cluster.byKey.get(keyOf(textAt(reference, "kind") ?? "", release.namespace, name))?.object);
    const key = textAt(reference, "valuesKey") ?? "values.yaml";
    const scalar = map && nodeAt(map.tree, ["data", key]);
    if (!map || scalar?.is !== "scalar") return [];
    const target = textAt(reference, "targetPath");
    return target === undefined ? layersOfText(map, scalar) : [layerAtPath(map, target, scalar)];
  });
}

/** A ConfigMap or Secret as those who take from it see it. */
function readable(object: ManifestObject | undefined): ManifestObject | undefined {
  const data = variablesFrom(object);
  return object && data && objectOf(withEntry(object.tree, "data", madeMapping([...data])), object.layers);
}

/** The text of a key is YAML itself: read as an object of its own, whose bytes lead back through the text. */
function layersOfText(map: ManifestObject, scalar: Scalar): ValuesLayer[] {
  const [root] = rootsIn(embedded(scalar));
  if (root?.is !== "mapping") return [];
  const object = objectOf(root, map.layers);
  return isEncrypted(object) ? [] : [{ object, root, path: [] }];
}

/** One value, at a path of the release's values: `image.tag`. */
function layerAtPath(map: ManifestObject, target: string, scalar: Scalar): ValuesLayer {
  const root = target.split(".").reduceRight<Tree>((value, key) => madeMapping([[key, value]]), scalar) as Mapping;
  return { object: objectOf(root, map.layers), root, path: [] };
}

/** As Helm merges them: map into map, and anything else takes the place of what was there. */
function mergedValues(below: Tree, above: Tree): Tree {
  if (below.is !== "mapping" || above.is !== "mapping") return above;
  const entries = new Map(above.entries);
  for (const [key, value] of below.entries) {
    const over = entries.get(key);
    entries.set(key, over ? mergedValues(value, over) : value);
  }
  return madeMapping(entries, above);
}

function imageSaidBy(layers: readonly ValuesLayer[], image: ImageFound): VersionFound | null {
  const at = image.tag ?? image.digest;
  const layer = at && layers.findLast(({ root }) => nodeAt(root, at.path) === at.scalar);
  if (!layer) return null;
  const below = <T extends { path: Path }>(part: T): T => ({ ...part, path: [...layer.path, ...part.path] });
  const { tag, digest } = image;
  return versionOfImage(layer.object, {
    ...image,
    ...(tag ? { tag: below(tag) } : {}),
    ...(digest ? { digest: below(digest) } : {}),
  });
}

/** Containers of a workload, init containers last: what they run is rarely what the workload is named after. */
export function imagesOfWorkload(workload: ManifestObject): { container: string; found: VersionFound }[] {
  const pod =
    workload.kind === "CronJob" ? ["spec", "jobTemplate", "spec", "template", "spec"] : ["spec", "template", "spec"];
  return ["containers", "initContainers"].flatMap((list) => {
    return itemsOf(nodeAt(workload.tree, [...pod, list])).flatMap((container, i) => {
      const path = [...pod, list, i, "image"];
      const scalar = nodeAt(workload.tree, path);
      if (scalar?.is !== "scalar") return [];
      return imageOfText(scalar, path, "workload-image").flatMap((image) => {
        const found = versionOfImage(workload, image);
        return found ? [{ container: textAt(container, "name") ?? "", found }] : [];
      });
    });
  });
}

function versionOfImage(object: ManifestObject, image: ImageFound): VersionFound | null {
  const at = image.tag ?? image.digest;
  if (!at) return null;
  const form = image.tag ? image.form : "oci-digest";
  const written = writtenAt(object, at.path, at.from, at.to, form);
  return {
    ...written,
    form: written.place?.form ?? form,
    what: image.repository === "" ? "image" : `image ${image.repository}`,
    ...(image.digest && image.tag ? { digest: image.digest.text } : {}),
    ...(image.repository === ""
      ? {}
      : { image: image.repository, source: { kind: "oci" as const, url: image.repository } }),
    chain: chainFor(object, at.path),
  };
}

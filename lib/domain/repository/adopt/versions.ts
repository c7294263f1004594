import { documentsOf } from "../documents.ts";
import { objectOf } from "../objects.ts";
import { itemsOf, madeMapping, nodeAt, scalarText, textAt } from "../tree.ts";
import type { ManifestObject, Path, Scalar, Tree } from "../types.ts";
import { type ClusterObjects, keyOf } from "./applied.ts";
import { type ImageFound, imageOfText, imagesIn } from "./images.ts";
import { chainFor, writtenAt } from "./place.ts";
import type { VersionFound } from "./sources.ts";

/** The images of a HelmRelease's values as they are in the end, its own first, then those of the ConfigMaps that it takes values from. */
export function imagesOfRelease(cluster: ClusterObjects, release: ManifestObject): VersionFound[] {
  const own = nodeAt(release.tree, VALUES);
  const taken = takenValues(cluster, release);
  const layers = [...taken.layers, ...(own ? [{ object: release, root: own, path: VALUES }] : [])];
  const merged = layers.reduce<Tree | undefined>(
    (below, { root }) => (below ? mergedValues(below, root) : root),
    undefined,
  );
  const found = imagesIn(merged).map((image) => imageSaidBy(layers, image));
  return [...found, ...taken.tags].flatMap((version) => version ?? []);
}

const VALUES: Path = ["spec", "values"];

/** Some of a release's values: which object says them, and where in it they begin. A later layer wins. */
type ValuesLayer = { object: ManifestObject; root: Tree; path: Path };

function takenValues(cluster: ClusterObjects, release: ManifestObject) {
  const layers: ValuesLayer[] = [];
  const tags: (VersionFound | null)[] = [];
  for (const reference of itemsOf(nodeAt(release.tree, ["spec", "valuesFrom"]))) {
    if (textAt(reference, "kind") !== "ConfigMap") continue;
    const map = cluster.byKey.get(keyOf("ConfigMap", release.namespace, textAt(reference, "name") ?? ""))?.object;
    const key = textAt(reference, "valuesKey") ?? "values.yaml";
    const scalar = map && nodeAt(map.tree, ["data", key]);
    if (!map || scalar?.is !== "scalar") continue;
    const target = textAt(reference, "targetPath");
    if (target === undefined) layers.push(...layersOfText(map, scalar));
    else if (/(^|\.)(tag|imageTag)$/.test(target)) tags.push(versionOfImage(map, wholeTag(scalar, ["data", key])));
  }
  return { layers, tags };
}

/** The text of a ConfigMap's key is YAML itself: read as an object of its own, whose bytes lead back through the text. */
function layersOfText(map: ManifestObject, scalar: Scalar): ValuesLayer[] {
  const source = { file: scalar.source.file, text: scalarText(scalar), host: scalar };
  const root = documentsOf(source)[0]?.root;
  return root?.is === "mapping" ? [{ object: objectOf(root, map.layers), root, path: [] }] : [];
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

function wholeTag(scalar: Scalar, path: Path): ImageFound {
  const text = scalarText(scalar);
  return { repository: "", form: "values-tag", path, tag: { path, scalar, from: 0, to: text.length, text } };
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

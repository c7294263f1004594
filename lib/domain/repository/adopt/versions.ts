import { documentsOf } from "../documents.ts";
import { objectOf } from "../objects.ts";
import { itemsOf, nodeAt, scalarText, textAt } from "../tree.ts";
import type { ManifestObject, Path, Scalar } from "../types.ts";
import { type ClusterObjects, keyOf } from "./applied.ts";
import { type ImageFound, imageOfText, imagesIn } from "./images.ts";
import { chainFor, writtenAt } from "./place.ts";
import type { VersionFound } from "./sources.ts";

/** The images of a HelmRelease's values, its own first, then those of the ConfigMaps that it takes values from. */
export function imagesOfRelease(cluster: ClusterObjects, release: ManifestObject): VersionFound[] {
  const path = ["spec", "values"];
  const own = imagesIn(nodeAt(release.tree, path), path).map((image) => versionOfImage(release, image));
  return [...own, ...valuesFrom(cluster, release)].flatMap((found) => found ?? []);
}

function valuesFrom(cluster: ClusterObjects, release: ManifestObject): (VersionFound | null)[] {
  return itemsOf(nodeAt(release.tree, ["spec", "valuesFrom"])).flatMap((reference) => {
    if (textAt(reference, "kind") !== "ConfigMap") return [];
    const map = cluster.byKey.get(keyOf("ConfigMap", release.namespace, textAt(reference, "name") ?? ""))?.object;
    const key = textAt(reference, "valuesKey") ?? "values.yaml";
    const scalar = map && nodeAt(map.tree, ["data", key]);
    if (!map || scalar?.is !== "scalar") return [];
    const target = textAt(reference, "targetPath");
    if (target !== undefined)
      return /(^|\.)(tag|imageTag)$/.test(target) ? [versionOfImage(map, wholeTag(scalar, ["data", key]))] : [];
    return imagesOfText(map, scalar);
  });
}

/** The text of a ConfigMap's key is YAML itself: read as an object of its own, whose bytes lead back through the text. */
function imagesOfText(map: ManifestObject, scalar: Scalar): (VersionFound | null)[] {
  const source = { file: scalar.source.file, text: scalarText(scalar), host: scalar };
  return documentsOf(source).flatMap(({ root }) => {
    if (root.is !== "mapping") return [];
    const values = objectOf(root, map.layers);
    return imagesIn(root).map((image) => versionOfImage(values, image));
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

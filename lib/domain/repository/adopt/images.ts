import { entriesOf, isScalar, scalarText } from "../tree.ts";
import type { Path, Scalar, Tree } from "../types.ts";

/** An image as it is named in a workload or in a chart's values: where its name stands, and where its version. */
export type ImageFound = {
  /** Without tag and digest: `ghcr.io/org/app`. */
  repository: string;
  /** The scalar that holds the tag (or the whole reference), and which characters of it are the tag. */
  tag?: { path: Path; scalar: Scalar; from: number; to: number; text: string };
  digest?: { path: Path; scalar: Scalar; from: number; to: number; text: string };
  form: "values-tag" | "values-image" | "workload-image";
  path: Path;
};

/**
 * `registry/path/name[:tag][@digest]`. A variable may stand for any part, so what
 * `${…}` holds is skipped over when the colon is looked for.
 */
const REFERENCE =
  /^((?:(?:[a-zA-Z0-9.-]|\$\{[^}]*\})+(?::\d+)?\/)?(?:[a-z0-9._/-]|\$\{[^}]*\})+?)(?::((?:[A-Za-z0-9_.-]|\$\{[^}]*\})+))?(?:@(sha256:[a-f0-9]+|\$\{[^}]*\}))?$/;
const TAG = /^((?:[A-Za-z0-9_.+-]|\$\{[^}]*\})+)(?:@(sha256:[a-f0-9]+))?$/;
/** Charts that call it `sha` put the name of the algorithm before it themselves. */
const DIGEST = /^(?:sha256:.*|[a-f0-9]{64})$/;
const NOT_IN = new Set(["imagePullSecrets", "pullSecrets", "env", "annotations", "labels", "args", "command"]);

export type Reference = { name: string; tag?: [number, number]; digest?: [number, number] };

export function parseReference(text: string): Reference | null {
  if (text.length > 512) return null;
  const match = REFERENCE.exec(text);
  const name = match?.[1];
  if (!match || name === undefined || name === "") return null;
  const tagStart = name.length + 1;
  const tagEnd = match[2] === undefined ? name.length : tagStart + match[2].length;
  return {
    name,
    ...(match[2] === undefined ? {} : { tag: [tagStart, tagEnd] as [number, number] }),
    ...(match[3] === undefined ? {} : { digest: [tagEnd + 1, text.length] as [number, number] }),
  };
}

/** Every image in a tree of values, in the order of the file. */
export function imagesIn(tree: Tree | undefined, path: Path = [], depth = 0): ImageFound[] {
  if (!tree || depth > 40) return [];
  if (tree.is === "sequence") return tree.items.flatMap((item, i) => imagesIn(item, [...path, i], depth + 1));
  if (tree.is !== "mapping") return [];
  const own = imageOfMap(tree, path);
  const inside = [...entriesOf(tree)].flatMap(([key, child]) => {
    if (NOT_IN.has(key) || own.taken.has(key)) return [];
    if (isScalar(child))
      return /^image$|[a-z]Image$/.test(key) ? imageOfText(child, [...path, key], "values-image") : [];
    return imagesIn(child, [...path, key], depth + 1);
  });
  return [...own.images, ...inside];
}

/** `{registry?, repository, tag, digest?}`, and `{image: name, tag}` or `{image: name, imageTag}`. */
function imageOfMap(tree: Tree, path: Path): { images: ImageFound[]; taken: ReadonlySet<string> } {
  const entries = entriesOf(tree);
  const nameKey = ["repository", "image", "name"].find((key) => isScalar(entries.get(key)));
  const tagKey = ["tag", "imageTag"].find((key) => isScalar(entries.get(key)));
  const name = nameKey === undefined ? undefined : entries.get(nameKey);
  const tag = tagKey === undefined ? undefined : entries.get(tagKey);
  const nameText = isScalar(name) ? scalarText(name) : "";
  const fits = parseReference(nameText);
  if (!isScalar(tag) || (tag.value === null && !tag.parts)) return { images: [], taken: new Set() };
  if (nameKey === "name" || nameKey === undefined) {
    // Only a tag is said: the chart's own image, moved by its tag.
    return path.at(-1) === "image"
      ? { images: [tagged("", tag, [...path, tagKey ?? "tag"], path)], taken: new Set([tagKey ?? ""]) }
      : { images: [], taken: new Set() };
  }
  if (!fits || fits.tag) return { images: [], taken: new Set() };
  const registry = entries.get("registry");
  const prefix = isScalar(registry) && scalarText(registry) !== "" ? `${scalarText(registry)}/` : "";
  const image = tagged(prefix + fits.name, tag, [...path, tagKey ?? "tag"], path);
  // A default that says nothing may stand beside the other one.
  const isDigest = (node: Tree | undefined) => isScalar(node) && DIGEST.test(scalarText(node));
  const digestKey = ["digest", "sha"].find((key) => isDigest(entries.get(key))) ?? "digest";
  const digest = entries.get(digestKey);
  if (isScalar(digest) && isDigest(digest)) {
    const said = scalarText(digest);
    const text = said.startsWith("sha256:") ? said : `sha256:${said}`;
    image.digest = { path: [...path, digestKey], scalar: digest, from: 0, to: said.length, text };
  }
  return { images: [image], taken: new Set([nameKey, tagKey ?? "", digestKey]) };
}

function tagged(repository: string, scalar: Scalar, at: Path, path: Path): ImageFound {
  const text = textOf(scalar);
  const match = TAG.exec(text);
  const end = match?.[1]?.length ?? text.length;
  return {
    repository,
    form: "values-tag",
    path,
    tag: { path: at, scalar, from: 0, to: end, text: text.slice(0, end) },
    ...(match?.[2] === undefined
      ? {}
      : { digest: { path: at, scalar, from: end + 1, to: text.length, text: match[2] } }),
  };
}

export function imageOfText(scalar: Scalar, path: Path, form: ImageFound["form"]): ImageFound[] {
  const text = textOf(scalar);
  const reference = parseReference(text);
  if (!reference || (form === "values-image" && !reference.tag && !reference.digest)) return [];
  const piece = ([from, to]: [number, number]) => ({ path, scalar, from, to, text: text.slice(from, to) });
  return [
    {
      repository: reference.name,
      form,
      path,
      ...(reference.tag ? { tag: piece(reference.tag) } : {}),
      ...(reference.digest ? { digest: piece(reference.digest) } : {}),
    },
  ];
}

/** As it is written where it is a number: `tag: 1.10` is 1.10 to people, whatever it is to YAML. */
function textOf(scalar: Scalar): string {
  if (scalar.parts) return scalar.parts.map((part) => part.text).join("");
  return typeof scalar.value === "string" ? scalar.value : scalar.text;
}

export function lastSegmentOf(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}

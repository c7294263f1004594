import { brokenness, documentsOf } from "../documents.ts";
import { kustomizationFilesIn, sourceOf } from "../files.ts";
import { oldMeaningOf } from "../scalars.ts";
import { isNothing, itemsOf, madeMapping, madeScalar, textAt } from "../tree.ts";
import type { Mapping, Repository, Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { KUSTOMIZATION_SHAPE, type Shape } from "./kustomization-shape.ts";

/** A kustomization file that was read and found sound; `fields` has only what it knows, under its proper names. */
export type Kustomization = {
  readonly directory: string;
  /** Empty for one that Flux generates. */
  readonly file: string;
  readonly kind: "Kustomization" | "Component";
  readonly fields: Mapping;
};

export const V1BETA1 = "kustomize.config.k8s.io/v1beta1";
export const V1ALPHA1 = "kustomize.config.k8s.io/v1alpha1";

/**
 * Reads the kustomization of a directory, and ends the build where kustomize would.
 * `lenient` drops unknown fields: so does Flux with the one that it builds from.
 */
export function loadKustomization(repository: Repository, directory: string, lenient = false): Kustomization {
  const [file, second] = kustomizationFilesIn(repository, directory);
  if (file === undefined) {
    throw new DoesNotBuild(
      "no-kustomization",
      `There is no kustomization.yaml in ${directory || "the root of the repository"}.`,
    );
  }
  if (second !== undefined) {
    throw new DoesNotBuild("two-kustomizations", `${directory} has more than one kustomization file.`, {
      file: second,
    });
  }
  const source = sourceOf(repository, file);
  if (!source) throw new DoesNotBuild("no-kustomization", `${file} is missing.`);
  // Of a field that is written twice, the last one counts here; elsewhere that is an error.
  const broken = brokenness(source, "settings");
  if (broken) throw new DoesNotBuild("broken-yaml", broken.sentence, broken.at);
  const [document] = documentsOf(source);
  return kustomizationOf(document?.root, directory, file, lenient);
}

export function kustomizationOf(
  root: Tree | undefined,
  directory: string,
  file: string,
  lenient: boolean,
): Kustomization {
  if ((root === undefined || isNothing(root)) && lenient)
    return { directory, file, kind: "Kustomization", fields: EMPTY_FIELDS };
  if (root === undefined || isNothing(root))
    throw new DoesNotBuild("empty-kustomization", `${file} is empty.`, { file });
  const fields = checked(root, KUSTOMIZATION_SHAPE, "", { file, lenient }) as Mapping;
  const kind = textAt(fields, "kind") || "Kustomization";
  const apiVersion = textAt(fields, "apiVersion") ?? "";
  if (
    ![...fields.entries].some(([key, value]) => key !== "kind" && key !== "apiVersion" && !isEmptyValue(value, key))
  ) {
    throw new DoesNotBuild("empty-kustomization", `${file} is empty.`, { file });
  }
  if (kind !== "Kustomization" && kind !== "Component") {
    throw new DoesNotBuild(
      "wrong-kind",
      `${file} says kind: ${kind}; it must be Kustomization or Component.`,
      fields.entries.get("kind"),
    );
  }
  const wanted = kind === "Component" ? V1ALPHA1 : V1BETA1;
  if (apiVersion !== "" && apiVersion !== wanted) {
    throw new DoesNotBuild(
      "wrong-version",
      `${file} says apiVersion: ${apiVersion}; for a ${kind} it must be ${wanted}.`,
      fields.entries.get("apiVersion"),
    );
  }
  return { directory, file, kind, fields };
}

/** What Go leaves at its zero value. An empty list is not: it was said, except where it goes over into another list. */
function isEmptyValue(node: Tree, field: string): boolean {
  if (node.is === "sequence") return GOING_OVER.has(field) && node.items.length === 0;
  if (node.is === "scalar") return node.value === null || node.value === "" || node.value === false || node.value === 0;
  return false;
}

const GOING_OVER = new Set(["bases", "imageTags", "helmChartInflationGenerator"]);

type Reading = { file: string; lenient: boolean };

/**
 * Go's JSON decoder takes keys in any case, and kustomize forbids those it does
 * not know, at every depth.
 */
function checked(node: Tree, shape: Shape, path: string, reading: Reading): Tree {
  const { file } = reading;
  if (isNothing(node) || shape === "any") return node;
  if (shape === "text" || shape === "number" || shape === "flag") return checkedScalar(node, shape, path, reading);
  if ("list" in shape) {
    if (node.is !== "sequence") throw wrongType(path, "a list", node, file);
    return { ...node, items: node.items.map((item) => zeroed(checked(item, shape.list, path, reading), shape.list)) };
  }
  if (node.is !== "mapping") throw wrongType(path, "a map", node, file);
  const entries = new Map<string, Tree>();
  for (const [key, value] of node.entries) {
    const name = "values" in shape ? key : fieldName(shape.fields, key);
    if (name === undefined && reading.lenient) continue;
    if (name === undefined) {
      throw new DoesNotBuild(
        "unknown-field",
        `${file} has a field that kustomize does not know: ${path ? `${path}.` : ""}${key}.`,
        value,
      );
    }
    const inner = "values" in shape ? shape.values : (shape.fields[name] as Shape);
    entries.set(name, checked(value, inner, path ? `${path}.${name}` : name, reading));
  }
  return { ...node, entries };
}

/** In a list, Go reads a null as something that says nothing. */
function zeroed(item: Tree, shape: Shape): Tree {
  if (!isNothing(item) || shape === "any") return item;
  const { source, start, end } = item;
  return typeof shape === "string" ? madeScalar("", { source, start, end }) : madeMapping([], item);
}

function fieldName(fields: Readonly<Record<string, Shape>>, key: string): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

/**
 * kustomization.yaml is read by an older library than the objects: there `yes`, `on`
 * and `n` are truth values, and a date is a text.
 */
export function readAsOld(node: Tree): Tree {
  if (node.is !== "scalar" || node.style !== "plain" || node.tag) return node;
  const value = oldMeaningOf(node.text);
  return value === node.value ? node : { ...node, value };
}

function checkedScalar(said: Tree, shape: "text" | "number" | "flag", path: string, reading: Reading): Tree {
  const { file } = reading;
  const read = readAsOld(said);
  // Flux reads the kustomization that it starts from into texts, whatever they look like: `newTag: 1.10` is 1.1 to it.
  const node =
    reading.lenient && shape === "text" && read.is === "scalar" ? { ...read, value: String(read.value) } : read;
  const type = node.is === "scalar" ? typeof node.value : node.is;
  const wanted = shape === "text" ? "string" : shape === "number" ? "number" : "boolean";
  if (type !== wanted) throw wrongType(path, `a ${shape === "flag" ? "true or false" : shape}`, node, file);
  return node;
}

function wrongType(path: string, wanted: string, node: Tree, file: string): DoesNotBuild {
  return new DoesNotBuild("wrong-type", `${path || "The file"} in ${file} must be ${wanted}.`, node);
}

export function listField(kustomization: Kustomization, field: string): readonly Tree[] {
  return itemsOf(kustomization.fields.entries.get(field));
}

export const EMPTY_FIELDS: Mapping = madeMapping([]);

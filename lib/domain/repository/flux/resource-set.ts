import { ok, type Result, refuse } from "../../result.ts";
import { layerAt } from "../kustomize/context.ts";
import { groupOf, objectOf } from "../objects.ts";
import { entriesOf, isNothing, itemsOf, mapScalars, nodeAt, sameData, scalarText, textAt } from "../tree.ts";
import type { Layer, ManifestObject, Mapping, Part, Scalar, Tree } from "../types.ts";
import { addMetadata } from "./common-metadata.ts";
import { readAgain, UNREADABLE } from "./substitute.ts";

/**
 * What flux-operator makes of a ResourceSet whose inputs are written in it: each
 * resource once for each set of inputs, `<< inputs.name >>` filled in. A provider of
 * the type Static says its inputs as well; those of others, conditions and loops are
 * named, not guessed.
 * https://fluxcd.control-plane.io/operator/resourceset/
 */
export function isResourceSet(object: ManifestObject): boolean {
  return object.kind === "ResourceSet" && groupOf(object) === "fluxcd.controlplane.io";
}

export function isInputProvider(object: ManifestObject): boolean {
  return object.kind === "ResourceSetInputProvider" && groupOf(object) === "fluxcd.controlplane.io";
}

export type Unfolded = { objects: ManifestObject[]; unknown?: string };

const UNFOLDED = new WeakMap<ManifestObject, { inputs: readonly Tree[]; unfolded: Unfolded }>();

/** `providers` are all of the cluster; the set takes those of its own namespace that it names. */
export function unfoldResourceSet(set: ManifestObject, providers: readonly ManifestObject[] = []): Unfolded {
  const provided = providedTo(set, providers);
  if (!provided.ok) return { objects: [], unknown: provided.sentence };
  const inputs = [...itemsOf(nodeAt(set.tree, ["spec", "inputs"])), ...provided.value];
  const known = UNFOLDED.get(set);
  if (known && known.inputs.length === inputs.length && inputs.every((tree, i) => tree === known.inputs[i]))
    return known.unfolded;
  const unfolded = unfold(set, inputs);
  UNFOLDED.set(set, { inputs, unfolded });
  return unfolded;
}

/** The inputs of the providers that `inputsFrom` names, by name or by labels. */
function providedTo(set: ManifestObject, providers: readonly ManifestObject[]): Result<Tree[]> {
  const inputs = new Map<string, Tree>();
  for (const from of itemsOf(nodeAt(set.tree, ["spec", "inputsFrom"]))) {
    const name = textAt(from, "name");
    const wanted = [...entriesOf(nodeAt(from, ["selector", "matchLabels"]))];
    const found = providers.filter(
      (provider) =>
        provider.namespace === set.namespace &&
        (name === undefined
          ? wanted.length > 0 &&
            wanted.every(([key, value]) => sameData(nodeAt(provider.tree, ["metadata", "labels", key]), value))
          : provider.name === name),
    );
    const [first] = found;
    if (!first) return refuse("inputs-elsewhere", "its inputs come from a provider that is not here");
    for (const provider of found) {
      const type = textAt(provider.tree, "spec", "type") ?? "";
      const values = nodeAt(provider.tree, ["spec", "defaultValues"]);
      if (type !== "Static" || values?.is !== "mapping")
        return refuse("inputs-elsewhere", `its inputs come from the provider ${provider.name} (${type})`);
      inputs.set(provider.name, values);
    }
  }
  return ok([...inputs.values()]);
}

function unfold(set: ManifestObject, given: readonly Tree[]): Unfolded {
  const spec = nodeAt(set.tree, ["spec"]);
  if ((textAt(spec, "inputStrategy", "name") ?? "Flatten") !== "Flatten")
    return { objects: [], unknown: "its inputs are permuted" };
  if (!isNothing(nodeAt(spec, ["resourcesTemplate"])))
    return { objects: [], unknown: "its resources are one text template" };
  const sets: readonly (Tree | undefined)[] = given.length > 0 ? given : [undefined];
  const found = new Map<string, ManifestObject>();
  for (const inputs of sets) {
    const layer = layerAt(
      "flux",
      inputs ?? set.tree,
      `Unfolded by the ResourceSet ${set.namespace}/${set.name} from its inputs`,
    );
    for (const resource of itemsOf(nodeAt(spec, ["resources"]))) {
      const filling = new Filling(inputs, layer);
      const tree = mapScalars(resource, (scalar) => filling.scalar(scalar));
      if (filling.unknown) return { objects: [], unknown: `it asks for ${filling.unknown}` };
      if (tree.is !== "mapping") continue;
      const object = made(tree, set, layer, nodeAt(spec, ["commonMetadata"]));
      found.set(`${object.apiVersion}/${object.kind}/${object.namespace}/${object.name}`, object);
    }
  }
  return { objects: [...found.values()] };
}

function made(tree: Mapping, set: ManifestObject, layer: Layer, common: Tree | undefined): ManifestObject {
  return addMetadata(objectOf(tree, [...set.layers, layer]), common);
}

const EXPRESSION = /<<-?\s*(.*?)\s*-?>>/g;
const INPUT = /^inputs\.([\w.-]+)((?:\s*\|\s*\w+)*)$/;

class Filling {
  readonly inputs: Tree | undefined;
  readonly layer: Layer;
  unknown: string | undefined;

  constructor(inputs: Tree | undefined, layer: Layer) {
    this.inputs = inputs;
    this.layer = layer;
  }

  scalar(scalar: Scalar): Tree {
    if (typeof scalar.value !== "string" || !scalar.value.includes("<<")) return scalar;
    const template = scalar.value;
    const parts: Part[] = [];
    let from = 0;
    let quoted = false;
    for (const match of template.matchAll(EXPRESSION)) {
      const filled = this.filled(match[1] ?? "");
      if (!filled) return scalar;
      if (match.index > from) parts.push({ text: template.slice(from, match.index), of: scalar, from });
      parts.push(filled.part);
      quoted = filled.quoted;
      from = match.index + match[0].length;
    }
    if (parts.length === 0) return scalar;
    if (from < template.length) parts.push({ text: template.slice(from), of: scalar, from });
    const text = parts.map((part) => part.text).join("");
    const again = quoted && parts.length === 1 ? text : readAgain("plain", text);
    const value = again === UNREADABLE ? text : again;
    if (typeof value === "object" && value !== null) return value;
    return { ...scalar, value, text, style: "made", parts, by: this.layer, before: scalar };
  }

  filled(expression: string): { part: Part; quoted: boolean } | undefined {
    const match = INPUT.exec(expression);
    const node = match && nodeAt(this.inputs, (match[1] as string).split("."));
    const pipes = (match?.[2] ?? "")
      .split("|")
      .map((pipe) => pipe.trim())
      .filter((pipe) => pipe !== "");
    const known = pipes.every((pipe) => ["quote", "squote", "int", "toString"].includes(pipe));
    if (!match || node?.is !== "scalar" || !known) {
      this.unknown ??= `<< ${expression} >>`;
      return undefined;
    }
    const part: Part = { text: scalarText(node), of: node, variable: `inputs.${match[1]}` };
    return { part, quoted: pipes.some((pipe) => pipe === "quote" || pipe === "squote") };
  }
}

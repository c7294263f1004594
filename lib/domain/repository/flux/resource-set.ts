import { layerAt } from "../kustomize/context.ts";
import { groupOf, objectOf } from "../objects.ts";
import { itemsOf, nodeAt, scalarText } from "../tree.ts";
import type { ManifestObject, Mapping, Scalar, Tree } from "../types.ts";
import { addMetadata } from "./common-metadata.ts";
import { TemplateFault } from "./go-template/lex.ts";
import { Rendering } from "./rendered.ts";
import { inputsOf, isDisabled } from "./resource-set-inputs.ts";

/**
 * What flux-operator makes of a ResourceSet whose inputs are known from the repository: written in it, or in
 * providers of the type Static. Each resource, and the text of templates, is run once for each set of inputs; of
 * objects with one name the first counts. What comes from elsewhere, or is not read here, is named and not guessed.
 * https://fluxcd.control-plane.io/operator/resourceset/
 */
export function isResourceSet(object: ManifestObject): boolean {
  return object.kind === "ResourceSet" && groupOf(object) === "fluxcd.controlplane.io";
}

export function isInputProvider(object: ManifestObject): boolean {
  return object.kind === "ResourceSetInputProvider" && groupOf(object) === "fluxcd.controlplane.io";
}

/** What a set that is not reconciled would make is declared, and not applied. */
export type Unfolded = { objects: ManifestObject[]; unknown?: string; isDisabled?: true };

const UNFOLDED = new WeakMap<ManifestObject, { providers: readonly Mapping[]; unfolded: Unfolded }>();

/** `providers` are all of the cluster; the set takes those of its own namespace that it names. */
export function unfoldResourceSet(set: ManifestObject, providers: readonly ManifestObject[] = []): Unfolded {
  const trees = providers.map(({ tree }) => tree);
  const known = UNFOLDED.get(set);
  if (known && known.providers.length === trees.length && trees.every((tree, i) => tree === known.providers[i]))
    return known.unfolded;
  const made = unfold(set, providers);
  const unfolded: Unfolded = isDisabled(set) ? { objects: made.objects, isDisabled: true } : made;
  UNFOLDED.set(set, { providers: trees, unfolded });
  return unfolded;
}

function unfold(set: ManifestObject, providers: readonly ManifestObject[]): Unfolded {
  const inputs = inputsOf(set, providers);
  if (!inputs.ok) return { objects: [], unknown: inputs.sentence };
  const spec = nodeAt(set.tree, ["spec"]);
  const found = new Map<string, ManifestObject>();
  try {
    for (const step of [spec, ...itemsOf(nodeAt(spec, ["steps"]))]) {
      for (const object of objectsOf(set, step, inputs.value ?? [undefined])) {
        const key = `${groupOf(object)}/${object.kind}/${object.namespace}/${object.name}`;
        if (!found.has(key) && !isDisabled(object)) found.set(key, object);
      }
    }
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return { objects: [], unknown: error.message };
  }
  return { objects: [...found.values()] };
}

function* objectsOf(
  set: ManifestObject,
  step: Tree | undefined,
  all: readonly (Tree | undefined)[],
): Iterable<ManifestObject> {
  const common = nodeAt(set.tree, ["spec", "commonMetadata"]);
  const renderings = all.map(
    (inputs) =>
      new Rendering(
        inputs,
        layerAt("flux", inputs ?? set.tree, `Unfolded by the ResourceSet ${set.namespace}/${set.name} from its inputs`),
      ),
  );
  const made = (tree: Tree, { layer }: Rendering): ManifestObject[] =>
    tree.is === "mapping" ? [addMetadata(objectOf(tree, [...set.layers, layer]), common)] : [];
  for (const resource of itemsOf(nodeAt(step, ["resources"])))
    for (const rendering of renderings) yield* made(rendering.tree(resource), rendering);
  const template = nodeAt(step, ["resourcesTemplate"]);
  if (!isTemplate(template)) return;
  for (const rendering of renderings) for (const tree of rendering.documents(template)) yield* made(tree, rendering);
}

function isTemplate(node: Tree | undefined): node is Scalar {
  return node?.is === "scalar" && scalarText(node) !== "";
}

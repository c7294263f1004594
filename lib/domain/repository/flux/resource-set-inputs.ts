import { ok, type Result, refuse } from "../../result.ts";
import { entriesOf, itemsOf, madeMapping, madeScalar, nodeAt, sameData, scalarText, textAt } from "../tree.ts";
import type { ManifestObject, Mapping, Tree } from "../types.ts";

type Provider = { readonly name: string; readonly inputs: readonly Tree[] };

/** More are an error to flux-operator. */
const MOST_PERMUTATIONS = 10_000;

/**
 * The sets of inputs that a ResourceSet is unfolded for: its own, then those of its providers by name; or every
 * combination of one of each. Undefined where it has none and asks for none.
 */
export function inputsOf(
  set: ManifestObject,
  providers: readonly ManifestObject[],
): Result<readonly Tree[] | undefined> {
  const own: Provider = { name: set.name, inputs: itemsOf(nodeAt(set.tree, ["spec", "inputs"])) };
  const provided = providedTo(set, providers);
  if (!provided.ok) return provided;
  const all = [withReference(own, set), ...provided.value];
  const strategy = textAt(set.tree, "spec", "inputStrategy", "name") ?? "Flatten";
  if (all.every(({ inputs }) => inputs.length === 0))
    return ok(itemsOf(nodeAt(set.tree, ["spec", "inputsFrom"])).length > 0 ? [] : undefined);
  if (strategy === "Flatten") return ok(all.flatMap(({ inputs }) => inputs));
  if (strategy !== "Permute") return refuse("inputs-strategy", `its inputs are combined by ${strategy}`);
  const takesEmpty = textAt(set.tree, "spec", "inputStrategy", "includeEmptyProviders") === "true";
  return permuted(takesEmpty ? all : all.filter(({ inputs }) => inputs.length > 0));
}

/** `inputs.provider` names the object that the inputs are from. */
function withReference({ name, inputs }: Provider, { apiVersion, kind, namespace }: ManifestObject): Provider {
  const said: [string, Tree][] = Object.entries({ apiVersion, kind, name, namespace }).map(([key, value]) => [
    key,
    madeScalar(value),
  ]);
  const reference = madeMapping(said);
  return { name, inputs: inputs.map((each) => madeMapping([...entriesOf(each), ["provider", reference]], each)) };
}

/** The inputs of the providers that `inputsFrom` names, by name or by labels; those of static ones are known. */
function providedTo(set: ManifestObject, providers: readonly ManifestObject[]): Result<Provider[]> {
  const found = new Map<string, Provider>();
  for (const from of itemsOf(nodeAt(set.tree, ["spec", "inputsFrom"]))) {
    const named = providers.filter((provider) => provider.namespace === set.namespace && isMeant(provider, from));
    if (named.length === 0) return refuse("inputs-elsewhere", "its inputs come from a provider that is not here");
    for (const provider of named) {
      const type = textAt(provider.tree, "spec", "type") ?? "";
      const values = nodeAt(provider.tree, ["spec", "defaultValues"]);
      if (type !== "Static" || values?.is !== "mapping")
        return refuse("inputs-elsewhere", `its inputs come from the provider ${provider.name} (${type})`);
      found.set(provider.name, withReference({ name: provider.name, inputs: [values] }, provider));
    }
  }
  return ok([...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function isMeant(provider: ManifestObject, from: Tree): boolean {
  const name = textAt(from, "name");
  if (name !== undefined) return provider.name === name;
  const selector = entriesOf(from).get("selector");
  const labels = entriesOf(nodeAt(provider.tree, ["metadata", "labels"]));
  const wanted = [...entriesOf(entriesOf(selector).get("matchLabels"))];
  const expressions = itemsOf(entriesOf(selector).get("matchExpressions"));
  return (
    wanted.length + expressions.length > 0 &&
    wanted.every(([key, value]) => sameData(labels.get(key), value)) &&
    expressions.every((each) => holds(each, labels.get(textAt(each, "key") ?? "")))
  );
}

function holds(expression: Tree, label: Tree | undefined): boolean {
  const isAmong =
    label !== undefined && itemsOf(entriesOf(expression).get("values")).some((value) => sameData(value, label));
  switch (textAt(expression, "operator")) {
    case "In":
      return isAmong;
    case "NotIn":
      return !isAmong;
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}

/** Each combination holds the inputs of each provider under its name, and an id of its own. */
function permuted(providers: readonly Provider[]): Result<Tree[]> {
  const count = providers.reduce((product, { inputs }) => product * inputs.length, 1);
  if (count > MOST_PERMUTATIONS)
    return refuse("inputs-strategy", `its inputs combine to more than ${MOST_PERMUTATIONS}`);
  let combined: { entries: [string, Tree][]; id: string[] }[] = [{ entries: [], id: [] }];
  for (const { name, inputs } of providers) {
    const key = normalized(name);
    combined = combined.flatMap(({ entries, id }) =>
      inputs.map((each, index) => ({
        entries: [...entries, [key, each] as [string, Tree]],
        id: [...id, `${key}=${index}`],
      })),
    );
  }
  return ok(
    combined.map(({ entries, id }): Mapping => madeMapping([...entries, ["id", madeScalar(adler32(id.join("/")))]])),
  );
}

/** As flux-operator makes a key of a name. */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, "_")
    .replace(/[^a-z0-9_]/g, "")
    .split("_")
    .filter((word) => word !== "")
    .join("_");
}

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of new TextEncoder().encode(text)) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}

/** An annotation that takes an object, or a whole set, out of the reconciliation. */
export function isDisabled(object: ManifestObject): boolean {
  const said = nodeAt(object.tree, ["metadata", "annotations", "fluxcd.controlplane.io/reconcile"]);
  return said?.is === "scalar" && scalarText(said).toLowerCase() === "disabled";
}

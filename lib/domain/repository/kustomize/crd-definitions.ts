import { entriesOf, scalarText, textAt } from "../tree.ts";
import type { Tree } from "../types.ts";
import { noSettings, type Settings } from "./context.ts";
import type { FieldSpec } from "./field-specs.ts";

/** kustomize follows a definition that names itself without end, and so comes to nothing. */
const DEEPEST = 24;

/**
 * What `crds:` names are not CRDs but OpenAPI definitions by the names of Go types. Marks at their properties say
 * which fields are names, references to objects, labels or annotations.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/accumulator/loadconfigfromcrds.go
 */
export function settingsOfDefinitions(root: Tree | undefined): Settings {
  const settings = noSettings();
  const definitions = entriesOf(root);
  for (const name of definitions.keys()) {
    const properties = propertiesOf(definitions, name);
    if (["kind", "apiVersion", "metadata"].some((field) => !properties.has(field))) continue;
    addFields(settings, definitions, name, name.split(".").at(-1) ?? "", []);
  }
  return settings;
}

function propertiesOf(definitions: ReadonlyMap<string, Tree>, name: string): ReadonlyMap<string, Tree> {
  return entriesOf(entriesOf(entriesOf(definitions.get(name)).get("Schema")).get("properties"));
}

function addFields(
  settings: Settings,
  definitions: ReadonlyMap<string, Tree>,
  name: string,
  kind: string,
  path: readonly string[],
): void {
  for (const [field, property] of propertiesOf(definitions, name)) {
    const at = [...path, field];
    const spec = (...below: string[]): FieldSpec => ({ kind, path: [...at, ...below].join("/") });
    const mark = (what: string) => markOf(property, what);
    if (mark("annotation") !== undefined) settings.commonAnnotations.push(spec());
    if (mark("label-selector") !== undefined) settings.commonLabels.push(spec());
    if (mark("identity") !== undefined) settings.namePrefix.push(spec());
    const [version, referred] = [mark("object-ref-api-version"), mark("object-ref-kind")];
    if (version !== undefined && referred !== undefined)
      settings.nameReference.push({
        kind: referred,
        version,
        fieldSpecs: [spec(mark("object-ref-name-key") ?? "name")],
      });
    const other = textAt(property, "$ref");
    if (other && at.length < DEEPEST) addFields(settings, definitions, other, kind, at);
  }
}

function markOf(property: Tree, what: string): string | undefined {
  const said = entriesOf(property).get(`x-kubernetes-${what}`);
  return said?.is === "scalar" && typeof said.value === "string" ? scalarText(said) : undefined;
}

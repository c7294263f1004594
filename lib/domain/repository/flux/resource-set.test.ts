import { expect, it } from "vitest";
import { documentsOf } from "../documents.ts";
import { objectOf, originOf, toPlain } from "../objects.ts";
import type { ManifestObject, Mapping } from "../types.ts";
import { unfoldResourceSet } from "./resource-set.ts";

function set(spec: string): ManifestObject {
  const text = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: apps, namespace: flux-system}\nspec:\n${spec}`;
  return objectOf(documentsOf({ file: "set.yaml", text })[0]?.root as Mapping, []);
}

it("unfolds each resource for each set of inputs, and knows which line says the version", () => {
  const { objects } = unfoldResourceSet(
    set(`  inputs:
    - {app: one, tag: 1.2.3, replicas: 2}
    - {app: two, tag: "1.10", replicas: 3}
  resources:
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: << inputs.app >>-config}
      data: {tag: << inputs.tag | quote >>, image: "x:<< inputs.tag >>", n: << inputs.replicas >>}
`),
  );
  expect(objects.map((object) => [object.name, toPlain(object).data])).toEqual([
    ["one-config", { tag: "1.2.3", image: "x:1.2.3", n: 2 }],
    ["two-config", { tag: "1.10", image: "x:1.10", n: 3 }],
  ]);
  expect(objects[1] && originOf(objects[1], ["data", "tag"])).toMatchObject({
    line: 7,
    path: ["spec", "inputs", 1, "tag"],
  });
});

it("takes the inputs of a static provider, by its name or its labels, and of no other", () => {
  const provider = (name: string, type: string, tag: string): ManifestObject => {
    const text = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: ${name}, namespace: flux-system, labels: {for: apps}}\nspec: {type: ${type}, defaultValues: {tag: "${tag}"}}\n`;
    return objectOf(documentsOf({ file: `${name}.yaml`, text })[0]?.root as Mapping, []);
  };
  const from = (inputs: string) =>
    set(
      `  inputsFrom: [${inputs}]\n  resources:\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: "c-<< inputs.tag >>"}}\n`,
    );
  const providers = [provider("one", "Static", "1.2.3"), provider("two", "Static", "2.0.0")];
  const names = (inputs: string) => unfoldResourceSet(from(inputs), providers).objects.map(({ name }) => name);
  expect(names("{kind: ResourceSetInputProvider, name: two}")).toEqual(["c-2.0.0"]);
  expect(names("{selector: {matchLabels: {for: apps}}}")).toEqual(["c-1.2.3", "c-2.0.0"]);
  expect(unfoldResourceSet(from("{name: one}"), [provider("one", "GitHubPullRequest", "1")]).unknown).toMatch(/GitHub/);
});

it("says what it does not guess", () => {
  const resource =
    '  resources:\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: "<< if inputs.x >>a<< end >>"}}\n';
  expect(unfoldResourceSet(set(`  inputs: [{x: 1}]\n${resource}`))).toEqual({
    objects: [],
    unknown: "it asks for << if inputs.x >>",
  });
  expect(unfoldResourceSet(set(`  inputsFrom: [{kind: ResourceSetInputProvider}]\n${resource}`)).unknown).toMatch(
    /provider/,
  );
});

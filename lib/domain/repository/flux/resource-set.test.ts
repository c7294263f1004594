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

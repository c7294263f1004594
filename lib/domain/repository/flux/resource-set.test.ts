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

it("runs conditions, loops and functions, and counts the first of what has one name", () => {
  const { objects, unknown } = unfoldResourceSet(
    set(`  inputs:
    - {app: one, tag: "1.10", hosts: [a, b], debug: true, values: {x: {y: 1}}}
    - {app: one, tag: 2.0.0, hosts: [], debug: false, values: {}}
    - {app: Zwei & drei, tag: v3, hosts: [c], debug: false, values: {z: "2"}}
  resources:
    - apiVersion: v1
      kind: ConfigMap
      metadata:
        name: << inputs.app | slugify >>
        namespace: << inputs.provider.namespace >>
        labels: {"for/<< inputs.app | slugify >>": "yes"}
      data:
        tag: << printf "v%s" (inputs.tag | trimPrefix "v") >>
        level: << if inputs.debug >>debug<< else if eq inputs.app "one" >>info<< else >>warn<< end >>
        first: << first inputs.hosts | default "none" | quote >>
        other: << get inputs "missing" | default "none" >>
        hosts: '<< range $i, $h := inputs.hosts >><< if $i >>,<< end >><< $h >><< end >>'
      values: << inputs.values | toYaml | nindent 8 >>
`),
  );
  expect(unknown).toBeUndefined();
  expect(objects.map((object) => toPlain(object))).toMatchObject([
    {
      metadata: { name: "one", namespace: "flux-system", labels: { "for/one": "yes" } },
      data: { tag: "v1.10", level: "debug", first: "a", other: "none", hosts: "a,b" },
      values: { x: { y: 1 } },
    },
    {
      metadata: { name: "zwei-and-drei" },
      data: { tag: "v3", level: "warn", first: "c", hosts: "c" },
      values: { z: "2" },
    },
  ]);
});

it("reads a text of templates, with several documents, behind the resources", () => {
  const { objects, unknown } = unfoldResourceSet(
    set(`  inputs:
    - app: shop
      version: 1.2.3
      dependsOn: [db, cache]
  resources:
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: << inputs.app >>}, data: {from: resources}}
  resourcesTemplate: |
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: << inputs.app >>}
    data: {from: template}
    <<- /* the release */>>
    ---
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: << inputs.app >>
    spec:
      <<- if inputs.dependsOn >>
      dependsOn:
      <<- range $dep := inputs.dependsOn >>
        - name: << $dep >>
      <<- end >>
      <<- end >>
      chart:
        spec: {chart: << inputs.app >>, version: << inputs.version | quote >>}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: off, annotations: {fluxcd.controlplane.io/reconcile: disabled}}
`),
  );
  expect(unknown).toBeUndefined();
  expect(objects.map((object) => [object.kind, toPlain(object).data ?? toPlain(object).spec])).toEqual([
    ["ConfigMap", { from: "resources" }],
    [
      "HelmRelease",
      { dependsOn: [{ name: "db" }, { name: "cache" }], chart: { spec: { chart: "shop", version: "1.2.3" } } },
    ],
  ]);
  const release = objects[1] as ManifestObject;
  expect(originOf(release, ["spec", "chart", "spec", "version"])).toMatchObject({
    line: 7,
    path: ["spec", "inputs", 0, "version"],
  });
});

it("knows the line of what a template says itself", () => {
  const { objects } = unfoldResourceSet(
    set(`  resourcesTemplate: |
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: web}
    spec:
      <<- if true >>
      suspend: false
      <<- end >>
      chart: {spec: {version: "1.2.3"}}
`),
  );
  const release = objects[0] as ManifestObject;
  expect(originOf(release, ["spec", "chart", "spec", "version"])).toMatchObject({ line: 13, column: 31, exact: true });
});

it("combines the inputs of providers with one another, each under its name", () => {
  const provider = (name: string, values: string): ManifestObject =>
    objectOf(
      documentsOf({
        file: `${name}.yaml`,
        text: `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {type: Static, defaultValues: ${values}}\n`,
      })[0]?.root as Mapping,
      [],
    );
  const { objects } = unfoldResourceSet(
    set(`  inputStrategy: {name: Permute}
  inputs: [{env: test}, {env: live}]
  inputsFrom: [{name: Web-App}, {name: db}]
  resources:
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: "c-<< inputs.apps.env >>-<< inputs.id >>"}
      data: {web: << inputs.web_app.tag >>, db: << inputs.db.tag >>}
`),
    [provider("db", "{tag: '14'}"), provider("Web-App", "{tag: 1.0.0}")],
  );
  expect(objects.map(({ name }) => name.slice(0, 7))).toEqual(["c-test-", "c-live-"]);
  expect(objects.map((object) => toPlain(object).data)).toEqual(Array(2).fill({ web: "1.0.0", db: 14 }));
});

it("says what it does not guess", () => {
  const asks = (expression: string, inputs = "[{x: 1}]") =>
    unfoldResourceSet(
      set(
        `  inputs: ${inputs}\n  resources:\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: '${expression}'}}\n`,
      ),
    ).unknown;
  expect(asks("<< inputs.y >>")).toBe("there is no y");
  expect(asks("<< inputs.id >>")).toBe("there is no id");
  expect(asks("<< uuidv4 >>")).toMatch(/calls uuidv4/);
  expect(asks("<< if inputs.x >>a")).toMatch(/no end/);
  expect(asks("<< inputs.x")).toMatch(/no end/);
  expect(asks('<< fail "never" >>')).toMatch(/never/);
  expect(asks("<< range until 5000 >><< range until 5000 >>x<< end >><< end >>")).toMatch(/too many/);
  const from = set("  inputsFrom: [{kind: ResourceSetInputProvider, name: x}]\n  resources: []\n");
  expect(unfoldResourceSet(from).unknown).toMatch(/provider/);
});

it("says of a set that it is not reconciled", () => {
  const text =
    "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: x, annotations: {fluxcd.controlplane.io/reconcile: disabled}}\nspec: {resources: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]}\n";
  expect(unfoldResourceSet(objectOf(documentsOf({ file: "a.yaml", text })[0]?.root as Mapping, []))).toMatchObject({
    objects: [{ kind: "ConfigMap", name: "a" }],
    isDisabled: true,
  });
});

/**
 * Which lists a patch merges, and by what: schemas that kustomizations bring, early and late, and objects inside
 * objects. Each case is asked of the real kustomize and of ours.
 */
type Files = Record<string, string>;

const list = (key: string) => ({
  type: "array",
  items: { properties: { id: {}, v: {} } },
  "x-kubernetes-patch-merge-key": key,
  "x-kubernetes-patch-strategy": "merge",
});
const kind = (group: string, name: string, spec: object) => ({
  properties: { spec: { properties: spec } },
  "x-kubernetes-group-version-kind": [{ group, kind: name, version: "v1" }],
});
const FOO = { "v1.Foo": kind("x", "Foo", { list: list("id") }) };
const FOO_ALONE = {
  "/apis/x/v1/foos": { get: { "x-kubernetes-group-version-kind": { group: "x", kind: "Foo", version: "v1" } } },
};

/** One kind of its own; with one of kustomize's made different; with one that has no namespace. */
const SCHEMAS: Readonly<Record<string, string>> = {
  plain: JSON.stringify({ definitions: FOO }),
  "with another Service": JSON.stringify({
    definitions: { ...FOO, "v1.Service": kind("", "Service", { ports: list("name") }) },
  }),
  "with scopes": JSON.stringify({ definitions: FOO, paths: FOO_ALONE }),
};

const foo = (name: string, more = "") =>
  `apiVersion: x/v1\nkind: Foo\nmetadata: {name: ${name}${more}}\nspec: {list: [{id: a, v: 1}, {id: b, v: 2}]}\n`;
const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80, name: x}, {port: 81, name: y}]}\n`;
const fooPatch = (name: string) =>
  `- patch: '{apiVersion: x/v1, kind: Foo, metadata: {name: ${name}}, spec: {list: [{id: b, v: 3}]}}'\n`;
const servicePatch = (name: string) =>
  `- patch: '{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {ports: [{port: 81, name: z}]}}'\n`;

const PATH = "openapi: {path: schema.json}\n";
const VERSION = "openapi: {version: v1.21.2}\n";

/** The second of two bases says it, after the first one had objects or patches. */
function late(about: string, openapi: string, first: string, fields: string, more: Files = {}): [string, Files] {
  return [
    `a schema that comes late, ${about}`,
    {
      ...more,
      "a/x.yaml": first,
      "a/kustomization.yaml": `resources: [x.yaml]\n${fields}`,
      "b/x.yaml": `${service("two")}---\n${foo("own")}`,
      "b/kustomization.yaml": `resources: [x.yaml]\n${openapi}patches:\n${servicePatch("two")}${fooPatch("own")}`,
      "kustomization.yaml": `resources: [a, b]\nnamespace: q\npatches:\n${servicePatch("one")}${servicePatch("two")}${fooPatch("own")}`,
    },
  ];
}

const FIRST: Readonly<Record<string, readonly [string, string]>> = {
  "a kind that is known": [service("one"), ""],
  "a kind that is not known": [`${service("one")}---\n${foo("first")}`, ""],
  "a patch": [service("one"), `patches:\n${servicePatch("one")}`],
  "a patch of a kind that is not known": [`${service("one")}---\n${foo("first")}`, `patches:\n${fooPatch("first")}`],
  "a JSON patch": [
    service("one"),
    "patches: [{target: {kind: Service}, patch: '[{op: add, path: /spec/x, value: y}]'}]\n",
  ],
  "a configured transformer": [
    service("one"),
    'transformers: ["{apiVersion: builtin, kind: LabelTransformer, metadata: {name: t}, labels: {a: b}, fieldSpecs: [{path: metadata/labels, create: true}]}"]\n',
  ],
};

const lateCases = Object.entries(SCHEMAS).flatMap(([which, schema]) =>
  Object.entries(FIRST).map(([about, [first, fields]]) =>
    late(`${which}, after ${about}`, PATH, first, fields, { "b/schema.json": schema }),
  ),
);

const DEPLOYMENT =
  "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}}}";
const CONTAINERS = "{spec: {template: {spec: {containers: [{name: b, image: z}]}}}}";

/** An object with a field, and a patch for that field. */
function inside(
  about: string,
  [apiVersion, name]: readonly [string, string],
  field: string,
  patch: string,
): [string, Files] {
  const head = `apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: f}`;
  return [
    `an object inside an object: ${about}`,
    {
      "x.yaml": `{${head}, spec: {manifest: ${field}}}\n`,
      "kustomization.yaml": `resources: [x.yaml]\npatches: [{target: {name: f}, patch: '{${head}, spec: {manifest: ${patch}}}'}]\n`,
    },
  ];
}

const CUSTOM = ["x/v1", "Foo"] as const;
const WITHOUT_KIND = DEPLOYMENT.replace("apiVersion: apps/v1, kind: Deployment, ", "");

const SAID = [
  ...['{"a": 1}', "{}", '{"type": 5}', "a word", '{"$imagepolicy": "x"}', '{"items": {}}', "{a: 1}"],
  '{"type": "array", "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "image"}',
  '{"properties": {"containers": {"x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}}}',
];
const POD =
  "spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: x\n      - name: b\n        image: y\n";

/** A comment that is an object of JSON, behind or above what it stands at. */
const saidCases = SAID.flatMap((said) =>
  ["containers:", "    spec:", "- name: a", "image: y"].flatMap((at) => [
    comment(`behind ${at.trim()}`, said, POD.replace(at, `${at} # ${said}`)),
    comment(`above ${at.trim()}`, said, POD.replace(new RegExp(`( *)${at}`), `$1# ${said}\n$1${at}`)),
  ]),
);

function comment(where: string, said: string, spec: string): [string, Files] {
  return [
    `a comment ${said} ${where}`,
    {
      "x.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n${spec}`,
      "kustomization.yaml": `resources: [x.yaml]\npatches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, ${CONTAINERS.slice(1, -1)}}'}]\n`,
    },
  ];
}

export const schemaCases: readonly (readonly [about: string, files: Files, directory?: string])[] = [
  ...lateCases,
  ...saidCases,
  late("by its version", VERSION, `${service("one")}---\n${foo("first")}`, ""),
  ...[...Object.entries(SCHEMAS)].map(([about, schema]): [string, Files] => [
    `a schema of the outermost, ${about}, and a namespace`,
    {
      "schema.json": schema,
      "x.yaml": `${service("one")}---\n${foo("own", ", namespace: z")}---\n${foo("other")}`,
      "kustomization.yaml": `resources: [x.yaml]\n${PATH}namespace: q\npatches:\n${servicePatch("one")}${about === "with scopes" ? fooPatch("other") : ""}`,
    },
  ]),
  [
    "a schema that a component brings",
    {
      "x.yaml": `${service("one")}---\n${foo("own")}`,
      "c/schema.json": SCHEMAS["with scopes"] as string,
      "c/kustomization.yaml": `kind: Component\n${PATH}namespace: q\npatches:\n${servicePatch("one")}`,
      "kustomization.yaml": `resources: [x.yaml]\ncomponents: [c]\npatches:\n${servicePatch("one")}`,
    },
  ],
  inside("its kind is known", CUSTOM, DEPLOYMENT, CONTAINERS),
  inside("it is deeper", CUSTOM, `{a: {b: ${DEPLOYMENT}}}`, `{a: {b: ${CONTAINERS}}}`),
  inside("the patch says its kind", CUSTOM, WITHOUT_KIND, DEPLOYMENT.replace("{name: a, image: x}, ", "")),
  inside("its kind is not known", CUSTOM, DEPLOYMENT.replace("apps/v1", "apps/v9"), CONTAINERS),
  inside("in a kind that is known", ["v1", "ConfigMap"], DEPLOYMENT, CONTAINERS),
  inside("the patch brings it", CUSTOM, "null", DEPLOYMENT.replace("{name: b", "{name: a")),
  inside("in a list", CUSTOM, `[${DEPLOYMENT}]`, `[${CONTAINERS}]`),
  [
    "a patch for a custom object that says another kind",
    {
      "x.yaml": "{apiVersion: x/v1, kind: Foo, metadata: {name: f}, spec: {ports: [{port: 1}, {port: 2}]}}\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches: [{target: {kind: Foo}, patch: '{apiVersion: v1, kind: Service, metadata: {name: f}, spec: {ports: [{port: 2, name: z}]}}'}]\n",
    },
  ],
];

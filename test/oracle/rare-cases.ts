/** What repositories at random have shown; each case is asked of the real kustomize and of ours. */
type Files = Record<string, string>;

const FILES: Files = {
  "service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, name: http, targetPort: http}, {port: 443, name: tls}]}\n",
  "foo.yaml":
    "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {a: b, n: null, labels: {x: y}, text: '$(X)', inside: 'a-$(X)-$(Y $(X))', map: {deep: {x: $(X)}, flat: $(X)}, list: ['$(X)', 5], texts: ['$(X)']}\n",
  "map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\ndata: {a: b}\n",
  "other.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: foo/v1\nkind: Namespace\nmetadata: {name: m}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec: {volumes: [{name: v, configMap: {name: plain}}]}\n",
  "places.yaml":
    "varReference: [{path: spec/text, kind: Foo}, {path: spec/inside, kind: Foo}, {path: spec/map, kind: Foo}, {path: spec/texts, kind: Foo}]\n",
  "list.yaml": "varReference: [{path: spec/list, kind: Foo}]\n",
};

/** The same fields in one kustomization, and in one over a base. */
function both([about, fields]: readonly [string, string]): [string, Files][] {
  const own = `resources: [${Object.keys(FILES)
    .filter((file) => file !== "places.yaml" && file !== "list.yaml")
    .join(", ")}]\n`;
  const below = Object.fromEntries(Object.entries(FILES).map(([file, text]) => [`base/${file}`, text]));
  return [
    [about, { ...FILES, "kustomization.yaml": own + fields }],
    [
      `${about}, in a base`,
      {
        ...below,
        "base/kustomization.yaml": own + fields,
        "kustomization.yaml": "resources: [base]\nnamePrefix: o-\n",
      },
    ],
  ];
}

const merge = (target: string, body: string, options = "") =>
  `- {${target ? `target: {${target}}, ` : ""}patch: '{${body}}'${options ? `, options: {${options}}` : ""}}\n`;

const WITHOUT_PORT = merge(
  "",
  "apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: http, targetPort: 9}]}",
);
const OTHER_KIND = "apiVersion: apps/v1, kind: Deployment, metadata: {name: renamed, namespace: q}, data: {a: b}";
const CALLED_OTHER = "apiVersion: v1, kind: ConfigMap, metadata: {name: other}";

const patches: readonly (readonly [string, string])[] = [
  ["an item of a list that is merged by its port has none", `patches:\n${WITHOUT_PORT}`],
  ...["allowKindChange: true", "allowNameChange: true", "allowKindChange: true, allowNameChange: true"].map(
    (options) =>
      [`a patch for another kind, ${options}`, `patches:\n${merge("kind: Foo", OTHER_KIND, options)}`] as const,
  ),
  ["a patch that renames what it targets", `patches:\n${merge("name: plain", CALLED_OTHER, "allowNameChange: true")}`],
  ["a patch that would rename what it names", `patches:\n${merge("", CALLED_OTHER, "allowNameChange: true")}`],
];

const OPERATIONS = [
  "{op: replace, path: /metadata/name, value: other}",
  "{op: replace, path: /kind, value: Bar}, {op: replace, path: /metadata/namespace, value: q}",
  "{op: remove, path: /metadata/annotations}",
  "{op: add, path: /metadata/annotations/a, value: b}",
  "{op: test, path: /spec/nothing, value: null}",
  "{op: test, path: /nothing, value: null}",
];

const jsonPatches = OPERATIONS.flatMap((operation) =>
  ["", "namePrefix: p-\n", "commonLabels: {a: b}\n"].flatMap((more): [string, string][] => [
    [`patches: ${operation} ${more.trim()}`, `${more}patches: [{target: {name: plain}, patch: '[${operation}]'}]\n`],
    [
      `patchesJson6902: ${operation} ${more.trim()}`,
      `${more}patchesJson6902: [{target: {version: v1, kind: ConfigMap, name: plain}, patch: '[${operation}]'}]\n`,
    ],
  ]),
);

const variable = (path: string, places: string): [string, string] => [
  `a var for ${path}, in ${places}`,
  `configurations: [${places}]\nvars: [{name: X, objref: {apiVersion: example.com/v1, kind: Foo, name: foo}, fieldref: {fieldpath: ${path}}}]\n`,
];

const CREATED = [
  "spec.list.[name=main].image",
  "spec.new.[name=main].image",
  "spec.new.[name=main]",
  "spec.new.0.x",
  "spec.new.-.x",
  "spec.new.*.x",
  "spec.new.[=x]",
  "spec.new.[a.b=c].x",
  "spec.new.[x=y].[z=w].v",
  "spec.labels.[x=y]",
  "spec.a.0",
];

const replacement = (select: string, path: string, options: string) =>
  `replacements: [{source: {kind: Service, fieldPath: metadata.name}, targets: [{select: {${select}}, fieldPaths: ["${path}"]${options}}]}]\n`;

export const rareCases: readonly (readonly [about: string, files: Files, directory?: string])[] = (
  [
    ...patches,
    ...jsonPatches,
    ...["spec.labels", "spec.a", "spec.n", "spec.nope", "spec.labels.x"].flatMap((path) =>
      ["places.yaml", "list.yaml"].map((places) => variable(path, places)),
    ),
    ...CREATED.map((path) => [
      `a replacement that makes ${path}`,
      replacement("kind: Foo", path, ", options: {create: true}"),
    ]),
    [
      "a replacement that takes a name away",
      "replacements: [{source: {kind: Foo, fieldPath: spec.labels}, targets: [{select: {kind: ConfigMap}}]}]\n",
    ],
    [
      "a replacement that changes its own source",
      'replacements: [{source: {kind: ConfigMap, name: plain, fieldPath: data.a}, targets: [{select: {name: plain}, fieldPaths: [data.a], options: {delimiter: ":", index: 1}}, {select: {kind: Foo}, fieldPaths: [spec.a]}]}]\n',
    ],
    [
      "a name with a comma that is changed again",
      "namePrefix: p-\npatches: [{target: {name: plain}, patch: '[{op: replace, path: /metadata/name, value: \"x,y\"}]'}]\n",
    ],
    ["labels where a plain value is", "labels: [{pairs: {a: b}, fields: [{path: spec/a, kind: Foo}]}]\n"],
    [
      "labels whose fields contradict each other",
      "labels: [{pairs: {a: b}, fields: [{path: spec/labels, kind: Foo}, {path: spec/labels, kind: Foo, create: true}]}]\n",
    ],
    ["namespaces of two kinds", "sortOptions: {order: legacy}\n"],
    [
      "kinds that are named twice for the order",
      "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Foo, Service, Foo], orderLast: [ConfigMap, Service]}}\n",
    ],
  ] as [string, string][]
).flatMap(both);

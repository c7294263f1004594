/**
 * Paths of replacements, which are read one way where a value comes from and another where it goes to; and what they
 * leave out. Each case is asked of the real kustomize and of ours.
 */
type Files = Record<string, string>;

const OBJECTS = [
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, labels: {app: x}, annotations: {note: n}}\nspec: {template: {spec: {args: [one, two, 'three'], containers: [{name: app, image: 'a:1'}, {name: app-two, image: 'b:1'}, {name: 'myapp', image: 'c:1'}, {name: other, image: 'd:1', ports: [{containerPort: 80}]}]}}}\n",
  "apiVersion: x/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {map: {a: 1}, list: [a, ab, b], nested: [[1, 2], [3, 4]], m: [{k: v, x: {y: z}}, {k: w}, {k: 'true'}, {k: 5}], a.b: c, empty: [], nothing: null, '0': zero}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {v: new}\n",
].join("---\n");

function replacing(source: string, path: string, target: string): Files {
  return {
    "o.yaml": OBJECTS,
    "kustomization.yaml": `resources: [o.yaml]\nreplacements: [{source: {${source}}, targets: [{${target}, fieldPaths: ["${path}"]}]}]\n`,
  };
}

const CONTAINERS = "spec.template.spec.containers";
const TO_DEPLOYMENT = [
  ...["app", "^app$", ".*", "oth.r", "app-", "zz", "", "["].map((name) => `${CONTAINERS}.[name=${name}].image`),
  ...["[=t]", "[=^t]", "[=three]", "3", "5", "-", "-1", "01"].map((item) => `spec.template.spec.args.${item}`),
  ...[`${CONTAINERS}.[image=a:1].name`, `${CONTAINERS}.name`, `${CONTAINERS}.3.ports.*.containerPort`],
  ...["spec.template.*.args", " spec.template.spec.args.0 ", "spec..template", "", "."],
];
const TO_FOO = [
  ...["map.*", "map.a.b", "map.0", "list.*", "list.[=^a$]", "list.[=a]", "list.x", "nested.0.1", "nested.*.1"],
  ...["nested.2.0", "m.[k=v].x.y", "m.[k=v].x.q", "m.[k=w].x.y", "m.[k=true].x", "m.[k=^true$].x", "m.[k=5].x"],
  ...["m.*.x.y", "m.[x.y=z].k", "m.[k=v].new.[a=b].c", "m.[k=v].new.[a=5].c", "m.[k=v].new.0", "m.[k=v].new.-"],
  ...["[a.b]", "empty.*", "empty.0", "empty.-", "empty.[a=b].c", "nothing", "nothing.x", "nothing.0", "nothing.[a=b]"],
  "0",
].map((path) => `spec.${path}`);
const FROM = [
  ...["list.*", "list.-", "list.1", "list.-1", "list.9", "list.01", "list.[=ab]", "list.[=^b]", "list.a", "list.1.5"],
  ...["m.[k=v].x.y", "m.[k=v]", "m.[k=5].k", "m.[k=true].k", "m.[k=.*].k", "m.[x.y=z].k", "m.[none=].k", "[a.b]"],
  ...[".map.a", " map .a", "0", "map.a.b", "map.[a=1]", "nested.0.1", "nothing", "nothing.x", "empty", "empty.0"],
].map((path) => `spec.${path}`);

const REJECTS = [
  "{labelSelector: app=x}",
  "{labelSelector: app=y}",
  "{labelSelector: app=y, kind: Deployment}",
  "{annotationSelector: note, name: nobody}",
  "{annotationSelector: note, labelSelector: app=y}",
  "{name: d}",
  "{}",
];

const FROM_FILES: Readonly<Record<string, string>> = {
  "only the first document": "source: {kind: ConfigMap}\ntargets: [{select: {kind: Foo}}]\n---\nnonsense: 1\n",
  "a text": "source\n",
  nothing: "",
};

export const pathCases: readonly (readonly [about: string, files: Files])[] = [
  ...["", ", options: {create: true}"].flatMap((options) => [
    ...TO_DEPLOYMENT.map((path): [string, Files] => [
      `a replacement that writes to ${path}${options}`,
      replacing("kind: ConfigMap, fieldPath: data.v", path, `select: {kind: Deployment}${options}`),
    ]),
    ...TO_FOO.map((path): [string, Files] => [
      `a replacement that writes to ${path} of a custom object${options}`,
      replacing("kind: ConfigMap, fieldPath: data.v", path, `select: {kind: Foo}${options}`),
    ]),
  ]),
  ...FROM.map((path): [string, Files] => [
    `a replacement that reads ${path}`,
    replacing(
      `kind: Foo, fieldPath: "${path}"`,
      "metadata.annotations.x",
      "select: {kind: ConfigMap}, options: {create: true}",
    ),
  ]),
  ...REJECTS.map((reject): [string, Files] => [
    `a replacement that rejects ${reject}`,
    replacing(
      "kind: ConfigMap, fieldPath: data.v",
      "metadata.annotations.x",
      `select: {group: apps}, reject: [${reject}], options: {create: true}`,
    ),
  ]),
  [
    "a replacement of a part of a text by a map",
    replacing(
      "kind: Foo, fieldPath: spec.map",
      "data.v",
      'select: {kind: ConfigMap}, options: {delimiter: "e", index: 1}',
    ),
  ],
  ...Object.entries(FROM_FILES).map(([about, text]): [string, Files] => [
    `replacements in a file: ${about}`,
    {
      "o.yaml": OBJECTS,
      "r.yaml": text,
      "kustomization.yaml": "resources: [o.yaml]\nreplacements: [{path: r.yaml}]\n",
    },
  ]),
  [
    "replacements in a file and beside it",
    {
      "o.yaml": OBJECTS,
      "r.yaml": "[]\n",
      "kustomization.yaml": "resources: [o.yaml]\nreplacements: [{path: r.yaml, source: {kind: ConfigMap}}]\n",
    },
  ],
];

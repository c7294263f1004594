/** `generators:`, `transformers:` and `validators:` of kustomize's own; each case is asked of the real one and of ours. */
type Files = Record<string, string>;

const OBJECTS = [
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {a: b}}\ndata: {k: v}\n",
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 1, template: {spec: {containers: [{name: c, image: nginx}], volumes: [{name: v, configMap: {name: c}}]}}}\n",
  "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: r}\nsubjects: [{kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: x}, {kind: User, name: default}, {name: y}]\n",
  "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
].join("---\n");

const FILES: Files = {
  "o.yaml": OBJECTS,
  "e.env": "A=b\n",
  "v.yaml": "targets: [{fieldPath: data/v, selector: {kind: ConfigMap}}]\n",
  "p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: y}\n",
  "j.yaml": "- {op: add, path: /data/j, value: y}\n",
  "r.yaml":
    "source: {kind: Deployment, fieldPath: metadata.name}\ntargets: [{select: {kind: ConfigMap}, fieldPaths: [data.k]}]\n",
};

const config = (kind: string, fields: string) =>
  `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: t, namespace: zz}\n${fields}`;

const adding = (value: string, ...paths: readonly string[]) =>
  `value: ${value}\ntargets: [${paths.map((path) => `{selector: {kind: Deployment}, fieldPath: "${path}"}`).join(", ")}]\n`;
const LISTED = "spec/template/spec/containers";
const PLACES = [
  ...["0/image", "-/image", "5/image", "[name=c]/image", "[name=new]/image", "[name=c]", "*/image", "name"].map(
    (item) => `${LISTED}/${item}`,
  ),
  ...["new/0", "new/[a=b]/c", "new/[=q]", "new/-", "replicas/x", "a\\\\/b", "template", ""].map(
    (field) => `spec/${field}`,
  ),
];

/** What each says of itself, field by field; the empty one says nothing. */
const TRANSFORMERS: Readonly<Record<string, readonly string[]>> = {
  PrefixTransformer: [
    "prefix: p-\n",
    "prefix: p-\nfieldSpecs: []\n",
    "prefix: p-\nfieldSpecs: [{path: metadata/name}, {path: data/k, kind: ConfigMap}]\n",
    "prefix: p-\nfieldSpecs: [{path: data/new, kind: ConfigMap, create: true}]\n",
  ],
  SuffixTransformer: ["suffix: -s\n", "suffix: -s\nfieldSpecs: [{path: metadata/name, kind: ConfigMap}]\n"],
  PrefixSuffixTransformer: ["prefix: p-\n", "prefix: p-\nsuffix: -s\nfieldSpecs: [{path: metadata/name}]\n"],
  NamespaceTransformer: [
    "",
    "fieldSpecs: [{path: metadata/name, kind: Namespace}]\n",
    "unsetOnly: true\n",
    ...["none", "allServiceAccounts", "defaultOnly", "nonsense"].map((mode) => `setRoleBindingSubjects: ${mode}\n`),
  ],
  LabelTransformer: [
    "",
    "labels: {x: y}\n",
    "labels: {x: y}\nfieldSpecs: [{path: metadata/labels}]\n",
    "labels: {x: 5, z: 1.10, w: y}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
  ],
  AnnotationsTransformer: ["annotations: {x: true}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n"],
  ImageTagTransformer: [
    "",
    "imageTag: {name: nginx, newTag: 5}\n",
    "imageTag: {name: v, newTag: '5'}\nfieldSpecs: [{path: data/k}]\n",
  ],
  ReplicaCountTransformer: [
    "replica: {name: d, count: 3}\n",
    ...["group: apps, version: v1, kind: Deployment", "group: other, kind: Deployment"].map(
      (spec) => `replica: {name: d, count: 3}\nfieldSpecs: [{path: spec/replicas, ${spec}}]\n`,
    ),
  ],
  PatchTransformer: [
    "patch: ''\n",
    "path: p.yaml\n",
    "target: {kind: ConfigMap}\npatch: '[{op: add, path: /data/x, value: y}]'\n",
  ],
  PatchJson6902Transformer: [
    "target: {name: c}\npath: j.yaml\n",
    "jsonOp: '[{op: add, path: /data/x, value: y}]'\n",
    "target: {name: d}\njsonOp: '[{op: remove, path: /spec/replicas}]'\n",
  ],
  PatchStrategicMergeTransformer: [
    "",
    "paths: [p.yaml]\npatches: '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {z: y}}'\n",
  ],
  ReplacementTransformer: ["", "replacements: [{path: r.yaml}]\n"],
  HashTransformer: [""],
  ValueAddTransformer: [
    "",
    "value: v\n",
    ...["v", "5", "'1.10'", "' x '"].map((value) => adding(value, "spec/replicas", "metadata/labels/x", "spec/x/y")),
    ...PLACES.map((path) => adding("v", path)),
    ...["spec/template/spec/containers/[name=c]/image", "metadata/annotations/new", "spec/replicas"].flatMap((path) =>
      [1, 2, 9, -1].map(
        (at) => `value: v\ntargets: [{selector: {kind: Deployment}, fieldPath: "${path}", filePathPosition: ${at}}]\n`,
      ),
    ),
    "value: v\ntargets: [{fieldPath: metadata/namespace}]\n",
    "value: v\ntargets: [{fieldPath: metadata/annotations/a}]\ntargetFilePath: v.yaml\n",
    "value: v\ntargetFilePath: none.yaml\n",
  ],
  ConfigMapGenerator: ["literals: [a=b]\n"],
  Unknown: [""],
};

const GENERATORS: Readonly<Record<string, readonly string[]>> = {
  ConfigMapGenerator: [
    "literals: [a=b]\n",
    "env: e.env\n",
    "envs: [e.env]\nname: c\nnamespace: default\nbehavior: merge\n",
    "files: [e.env]\nnamespace: q\n",
    "literals: [a=b]\noptions: {disableNameSuffixHash: true, labels: {a: b}, annotations: {c: d}, immutable: true}\n",
  ],
  SecretGenerator: ["literals: [a=b]\ntype: x/y\n"],
  IAMPolicyGenerator: [
    "cloud: gke\nkubernetesService: {namespace: n, name: s}\nserviceAccount: {name: a, projectId: p}\n",
    "cloud: gke\nkubernetesService: {name: s}\nserviceAccount: {name: a, projectId: p}\n",
    "cloud: other\n",
  ],
  LabelTransformer: ["labels: {a: b}\n"],
};

const PREFIX = config("PrefixTransformer", "prefix: p-\nfieldSpecs: [{path: metadata/name}]\n");
const INLINE =
  "{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: t}, prefix: q-, fieldSpecs: [{path: metadata/name}]}";
const LISTS = ["[t.yaml, t.yaml]", "['']", "[null]", "[foo]", "['{a: b}']", "[d]", "[f]", "[m.yaml]", "[l.yaml]"];

const using = (use: string, text: string): Files => ({
  ...FILES,
  "t.yaml": text,
  "kustomization.yaml": `resources: [o.yaml]\nconfigMapGenerator: [{name: g, literals: [a=b]}]\n${use}: [t.yaml]\n`,
});

const over = (kinds: typeof TRANSFORMERS, use: string): [string, Files][] =>
  Object.entries(kinds).flatMap(([kind, all]) =>
    all.map((fields): [string, Files] => [
      `${use}: a ${kind} that says ${fields.trim()}`,
      using(use, config(kind, fields)),
    ]),
  );

export const configuredCases: readonly (readonly [about: string, files: Files, directory?: string])[] = [
  ...over(TRANSFORMERS, "transformers"),
  ...over(TRANSFORMERS, "validators"),
  ...over(GENERATORS, "generators"),
  ...[...LISTS, `[t.yaml, '${INLINE}']`, `[t.yaml, '${INLINE.replace("name: t", "name: u")}']`].map(
    (list): [string, Files] => [
      `transformers: ${list}`,
      {
        ...FILES,
        "t.yaml": PREFIX,
        "d/kustomization.yaml": "resources: [../t.yaml]\nnameSuffix: -z\n",
        "f/kustomization.yaml":
          "resources: [../t.yaml]\npatches: [{target: {kind: PrefixTransformer}, patch: '[{op: replace, path: /prefix, value: w-}]'}]\n",
        "m.yaml": `${PREFIX}---\n${PREFIX.replace("name: t,", "name: u,")}`,
        "l.yaml": `apiVersion: v1\nkind: List\nitems: [${INLINE}]\n`,
        "kustomization.yaml": `resources: [o.yaml]\ntransformers: ${list}\n`,
      },
    ],
  ),
];

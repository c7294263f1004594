/** `buildMetadata:` over every kind of object and every kind of transformer; each case is asked of the real kustomize and of ours. */
type Files = Record<string, string>;

const configMap = (name: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\ndata: {a: b}\n`;
const deployment = (more = "") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d${more}}\nspec: {template: {spec: {containers: [{name: c, image: "nginx:1"}]}}}\n`;

const ALL = "[originAnnotations, transformerAnnotations, managedByLabel]";
const OPTIONS = [
  "[originAnnotations]",
  "[transformerAnnotations]",
  "[managedByLabel]",
  ALL,
  "[nonsense]",
  "[]",
  "[null]",
];

/** Every field that makes or changes objects, over bases of several spellings and a component. */
const everything = (options: string): Files => ({
  "base/x.yaml": configMap("x"),
  "base/d.yaml": deployment(),
  "base/kustomization.yml":
    "resources: [x.yaml, ./d.yaml]\nnamePrefix: b-\nbuildMetadata: [originAnnotations]\nconfigMapGenerator: [{name: g, literals: [a=b]}, {name: h, literals: [a=b]}]\nsecretGenerator: [{name: s, literals: [a=b]}]\ncommonLabels: {l: m}\n",
  "c/y.yaml": configMap("y"),
  "c/kustomization.yaml":
    "kind: Component\nresources: [y.yaml]\npatches: [{target: {kind: Deployment}, patch: '[{op: add, path: /metadata/annotations/q, value: r}]'}]\nconfigMapGenerator: [{name: cg, literals: [a=b]}, {name: h, behavior: replace, literals: [a=z]}]\n",
  "5": configMap("five"),
  "other/kustomization.yaml": "resources: [z.yaml, k.yaml]\n",
  "other/z.yaml": configMap("z"),
  "other/k.yaml": "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: l}}]\n",
  "p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {paused: true}\n",
  "kustomization.yaml": `resources: [base, "./c/../5"]\nbases: [other]\ncomponents: [c]\nbuildMetadata: ${options}\nnamespace: n\nnameSuffix: -s\nlabels: [{pairs: {a: b}, includeSelectors: true}, {pairs: {c: d}}]\ncommonAnnotations: {e: f}\nimages: [{name: nginx, newTag: "2"}, {name: other, newTag: "3"}]\nreplicas: [{name: d, count: 2}]\nconfigMapGenerator: [{name: g, behavior: merge, literals: [c=d]}]\npatches: [{path: p.yaml}, {target: {kind: ConfigMap}, patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: n, annotations: {k: l}}}'}]\npatchesStrategicMerge: [p.yaml]\npatchesJson6902: [{target: {kind: Deployment, name: d}, patch: '[{op: add, path: /metadata/labels/q, value: r}]'}]\nreplacements: [{source: {kind: Deployment, name: d, fieldPath: metadata.name}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]}]\n`,
});

const configured = (options: string): Files => ({
  "x.yaml": configMap("x"),
  "t.yaml":
    "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t, namespace: q}\nprefix: z-\nfieldSpecs: [{path: metadata/name}]\n",
  "g.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nliterals: [a=b]\n",
  "td/kustomization.yaml": "resources: [t.yaml]\nnamePrefix: u-\n",
  "td/t.yaml":
    "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
  "kustomization.yaml": `resources: [x.yaml]\n${options}transformers: [t.yaml, td, "apiVersion: builtin\\nkind: AnnotationsTransformer\\nmetadata: {name: i}\\nannotations: {x: y}\\nfieldSpecs: [{path: metadata/annotations, create: true}]\\n"]\ngenerators: [g.yaml, "apiVersion: builtin\\nkind: SecretGenerator\\nmetadata: {name: i}\\nname: other\\nliterals: [x=y]\\noptions: {annotations: {config.kubernetes.io/origin: 'path: mine'}}\\n"]\n`,
});

const patched = (options: string, more: string): Files => ({
  "x.yaml": configMap("x", ", annotations: {own: '1', num: 5}"),
  "d.yaml": deployment(
    ", annotations: {config.kubernetes.io/origin: 'path: user', config.kubernetes.io/path: a, config.kubernetes.io/index: '1', internal.config.kubernetes.io/path: p, config.k8s.io/id: '3', internal.config.kubernetes.io/id: '2'}",
  ),
  "kustomization.yaml": `resources: [x.yaml, d.yaml]\n${options}${more}`,
});

const merge = (annotations: string) =>
  `patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: x, annotations: ${annotations}}}'}]\n`;
const operation = (text: string) => `patches: [{target: {kind: ConfigMap}, patch: '[${text}]'}]\n`;

const CHANGES: readonly (readonly [about: string, fields: string])[] = [
  ["nothing else", ""],
  ["all annotations replaced", operation("{op: replace, path: /metadata/annotations, value: {a: b}}")],
  ["all annotations removed", operation("{op: remove, path: /metadata/annotations}")],
  ["all annotations merged away", merge("null")],
  ["all annotations merged over", merge("{$patch: replace, z: q}")],
  ["an origin of its own", `${merge('{config.kubernetes.io/origin: "path: zz"}')}namePrefix: p-\n`],
  ["an origin for all", "commonAnnotations: {config.kubernetes.io/origin: 'path: q'}\n"],
  ["fields that say nothing", "labels: []\ncommonLabels: {}\npatches: []\npatchesStrategicMerge: []\n"],
  ["common labels alone", "commonLabels: {app.kubernetes.io/managed-by: me}\n"],
];

const from = (directory: string): [string, Files, string] => [
  `origins, seen from ${directory}`,
  {
    "a/b/x.yaml": configMap("x"),
    "a/b/kustomization.yaml": "resources: [x.yaml, ../y.yaml]\nbuildMetadata: [originAnnotations]\n",
    "a/y.yaml": configMap("y"),
    "m/kustomization.yaml": "resources: [../a/../a/b]\nnamePrefix: x-\nbuildMetadata: [transformerAnnotations]\n",
    "k/o/kustomization.yaml": `resources: [../../m]\nbuildMetadata: ${ALL}\nnamePrefix: y-\n`,
  },
  directory,
];

const said = (options: string) => `buildMetadata: ${options}\n`;

export const metadataCases: readonly (readonly [about: string, files: Files, directory?: string])[] = [
  ...OPTIONS.map((options): [string, Files] => [`buildMetadata ${options} of everything`, everything(options)]),
  ...[...OPTIONS.map(said), ""].map((options): [string, Files] => [
    `configured transformers, ${options.trim() || "and no buildMetadata"}`,
    configured(options),
  ]),
  ...CHANGES.flatMap(([about, fields]) =>
    [said(ALL), said("[originAnnotations]"), ""].map((options): [string, Files] => [
      `${about}, ${options.trim() || "and no buildMetadata"}`,
      patched(options, fields),
    ]),
  ),
  ...["a/b", "m", "k/o"].map(from),
];

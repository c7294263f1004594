/** How texts are read and printed, and what a kustomization file may say; each case is asked of the real kustomize and of ours. */
type Files = Record<string, string>;

const block = (about: string, text: string, more = ""): [string, Files] => [
  `a block ${about}`,
  {
    "x.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: ${text.replaceAll("\n", "\n    ").trimEnd()}\n`,
    "kustomization.yaml": `resources: [x.yaml]\n${more}`,
  },
];

const LINES: Readonly<Record<string, string>> = {
  "of one line": "a",
  "of joined lines": "a\nb",
  "with a line that is indented more": "a\n  b\nc",
  "with an empty line beside one that is indented more": "a\n\n  b\n\nc\nd",
  "that begins with a line that is indented more": "\n\n  b\nc\nd",
  "that has empty lines": "a\n\nb\n\n\nc",
  "with a tab": "a\n\tb\nc",
  "that begins with a tab": "\ta\nb",
  "with a space at an end": "a \n  b\nc",
  "with what cannot be printed": "a\u{1f600}\n  b",
};

const JSON_PATCH = "patches: [{target: {kind: ConfigMap}, patch: '[{op: add, path: /data/x, value: y}]'}]\n";
const MERGE =
  "patches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n    data:\n      x: >\n        a\n          b\n        c\n";

const object = (about: string, text: string, more = "", files: Files = {}): [string, Files] => [
  about,
  {
    ...files,
    "x.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${text}\n`,
    "kustomization.yaml": `resources: [x.yaml]\n${more}`,
  },
];

const SCALARS = ["0O17", "0X1F", "0B11", "2020-01-01 10:00:00", "2020-01-01 10:00:00Z"];

const PATCH = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, spec: {a: , e: }}";

const BRACKETS: Readonly<Record<string, string>> = {
  "that end where their key stands": "spec:\n  a: [\n    x\n  ]\n  b: {\n    c: d\n  }",
  "that end before their key": "spec:\n  b: {\n   c: d\n}\nmore: x",
  "that hold lines at any indentation": "spec:\n  a: [\n1, {\nb: c\n}, [\n2\n]\n]\n  d: e",
  "with a comment behind them": "spec: [a]#b\nmore: 'c'#d",
  "that hold what says nothing": "spec: {a: , b: [{c: }], d: ~}",
};

/** Over an object whose values and labels are no texts. */
const MERGED = "data: {k: 5, l: 'x', m: true, n: null}\nimmutable: true";
const GENERATED = [
  ...["merge", "replace"].flatMap((behavior) =>
    ["", ", literals: [k=new, z=1]"].map((more) => `{name: a, behavior: ${behavior}${more}}`),
  ),
  ...["5=6", "true=x", "k=v"].map((literal) => `{name: g, literals: ["${literal}"]}`),
  "{name: g, files: [tab.txt]}",
  "{name: g, envs: [e.env]}",
];

const LISTS = ["resources", "patches", "replicas", "configMapGenerator", "crds", "configurations", "components"];

export const textCases: readonly (readonly [about: string, files: Files])[] = [
  ...Object.entries(LINES).flatMap(([about, text]) =>
    [">", ">-", ">+", "|"].flatMap((head) => [
      block(`(${head}) ${about}`, `${head}\n${text}`),
      block(`(${head}) ${about}, and a JSON patch`, `${head}\n${text}`, JSON_PATCH),
    ]),
  ),
  block("that a patch adds", "v", MERGE),
  [
    "a block in a list",
    {
      "x.yaml":
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data:\n    k: >\n      a\n        b\n      c\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  ...SCALARS.map((scalar) =>
    object(`a value ${scalar}`, `data:\n  k: ${scalar}\nflow: {k: ${scalar}, l: [${scalar}]}`),
  ),
  ...Object.entries(BRACKETS).flatMap(([about, text]) => [
    object(`brackets ${about}`, text),
    object(`brackets ${about}, and a patch`, text, `patches: [{patch: '${PATCH}'}]\n`),
  ]),
  object("an anchor at a key", "data: {&k a: b, c: *k}"),
  ...GENERATED.map((generator) =>
    object(`a generator: ${generator}`, MERGED, `configMapGenerator: [${generator}]\n`, {
      "tab.txt": "\ta\n\tb\n",
      "e.env": "=1\nA=2\n",
    }),
  ),
  ...[...LISTS, "vars", "labels", "images", "replacements", "patchesStrategicMerge", "patchesJson6902"].map(
    (field): [string, Files] => [
      `a kustomization with a null in ${field}`,
      {
        "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "kustomization.yaml":
          field === "resources" ? "resources: [x.yaml, ~]\n" : `resources: [x.yaml]\n${field}: [~]\n`,
      },
    ],
  ),
  ...["bases: []", "imageTags: []", "images: []", "resources: [/x.yaml]", "openapi: {version: ~}"].map(
    (text): [string, Files] => [
      `a kustomization that says no more than ${text}`,
      { "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "kustomization.yaml": `${text}\n` },
    ],
  ),
];

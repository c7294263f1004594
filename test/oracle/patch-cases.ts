/** What patches may be, and what they do to texts and types; each case is asked of the real kustomize and of ours. */
type Files = Record<string, string>;

const OBJECTS = [
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {a: b}}\ndata: {k: v}\n",
  "apiVersion: x/v1\nkind: Foo\nmetadata: {name: foo, annotations: {big: 12345678}}\nspec:\n  scalar: 5\n  str: '5'\n  list: [{name: a}]\n  m: {a: 1}\n  fold: >\n    a\n      b\n",
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {nested: [[1, 2], [3]], template: {spec: {containers: [{name: c, image: x}]}}}\n",
].join("---\n");

const over = (about: string, fields: string, more: Files = {}): [string, Files] => [
  about,
  { "x.yaml": OBJECTS, ...more, "kustomization.yaml": `resources: [x.yaml]\n${fields}` },
];

const VALUES = ["y", "1.0", "1e3", "0x1F", "~", "1_000", "123456789.5", "1e-7", "12345678901234567890", ".inf", "'y'"];
const OPERATIONS = [
  "{op: add, path: '', value: {}}",
  "{op: copy, from: '', path: /data/x}",
  "{op: test, path: /data/none}",
  "{op: test, path: /data/none, value: ~}",
  "{op: remove, path: ''}",
  ...VALUES.map((value) => `{op: add, path: /metadata/annotations/x, value: ${value}}`),
];

const json = (field: string, operation: string): [string, Files] =>
  over(`${field}: ${operation}`, `${field}: [{target: {kind: ConfigMap, name: one}, patch: "- ${operation}"}]\n`);

const MERGES: readonly string[] = [
  "spec: {m: {a: 3, a: 4}}",
  "spec: {m: {a: null, a: 4}}",
  "spec: {new: {a: 3, a: 4}}",
  "spec: {list: [{a: 1, a: 2}]}",
  "spec: {$patch: replace, a: 1, a: 2}",
  "spec: {m: {b: 1}}\nspec: {more: 2}",
  "kind: Foo",
  "$patch: replace\nspec: {a: b}",
  "spec:\n  str: >\n    a\n      b\n    c",
  "spec:\n  new: >\n    a\n      b\n    c",
  "spec:\n  fold: >\n    c\n      d\n    e",
  "spec:\n  fold: |\n    c\n      d\n    e",
  "spec:\n  new: |\n    a\n    b",
];

function merging(body: string): [string, Files][] {
  const patch = `apiVersion: x/v1\nkind: Foo\nmetadata: {name: foo}\n${body}\n`;
  const inline = patch.trimEnd().replaceAll("\n", "\n    ");
  const options = ["allowNameChange", "allowKindChange"].map((option) => `{${option}: true}`);
  return [
    over(`a patch in a file: ${body}`, "patches: [{path: p.yaml}]\n", { "p.yaml": patch }),
    over(`a patch of old: ${body}`, "patchesStrategicMerge: [p.yaml]\n", { "p.yaml": patch }),
    over(`a patch with a target: ${body}`, `patches:\n- target: {kind: Foo}\n  patch: |\n    ${inline}\n`),
    ...(body.startsWith("$patch") ? options : []).map((option) =>
      over(`a patch, ${option}: ${body}`, `patches: [{target: {kind: Foo}, options: ${option}, path: p.yaml}]\n`, {
        "p.yaml": patch.replace("name: foo", "name: bar").replace("kind: Foo", "kind: Bar"),
      }),
    ),
  ];
}

export const patchCases: readonly (readonly [about: string, files: Files])[] = [
  ...["patches", "patchesJson6902"].flatMap((field) => OPERATIONS.map((operation) => json(field, operation))),
  ...MERGES.flatMap(merging),
  ...["0/+1", "-/0", "-", "0/-", "2", "3"].map((at) =>
    over(
      `a JSON patch at ${at} of lists in lists`,
      `patches: [{target: {kind: Deployment}, patch: "- {op: add, path: /spec/nested/${at}, value: 9}"}]\n`,
    ),
  ),
  ...["", "\n", "# nothing\n"].flatMap((text) =>
    ["", "target: {kind: Foo}, "].map((target) =>
      over(`a patch of ${JSON.stringify(text)} ${target}`, `patches: [{${target}path: p.yaml}]\n`, { "p.yaml": text }),
    ),
  ),
  over("a JSON patch in a file that begins with a line end", "patches: [{target: {kind: ConfigMap}, path: p.yaml}]\n", {
    "p.yaml": "\n[{op: remove, path: /data}]\n",
  }),
  over(
    "a JSON patch, and numbers that become texts",
    "patches: [{target: {kind: Foo}, patch: '[{op: remove, path: /spec/scalar}]'}]\nnamePrefix: p-\n",
  ),
];

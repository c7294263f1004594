// Long, because each of the rare things needs a vocabulary of its own.
import fc from "fast-check";

/**
 * Repositories at random out of what kustomizations seldom say: options of replacements, vars that lead into lists,
 * components that patch one another's objects, generators over several bases, selectors by labels, JSON patches that
 * move and test, directives of merge patches, references of custom kinds. Names are few, so that they meet.
 */
export type Files = Record<string, string>;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

const text = (value: Json): string => JSON.stringify(value, null, 1);

/** There once in `times`. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, times = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary, weight: 1 }, { arbitrary: fc.constant(undefined), weight: times - 1 });

const some = <T>(arbitrary: fc.Arbitrary<T>, most = 2): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: 1, maxLength: most });

/** The objects that everything below speaks of. */
const OBJECTS: Json[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", labels: { app: "web", tier: "front" }, annotations: { note: "n", "a.b/c": "x" } },
    spec: {
      replicas: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" }, finalizers: ["a", "b", "c"] },
        spec: {
          serviceAccountName: "sa",
          containers: [
            {
              name: "main",
              image: "registry.example:5000/team/web:1.0@sha256:abc",
              env: [
                { name: "A", value: "$(V)/$(W)" },
                { name: "B", valueFrom: { configMapKeyRef: { name: "settings", key: "a" } } },
              ],
              args: ["--at=$(V)", "$(W)", "$$(V)"],
              ports: [
                { containerPort: 80, name: "http" },
                { containerPort: 80, protocol: "UDP" },
              ],
            },
            {
              name: "side",
              image: "nginx",
              envFrom: [{ configMapRef: { name: "settings" } }, { secretRef: { name: "keys" } }],
            },
          ],
          initContainers: [{ name: "init", image: "busybox:1" }],
          volumes: [
            { name: "s", configMap: { name: "settings" } },
            { name: "k", secret: { secretName: "keys" } },
            { name: "p", projected: { sources: [{ configMap: { name: "settings" } }, { secret: { name: "keys" } }] } },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", labels: { app: "web" }, annotations: { note: "m" } },
    spec: {
      selector: { app: "web" },
      ports: [
        { port: 80, name: "http", targetPort: "http" },
        { port: 443, name: "tls" },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "sa" },
    secrets: [{ name: "keys" }, { name: "other" }],
  },
  {
    apiVersion: "example.com/v1",
    kind: "Foo",
    metadata: { name: "foo", labels: { tier: "back" } },
    spec: {
      ref: "settings",
      refs: [{ name: "keys" }, { name: "web" }],
      list: ["a", "b", "c"],
      image: "nginx:1",
      text: "one:two:three",
      number: 5,
      flag: true,
      nothing: null,
      empty: {},
      url: "http://web.apps.svc:80/path",
      labels: { x: "y" },
    },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "plain", annotations: { note: "o" } },
    data: { a: "1.2.3", b: "x/y", "c.d": "e", long: "first\nsecond: 1\n" },
  },
];

const KINDS = ["Deployment", "Service", "Foo", "ConfigMap"] as const;
const API: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  Service: "v1",
  Foo: "example.com/v1",
  ConfigMap: "v1",
};
const NAMED: Readonly<Record<string, string>> = { Deployment: "web", Service: "web", Foo: "foo", ConfigMap: "plain" };

const kind = fc.constantFrom(...KINDS);

const sourcePath: Readonly<Record<string, readonly string[]>> = {
  Deployment: [
    "metadata.name",
    "metadata.namespace",
    "spec.replicas",
    "spec.template.spec.containers.0.image",
    "spec.template.spec.containers.[name=main].env.[name=A].value",
    "spec.template.spec.containers",
    "metadata.annotations.[a.b/c]",
    "metadata.annotations.a\\.b/c",
    "spec.template.spec.containers.*.name",
    "spec.template.spec.containers.-.name",
    "spec.strategy",
  ],
  Service: [
    "spec.ports.0.port",
    "spec.ports.[name=tls].port",
    "spec.ports.1.targetPort",
    "spec.selector",
    "metadata.name",
  ],
  Foo: [
    "spec.text",
    "spec.number",
    "spec.flag",
    "spec.nothing",
    "spec.empty",
    "spec.list",
    "spec.list.1",
    "spec.list.9",
    "spec.url",
    "spec.labels",
  ],
  ConfigMap: ["data.a", "data.b", "data.[c.d]", "data.c\\.d", "data.long", "data.none", "metadata.annotations.note"],
};

const targetPaths = [
  "spec.template.spec.containers.*.image",
  "spec.template.spec.containers.[name=main].image",
  "spec.template.spec.containers.[name=new].image",
  "spec.template.spec.containers.1.env.0.value",
  "spec.template.spec.containers.0.args.1",
  "spec.template.spec.containers.0.args.-",
  "spec.template.spec.initContainers.*",
  "spec.ports.0.port",
  "spec.ports.[port=443].name",
  "spec.ports.[name=new].port",
  "spec.text",
  "spec.url",
  "spec.number",
  "spec.flag",
  "spec.nothing",
  "spec.list.0",
  "spec.list.3",
  "spec.list",
  "spec.empty",
  "spec.new.deep",
  "spec.selector.app",
  "metadata.name",
  "metadata.namespace",
  "metadata.labels.app",
  "metadata.labels.new",
  "metadata.annotations.[a.b/c]",
  "metadata.annotations.new\\.note",
  "data.a",
  "data.new",
  "data.[c.d]",
];

const options = fc.record(
  {
    delimiter: fc.constantFrom(":", ".", "/", "", ", "),
    index: fc.constantFrom(-1, 0, 1, 2, 9),
    create: fc.boolean(),
  },
  { requiredKeys: [] },
);

const selected = fc.oneof(
  kind.map((each) => ({ kind: each })),
  kind.map((each) => ({ kind: each, name: NAMED[each] as string })),
  fc.constantFrom<Fields>(
    { name: "web" },
    { name: "p-web" },
    { labelSelector: "app=web" },
    { annotationSelector: "note in (m,o)" },
    { group: "apps" },
    { version: "v1", kind: "Service" },
    { kind: "Deployment", namespace: "apps" },
    { namespace: "default", kind: "Foo" },
    {},
  ),
) as fc.Arbitrary<Fields>;

const replacement = fc.record({
  source: kind.chain((each) =>
    fc.record({
      kind: fc.constant(each),
      name: rarely(fc.constant(NAMED[each] as string), 2),
      fieldPath: rarely(fc.constantFrom(...(sourcePath[each] as string[])), 2),
      options: rarely(options, 3),
    }),
  ),
  targets: some(
    fc.record({
      select: selected,
      reject: rarely(some(selected, 1), 4),
      fieldPaths: rarely(some(fc.constantFrom(...targetPaths)), 2),
      options: rarely(options, 2),
    }),
  ),
});

const variable = fc
  .record({
    name: fc.constantFrom("V", "W", "X"),
    kind,
    path: fc.constantFrom(
      undefined,
      "metadata.name",
      "metadata.namespace",
      "data.a",
      "data.c\\.d",
      "spec.replicas",
      "spec.ports[0].port",
      "spec.ports[1].name",
      "spec.ports[9].name",
      "spec.template.spec.containers[0].image",
      "spec.template.spec.containers[0].args[1]",
      "spec.list[2]",
      "spec.labels",
      "spec.flag",
      "spec.nothing",
    ),
    namespace: rarely(fc.constantFrom("apps", "default"), 5),
  })
  .map(({ name, kind, path, namespace }) => ({
    name,
    objref: { apiVersion: API[kind] as string, kind, name: NAMED[kind] as string, ...(namespace ? { namespace } : {}) },
    ...(path ? { fieldref: { fieldpath: path } } : {}),
  }));

const merges: Readonly<Record<string, readonly Json[]>> = {
  Deployment: [
    { spec: { template: { spec: { $setElementOrder: 1, containers: [{ name: "side", image: "s:1" }] } } } },
    {
      spec: {
        template: {
          spec: {
            "$setElementOrder/containers": [{ name: "side" }, { name: "main" }],
            containers: [{ name: "side", image: "s:2" }],
          },
        },
      },
    },
    { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
    { spec: { strategy: { type: "Recreate", rollingUpdate: null } } },
    { spec: { strategy: { $patch: "replace", type: "Recreate" } } },
    { spec: { template: { metadata: { "$deleteFromPrimitiveList/finalizers": ["b"] } } } },
    { spec: { template: { metadata: { finalizers: ["d", "a"] } } } },
    { spec: { template: { metadata: { finalizers: [{ $patch: "replace" }, "z"] } } } },
    {
      spec: {
        template: {
          spec: {
            containers: [
              { $patch: "delete", name: "main" },
              { name: "new", image: "n:1" },
            ],
          },
        },
      },
    },
    {
      spec: {
        template: {
          spec: { containers: [{ name: "main", ports: [{ containerPort: 80, protocol: "UDP", name: "dns" }] }] },
        },
      },
    },
    {
      spec: {
        template: { spec: { containers: [{ name: "main", ports: [{ $patch: "replace" }, { containerPort: 9 }] }] } },
      },
    },
    {
      spec: {
        template: { spec: { containers: [{ name: "main", env: [{ name: "B", value: "plain", valueFrom: null }] }] } },
      },
    },
    {
      spec: {
        template: { spec: { containers: [{ name: "main", env: [{ name: "A", $patch: "delete" }], args: ["only"] }] } },
      },
    },
    {
      spec: {
        template: {
          spec: {
            volumes: [
              { name: "s", emptyDir: {}, configMap: null },
              { $patch: "delete", name: "k" },
            ],
          },
        },
      },
    },
    { spec: { template: { spec: { volumes: [{ $patch: "merge", name: "s", configMap: { name: "keys" } }] } } } },
    { spec: { template: { spec: { initContainers: [{ $patch: "delete" }] } } } },
    { spec: { template: { spec: { containers: [{ image: "nameless" }] } } } },
    { metadata: { labels: { app: "moved", new: "l" }, annotations: { note: null } } },
    { spec: { selector: { matchLabels: { app: "other" } }, template: { metadata: { labels: { app: "other" } } } } },
  ],
  Service: [
    { spec: { ports: [{ port: 80, protocol: "TCP", nodePort: 1 }, { port: 81 }] } },
    { spec: { ports: [{ port: 443, $patch: "delete" }] } },
    { spec: { ports: [{ name: "http", targetPort: 9 }] } },
    { spec: { selector: null } },
    { $patch: "delete" },
  ],
  Foo: [
    { spec: { list: ["z"], refs: [{ name: "new" }] } },
    { spec: { $patch: "replace", text: "t" } },
    { spec: { empty: null, nothing: "something", labels: { $patch: "delete" } } },
    { spec: { number: "6", flag: "no", text: 5 } },
    { spec: { refs: [{ $patch: "replace" }, { name: "q" }] } },
  ],
  ConfigMap: [
    { data: { a: null, new: "v" }, binaryData: { b: "aGk=" } },
    { data: { $patch: "replace", only: "v" } },
    { metadata: { annotations: { "config.kubernetes.io/local-config": "true" } } },
  ],
};

const renamed = fc.constantFrom<Fields>({}, {}, { name: "renamed" }, { name: "web" }, { namespace: "other" });

const mergePatch = fc.record({ kind, rename: renamed }).chain(({ kind, rename }) =>
  fc.constantFrom(...(merges[kind] as Json[])).map((body) => {
    const given = body as Fields;
    const own = { ...(given.metadata as Fields), name: NAMED[kind] as string, ...rename };
    return { apiVersion: API[kind] as string, kind, ...given, metadata: own } as Json;
  }),
);

const plainMerge = kind.chain((each) =>
  fc.constantFrom(...(merges[each] as Json[])).map((body) => {
    const given = body as Fields;
    const own = { ...(given.metadata as Fields), name: NAMED[each] as string };
    return { apiVersion: API[each] as string, kind: each, ...given, metadata: own } as Json;
  }),
);

const operation = fc.constantFrom<Json>(
  { op: "test", path: "/metadata/name", value: "web" },
  { op: "test", path: "/spec/replicas", value: 2 },
  { op: "test", path: "/spec/nothing", value: null },
  { op: "test", path: "/metadata/annotations/a.b~1c", value: "x" },
  { op: "move", from: "/metadata/labels/app", path: "/metadata/annotations/app" },
  { op: "move", from: "/spec/ports/0", path: "/spec/ports/1" },
  { op: "move", from: "/spec/list/0", path: "/spec/list/-" },
  { op: "move", from: "/spec/text", path: "/spec/labels/text" },
  { op: "copy", from: "/spec/ports/0", path: "/spec/ports/-" },
  { op: "copy", from: "/spec/list", path: "/spec/copy" },
  { op: "copy", from: "/spec/none", path: "/spec/copy" },
  { op: "add", path: "/metadata/annotations/x~0y~1z", value: "1" },
  { op: "add", path: "/spec/template/spec/containers/0/env/-", value: { name: "J", value: "yes" } },
  { op: "add", path: "/spec/template/spec/containers/0/env/-1", value: { name: "K" } },
  { op: "add", path: "/spec/list/9", value: "far" },
  { op: "add", path: "/spec/list/1", value: ["in"] },
  { op: "add", path: "/metadata/labels", value: { fresh: "l" } },
  { op: "add", path: "/metadata/name", value: "added" },
  { op: "replace", path: "/metadata/name", value: "renamed" },
  { op: "replace", path: "/metadata/namespace", value: "moved" },
  { op: "replace", path: "/kind", value: "StatefulSet" },
  { op: "replace", path: "/spec/list/-1", value: "last" },
  { op: "replace", path: "/spec/number", value: 1.5 },
  { op: "replace", path: "/data/long", value: "1.10" },
  { op: "remove", path: "/metadata/annotations/note" },
  { op: "remove", path: "/metadata/annotations" },
  { op: "remove", path: "/spec/ports/-1" },
  { op: "remove", path: "/spec/list/9" },
  { op: "remove", path: "/spec/nothing" },
);

const target = fc.oneof(
  kind.map((each): Fields => ({ kind: each })),
  kind.map((each): Fields => ({ kind: each, name: NAMED[each] as string })),
  fc.constantFrom<Fields>(
    { labelSelector: "app=web" },
    { labelSelector: "app", annotationSelector: "note" },
    { annotationSelector: "note=n" },
    { annotationSelector: "note notin (n,m)" },
    { annotationSelector: "!note" },
    { labelSelector: "tier in (front,back),app!=web" },
    { kind: "Deployment|Service" },
    { name: "(p-)?web(-s)?", kind: ".*" },
    { group: "apps", version: "v1" },
    { group: "", kind: "ConfigMap" },
    { namespace: "apps", kind: "Deployment" },
    { namespace: ".*", kind: "Foo" },
  ),
);

const changeOptions = rarely(
  fc.record({ allowNameChange: fc.boolean(), allowKindChange: fc.boolean() }, { requiredKeys: [] }),
  3,
);

const patch = fc.oneof(
  { arbitrary: fc.record({ patch: plainMerge.map(text) }), weight: 3 },
  { arbitrary: fc.record({ target, patch: mergePatch.map(text), options: changeOptions }), weight: 3 },
  { arbitrary: fc.record({ patch: mergePatch.map(text), options: changeOptions }), weight: 1 },
  { arbitrary: fc.record({ target, patch: some(operation, 3).map(text), options: changeOptions }), weight: 4 },
);

const ENVS = [
  'A=1\n# a comment\n  B= two \n\nC="q"\n',
  "export D=4\nE\nF=a=b=c\n",
  "\ufeffG=1\r\nH=2\r\n",
  "I='x y'\n#J=1\nK=\\n\n",
];

const generator = fc.record({
  name: fc.constantFrom("settings", "settings", "keys", "plain"),
  namespace: rarely(fc.constantFrom("apps", "default"), 4),
  behavior: rarely(fc.constantFrom("create", "merge", "replace", "merge"), 2),
  literals: rarely(
    fc.uniqueArray(fc.constantFrom("a=1", "b='q'", 'c="r"', "d==", "a=2", "e= x ", "f"), { maxLength: 3 }),
    2,
  ),
  files: rarely(
    some(fc.constantFrom("notes.txt", "key=notes.txt", "./sub/deep.yaml", "x=y=notes.txt", "a=../shared.txt")),
    3,
  ),
  envs: rarely(some(fc.constantFrom("0.env", "1.env", "2.env", "3.env")), 3),
  env: rarely(fc.constantFrom("0.env", "1.env"), 6),
  options: rarely(
    fc.record(
      {
        disableNameSuffixHash: fc.boolean(),
        immutable: fc.boolean(),
        labels: fc.constantFrom<Fields>({ gen: "g" }, { gen: "h", more: "1" }),
        annotations: fc.constant<Fields>({ note: "gen" }),
      },
      { requiredKeys: [] },
    ),
    3,
  ),
});

const label = fc.record(
  {
    pairs: fc.constantFrom<Fields>({ app: "l" }, { team: "t", tier: "u" }, { "a/b": "1" }),
    includeSelectors: fc.boolean(),
    includeTemplates: fc.boolean(),
    fields: some(
      fc.constantFrom<Fields>(
        { path: "spec/labels", kind: "Foo" },
        { path: "spec/labels", kind: "Foo", create: true },
        { path: "spec/new/labels", create: true, group: "example.com" },
        { path: "spec/template/spec/containers/labels", kind: "Deployment", create: true },
        { path: "spec/refs[]/labels", create: true, version: "v1", kind: "Foo" },
        { path: "metadata/labels", create: true },
        { path: "metadata/labels" },
        { path: "spec/text", kind: "Foo" },
      ),
    ),
  },
  { requiredKeys: ["pairs"] },
);

const image = fc.record(
  {
    name: fc.constantFrom(
      "nginx",
      "busybox",
      "registry.example:5000/team/web",
      "registry.example:5000/team/(web|api)",
      ".*",
    ),
    newName: fc.constantFrom("mirror.example/n", "other", ""),
    newTag: fc.constantFrom("2", "v3-rc", ""),
    digest: fc.constantFrom("sha256:fff", ""),
    tagSuffix: fc.constantFrom("-alpine", ""),
  },
  { requiredKeys: ["name"] },
);

const sorting = fc.constantFrom<Fields>(
  { order: "fifo" },
  { order: "legacy" },
  { order: "legacy", legacySortOptions: { orderFirst: ["Service", "Foo"], orderLast: ["ConfigMap", "Service"] } },
  { order: "legacy", legacySortOptions: { orderLast: ["Deployment"] } },
  { order: "legacy", legacySortOptions: { orderFirst: ["Foo", "Service", "Foo"] } },
);

const CONFIGURATION: Readonly<Record<string, Fields>> = {
  "references.yaml": {
    nameReference: [
      { kind: "ConfigMap", version: "v1", fieldSpecs: [{ path: "spec/ref", kind: "Foo" }] },
      { kind: "Secret", fieldSpecs: [{ path: "spec/refs/name", group: "example.com", kind: "Foo" }] },
      { kind: "Service", version: "v1", fieldSpecs: [{ path: "spec/refs[]/name", kind: "Foo" }] },
    ],
  },
  "places.yaml": {
    images: [{ path: "spec/image", kind: "Foo" }],
    namePrefix: [{ path: "metadata/name" }, { path: "spec/text", kind: "Foo" }],
    commonLabels: [{ path: "spec/labels", kind: "Foo", create: true }],
    commonAnnotations: [{ path: "spec/notes", kind: "Foo", create: true }],
    varReference: [
      { path: "spec/text", kind: "Foo" },
      { path: "spec/list", kind: "Foo" },
    ],
    replicas: [{ path: "spec/number", kind: "Foo" }],
    namespace: [{ path: "spec/ns", kind: "Foo", create: true }],
  },
};

const fields = fc.record({
  namespace: rarely(fc.constantFrom("apps", "other"), 3),
  namePrefix: rarely(fc.constantFrom("p-", "q-"), 3),
  nameSuffix: rarely(fc.constant("-s"), 4),
  labels: rarely(some(label), 4),
  commonLabels: rarely(fc.constantFrom<Fields>({ app: "c" }, { common: "1" }), 5),
  commonAnnotations: rarely(fc.constant<Fields>({ note: "c" }), 5),
  images: rarely(some(image), 3),
  replicas: rarely(fc.constantFrom<Json>([{ name: "web", count: 4 }], [{ name: "foo", count: 0 }]), 6),
  configurations: rarely(fc.subarray(["references.yaml", "places.yaml"], { minLength: 1 }), 3),
  configMapGenerator: rarely(some(generator), 2),
  secretGenerator: rarely(
    some(
      generator.map((each) => ({ ...each, name: "keys" })),
      1,
    ),
    3,
  ),
  generatorOptions: rarely(
    fc.constantFrom<Fields>(
      { disableNameSuffixHash: true },
      { immutable: true, labels: { gen: "all" } },
      { annotations: { note: "all" } },
    ),
    4,
  ),
  patches: rarely(some(patch), 2),
  patchesStrategicMerge: rarely(some(plainMerge.map(text), 1), 6),
  patchesJson6902: rarely(
    fc
      .record({ kind, patch: some(operation).map(text) })
      .map(({ kind, patch }) => [{ target: { version: "v1", kind, name: NAMED[kind] as string }, patch }]),
    6,
  ),
  replacements: rarely(some(replacement, 1), 3),
  vars: rarely(fc.uniqueArray(variable, { minLength: 1, maxLength: 2, selector: ({ name }) => name }), 4),
  sortOptions: rarely(sorting, 6),
  buildMetadata: rarely(fc.subarray(["originAnnotations", "transformerAnnotations", "managedByLabel"]), 8),
});

type Layer = typeof fields extends fc.Arbitrary<infer T> ? T : never;

const HEADER = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
const COMPONENT = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };

/** So much of a layer as is wanted, so that not everything is said at once, where little would build. */
const thinned = fc
  .record({ layer: fields, kept: fc.integer({ min: 1, max: 4 }), seed: fc.nat() })
  .map(({ layer, kept, seed }) => {
    const said = Object.entries(layer).filter(([, value]) => value !== undefined) as [keyof Layer, unknown][];
    const from = said.length === 0 ? 0 : seed % said.length;
    return Object.fromEntries([...said.slice(from), ...said.slice(0, from)].slice(0, kept));
  });

/** A base with the objects, a second base that generates, two components, and an overlay: build `top`. */
export const rareRepository: fc.Arbitrary<Files> = fc
  .record({
    base: thinned,
    generated: generator,
    second: thinned,
    components: fc.tuple(thinned, thinned),
    top: thinned,
    parts: fc.subarray(["second", "components", "legacy"] as const),
    plain: fc.subarray(["base", "second", "one", "two"] as const),
  })
  .map((given) => {
    const layer = (name: "base" | "second" | "one" | "two", said: object) => (given.plain.includes(name) ? {} : said);
    const file = (header: object, more: object) => JSON.stringify({ ...header, ...more }, null, 1);
    const [one, two] = given.components;
    const below = given.parts.includes("second") ? ["../base", "../second"] : ["../base"];
    const files: Files = {
      "base/all.yaml": OBJECTS.map(text).join("\n---\n"),
      "base/kustomization.yaml": file(HEADER, {
        resources: ["all.yaml"],
        configMapGenerator: [{ name: "settings", literals: ["a=base", "z=base"] }],
        secretGenerator: [{ name: "keys", literals: ["k=base"] }],
        ...layer("base", given.base),
      }),
      "second/kustomization.yaml": file(HEADER, {
        configMapGenerator: [{ ...given.generated, name: "second", behavior: "create" }],
        nameSuffix: "-second",
        ...layer("second", given.second),
      }),
      "one/kustomization.yaml": file(COMPONENT, { resources: ["own.yaml"], ...layer("one", one) }),
      "one/own.yaml": text({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" }, data: { a: "own" } }),
      "two/kustomization.yaml": file(COMPONENT, {
        patches: [
          { patch: text({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" }, data: { b: "two" } }) },
        ],
        ...layer("two", two),
      }),
      "top/kustomization.yaml": file(HEADER, {
        [given.parts.includes("legacy") ? "bases" : "resources"]: below,
        ...(given.parts.includes("components") ? { components: ["../one", "../two"] } : {}),
        ...given.top,
      }),
      "shared.txt": "shared",
    };
    for (const folder of ["base", "second", "one", "two", "top"]) {
      files[`${folder}/notes.txt`] = `notes of ${folder}\n`;
      files[`${folder}/sub/deep.yaml`] = "deep: 1\n";
      for (const [i, env] of ENVS.entries()) files[`${folder}/${i}.env`] = env;
      for (const [name, said] of Object.entries(CONFIGURATION)) files[`${folder}/${name}`] = text(said);
    }
    return files;
  });

// Long, because one seed makes a whole repository, and each choice depends on the ones before it.
import fc from "fast-check";

/**
 * Repositories at random, made of what kustomizations are made of, so that ours
 * and the real kustomize can be asked the same. Names are few, so that patches,
 * references and collisions happen.
 */
export type Files = Record<string, string>;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** There once in `times`. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, times = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary, weight: 1 }, { arbitrary: fc.constant(undefined), weight: times - 1 });

const name = fc.constantFrom("shop", "web", "api", "db");
const namespace = fc.constantFrom(undefined, undefined, "apps", "prod");
const version = fc.constantFrom("1.0.0", "2.1.3", "v3.0.0-rc.1", "latest");
const image = fc
  .tuple(
    fc.constantFrom("nginx", "registry.example/web", "registry.example:5000/team/api"),
    fc.constantFrom("", ":1.0", ":v2", "@sha256:abc", ":1.0@sha256:abc"),
  )
  .map(([repository, tag]) => repository + tag);
const label = fc.constantFrom<{ [key: string]: string }>(
  { app: "web" },
  { tier: "front", app: "api" },
  { team: "cart" },
);

/** What kustomizations add, with other values for the same key and with keys that objects have themselves. */
const addedLabels = fc.constantFrom<{ [key: string]: string }>(
  { part: "p" },
  { part: "q", common: "l" },
  { "a/b": "1" },
  { app: "new" },
  { tier: "back", note: "y" },
);

const metadata = fc
  .record({ name, namespace, labels: rarely(label, 2), annotations: rarely(fc.constant({ note: "x" }), 2) })
  .map((given) => JSON.parse(JSON.stringify(given)) as { [key: string]: Json });

const environment = fc.array(
  fc.record({ name: fc.constantFrom("A", "B", "C"), value: fc.constantFrom("1", "two", "$(NAME)") }),
  { maxLength: 2 },
);
const ports = fc.array(
  fc.oneof(
    fc.record({ containerPort: fc.constantFrom(80, 8080), name: fc.constantFrom("http", "grpc") }),
    fc.record({ containerPort: fc.constantFrom(80, 8080), protocol: fc.constantFrom("TCP", "UDP") }),
  ),
  { maxLength: 2 },
);
const container = fc.record({
  name: fc.constantFrom("main", "side", "extra"),
  image,
  env: environment,
  ports,
  args: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }),
});
const containers = fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: (each) => each.name });
const volumes = fc.uniqueArray(
  fc.oneof(
    name.map((each) => ({ name: `v-${each}`, configMap: { name: each } })),
    name.map((each) => ({ name: `s-${each}`, secret: { secretName: each } })),
  ),
  { maxLength: 2, selector: (each) => each.name },
);

const podSpec = fc.record({
  containers,
  initContainers: rarely(containers, 2),
  volumes,
  serviceAccountName: rarely(name, 2),
});

const workload = fc
  .record({
    kind: fc.constantFrom("Deployment", "StatefulSet", "DaemonSet"),
    metadata,
    replicas: fc.integer({ min: 1, max: 3 }),
    labels: label,
    spec: podSpec,
  })
  .map(({ kind, metadata, replicas, labels, spec }) => ({
    apiVersion: "apps/v1",
    kind,
    metadata,
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  }));

const helmRelease = fc
  .record({ metadata, version, tag: version, list: fc.array(fc.record({ name, image }), { maxLength: 2 }) })
  .map(({ metadata, version, tag, list }) => ({
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata,
    spec: {
      chart: { spec: { chart: "shop", version, sourceRef: { kind: "HelmRepository", name: "charts" } } },
      values: { image: { tag }, containers: list },
    },
  }));

const plain = fc.oneof(
  fc
    .record({ metadata, data: fc.dictionary(fc.constantFrom("a", "b", "c.yaml"), version) })
    .map(({ metadata, data }) => ({ apiVersion: "v1", kind: "ConfigMap", metadata, data })),
  metadata.map((given) => ({ apiVersion: "v1", kind: "ServiceAccount", metadata: given })),
  fc.record({ metadata, labels: label }).map(({ metadata, labels }) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  })),
  metadata.map(({ name }) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name: name as string } })),
  fc.record({ metadata, service: name }).map(({ metadata, service }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata,
    spec: {
      rules: [{ http: { paths: [{ path: "/", backend: { service: { name: service } } }] } }],
      tls: [{ secretName: service }],
    },
  })),
  fc
    .record({ metadata, role: name, account: fc.constantFrom("default", "shop", "web") })
    .map(({ metadata, role, account }) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role },
      subjects: [{ kind: "ServiceAccount", name: account, namespace: "apps" }],
    })),
  metadata.map((given) => ({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: given, rules: [] })),
);

const resource = fc.oneof(
  { arbitrary: workload, weight: 3 },
  { arbitrary: helmRelease, weight: 2 },
  { arbitrary: plain, weight: 3 },
) as fc.Arbitrary<Json>;

const kind = fc.constantFrom("Deployment", "StatefulSet", "HelmRelease", "ConfigMap", "Service");
const apiVersionOf: Record<string, string> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  HelmRelease: "helm.toolkit.fluxcd.io/v2",
  ConfigMap: "v1",
  Service: "v1",
};

const target = fc
  .record({
    kind: rarely(kind, 2),
    name: rarely(fc.constantFrom("shop", "web", "s.*", ".*b", "x-shop", "web|api"), 2),
    namespace: rarely(fc.constantFrom("apps", "default", "prod"), 4),
    labelSelector: rarely(fc.constantFrom("app=web", "app in (web,api)", "!app", "tier", "app!=web,tier=front"), 4),
  })
  .map((given) => JSON.parse(JSON.stringify(given)) as { [key: string]: Json });

const patchedContainer: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ name: fc.constantFrom("main", "side", "new"), image }),
  fc.record({ name: fc.constantFrom("main", "side"), env: environment, ports }),
  fc.constantFrom<Json>(
    { name: "side", $patch: "delete" },
    { name: "main", $patch: "replace", image: "only:1" },
    { name: "main", args: null },
  ),
) as fc.Arbitrary<Json>;

const patchedPod = fc.oneof(
  fc.array(patchedContainer, { minLength: 1, maxLength: 2 }).map((list) => ({ containers: list })),
  fc
    .array(patchedContainer, { minLength: 1, maxLength: 2 })
    .map((list) => ({ containers: [{ $patch: "replace" }, ...list] })),
  fc.constantFrom<Json>(
    { volumes: null },
    { volumes: [{ name: "v-shop", configMap: { name: "other" } }] },
    { initContainers: null },
    { nodeSelector: { disk: "ssd" }, tolerations: [{ key: "a" }] },
  ),
);

const bodies: Record<string, fc.Arbitrary<Json>> = {
  Deployment: fc.oneof(
    patchedPod.map((spec) => ({ spec: { template: { spec } } })),
    fc.constantFrom<Json>(
      { spec: { replicas: 9 } },
      { spec: { replicas: null } },
      { $patch: "delete" },
      { metadata: { labels: { app: null, extra: "1" } } },
    ),
  ) as fc.Arbitrary<Json>,
  HelmRelease: fc.oneof(
    version.map((each) => ({ spec: { chart: { spec: { version: each } } } })),
    fc.constantFrom<Json>(
      { spec: { values: { image: { tag: null }, containers: [{ name: "x", image: "y:1" }] } } },
      { spec: { chart: null, chartRef: { kind: "OCIRepository", name: "shop" } } },
      { spec: { values: { $patch: "replace", only: 1 } } },
      { spec: { values: { empty: {}, nothing: [], nested: { gone: null, kept: 1 } } } },
      { $patch: "delete" },
    ),
  ) as fc.Arbitrary<Json>,
  ConfigMap: fc.constantFrom<Json>({ data: { a: "patched" } }, { data: { a: null, d: "4" } }, { data: null }),
  Service: fc.constantFrom<Json>(
    { spec: { ports: [{ port: 80, name: "http" }, { port: 443 }] } },
    { spec: { ports: [{ port: 80, $patch: "delete" }] } },
  ),
};
bodies.StatefulSet = bodies.Deployment as fc.Arbitrary<Json>;

const strategic = fc.record({ kind, name, namespace }).chain(({ kind, name, namespace }) =>
  (bodies[kind] as fc.Arbitrary<Json>).map((body) => {
    const given = body as { [key: string]: Json };
    const own = { ...(given.metadata as { [key: string]: Json }), name, ...(namespace ? { namespace } : {}) };
    return { apiVersion: apiVersionOf[kind] as string, kind, ...given, metadata: own } as Json;
  }),
);

/** Objects that are always there, so that a patch without a target often finds one. */
const ANCHORS: { kind: string; name: string }[] = [
  { kind: "Deployment", name: "anchor" },
  { kind: "HelmRelease", name: "anchor" },
  { kind: "ConfigMap", name: "anchor" },
];

const anchored = fc.constantFrom(...ANCHORS).chain(({ kind, name }) =>
  (bodies[kind] as fc.Arbitrary<Json>).map((body) => {
    const given = body as { [key: string]: Json };
    return {
      apiVersion: apiVersionOf[kind] as string,
      kind,
      ...given,
      metadata: { ...(given.metadata as { [key: string]: Json }), name },
    } as Json;
  }),
);

const anchors: fc.Arbitrary<Json[]> = fc
  .tuple(workload, helmRelease, fc.dictionary(fc.constantFrom("a", "b"), version))
  .map(([deployment, release, data]) => [
    { ...deployment, kind: "Deployment", metadata: { name: "anchor", labels: { app: "web" } } },
    { ...release, metadata: { name: "anchor" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "anchor" }, data },
  ]) as unknown as fc.Arbitrary<Json[]>;

const operation = fc.oneof(
  version.map((value) => ({ op: "replace", path: "/metadata/labels", value: { v: value } })),
  fc.constantFrom<Json>(
    { op: "add", path: "/metadata/annotations", value: { added: "yes" } },
    { op: "add", path: "/metadata/labels/app", value: "patched" },
    { op: "replace", path: "/spec/chart/spec/version", value: "9.9.9" },
    { op: "remove", path: "/spec/replicas" },
    { op: "replace", path: "/spec/template/spec/containers/0/image", value: "json:1" },
    { op: "add", path: "/spec/template/spec/containers/-", value: { name: "json", image: "json:2" } },
    { op: "add", path: "/spec/template/spec/containers/0", value: { name: "first", image: "json:3" } },
    { op: "remove", path: "/spec/template/spec/containers/-1" },
    { op: "copy", from: "/metadata/name", path: "/spec/copied" },
    { op: "move", from: "/spec/replicas", path: "/spec/moved" },
    { op: "test", path: "/kind", value: "Deployment" },
  ),
) as fc.Arbitrary<Json>;

const patch = fc.oneof(
  { arbitrary: fc.record({ patch: anchored.map(text) }), weight: 3 },
  { arbitrary: fc.record({ patch: strategic.map(text) }), weight: 1 },
  { arbitrary: fc.record({ target, patch: strategic.map(text) }), weight: 3 },
  { arbitrary: fc.record({ target, patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map(text) }), weight: 3 },
  {
    arbitrary: fc.record({ target, patch: strategic.map(text), options: fc.constant({ allowNameChange: true }) }),
    weight: 1,
  },
);

function text(value: Json): string {
  return JSON.stringify(value, null, 1);
}

const generator = fc.record({
  name,
  namespace: rarely(fc.constantFrom("apps", "prod")),
  behavior: rarely(fc.constantFrom("create", "merge", "replace"), 8),
  literals: fc.uniqueArray(fc.constantFrom("a=1", "b='two words'", "c=x=y"), { maxLength: 3 }),
  files: rarely(fc.constantFrom(["notes.txt"], ["key=notes.txt"]), 2),
  options: rarely(
    fc.constantFrom<Json>({ disableNameSuffixHash: true }, { labels: { gen: "yes" }, immutable: true }),
    2,
  ),
});

const replacement = fc.record({
  source: fc.constantFrom<Json>(
    { kind: "HelmRelease", name: "anchor", fieldPath: "spec.chart.spec.version" },
    { kind: "ConfigMap", name: "anchor", fieldPath: "data.a", options: { delimiter: "." } },
    { kind: "Deployment", name: "anchor" },
  ),
  targets: fc.constantFrom<Json>(
    [{ select: { kind: "Deployment" }, fieldPaths: ["metadata.annotations.from"], options: { create: true } }],
    [
      {
        select: { kind: "Deployment" },
        fieldPaths: ["spec.template.spec.containers.*.image"],
        options: { delimiter: ":", index: 1 },
      },
    ],
    [
      {
        select: { kind: "Deployment" },
        reject: [{ name: "web" }],
        fieldPaths: ["spec.template.spec.containers.[name=main].image"],
      },
    ],
    [{ select: { kind: "ConfigMap", name: "shop" }, fieldPaths: ["data.b"], options: { create: true } }],
  ),
});

const fields = fc.record({
  namespace: rarely(fc.constantFrom("apps", "other"), 3),
  namePrefix: rarely(fc.constantFrom("x-", "dev-"), 3),
  nameSuffix: rarely(fc.constantFrom("-v2", "-b"), 4),
  labels: rarely(
    fc
      .record({ pairs: addedLabels, includeSelectors: fc.boolean(), includeTemplates: fc.boolean() })
      .map((each) => [each]),
    3,
  ),
  commonLabels: rarely(fc.constant({ common: "l" }), 5),
  commonAnnotations: rarely(fc.constant({ common: "a" }), 4),
  images: rarely(
    fc.array(
      fc.record({
        name: fc.constantFrom("nginx", "registry.example/web", "registry.example:5000/team/api", ".*"),
        newName: rarely(fc.constantFrom("mirror.example/n"), 2),
        newTag: rarely(fc.constantFrom("7", "1.10"), 2),
        digest: rarely(fc.constant("sha256:fff"), 3),
        tagSuffix: rarely(fc.constant("-s"), 5),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    2,
  ),
  replicas: rarely(
    fc
      .record({ name: fc.constantFrom("anchor", "anchor", "web"), count: fc.integer({ min: 2, max: 7 }) })
      .map((each) => [each]),
    5,
  ),
  patches: rarely(fc.array(patch, { minLength: 1, maxLength: 3 }), 2),
  patchesStrategicMerge: rarely(
    anchored.map((each) => [text(each)]),
    5,
  ),
  configMapGenerator: rarely(fc.array(generator, { minLength: 1, maxLength: 2 }), 3),
  secretGenerator: rarely(fc.array(generator, { minLength: 1, maxLength: 1 }), 5),
  replacements: rarely(fc.array(replacement, { minLength: 1, maxLength: 1 }), 4),
});

const HEADER = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
const COMPONENT = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };

/** Two bases, a component, and two overlays on top of one another: build `top`. */
export const generatedRepository: fc.Arbitrary<Files> = fc
  .record({
    anchors,
    one: fc.array(resource, { minLength: 1, maxLength: 4 }),
    two: fc.array(resource, { minLength: 1, maxLength: 2 }),
    oneFields: fields,
    component: fields,
    middle: fields,
    top: fields,
    useComponent: fc.boolean(),
    useTwo: fc.boolean(),
    plainLayers: fc.subarray(["oneFields", "component", "middle"] as const),
  })
  .map((given) => {
    const layer = (which: "oneFields" | "component" | "middle") =>
      given.plainLayers.includes(which) ? given[which] : {};
    const kustomization = (header: object, more: object) => JSON.stringify({ ...header, ...more }, null, 1);
    const resources = (list: Json[]) => list.map((each) => JSON.stringify(each, null, 1)).join("\n---\n");
    const files: Files = {
      "one/all.yaml": resources([...given.anchors, ...given.one]),
      "one/kustomization.yaml": kustomization(HEADER, { resources: ["all.yaml"], ...layer("oneFields") }),
      "two/all.yaml": resources(given.two),
      "two/kustomization.yaml": kustomization(HEADER, { resources: ["all.yaml"], namePrefix: "two-" }),
      "component/kustomization.yaml": kustomization(COMPONENT, {
        commonAnnotations: { component: "yes" },
        ...layer("component"),
      }),
      "middle/kustomization.yaml": kustomization(HEADER, {
        resources: ["../one", ...(given.useTwo ? ["../two"] : [])],
        ...layer("middle"),
      }),
      "top/kustomization.yaml": kustomization(HEADER, {
        resources: ["../middle"],
        ...(given.useComponent ? { components: ["../component"] } : {}),
        ...given.top,
      }),
    };
    for (const folder of ["one", "component", "middle", "top"])
      files[`${folder}/notes.txt`] = `notes of ${folder}\nversion: 1.0\n`;
    return files;
  });

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
/**
 * A small fleet in which parts rest on one another by every way that there is, and little more: what changes in one file
 * is seen elsewhere, or takes the place of something else.
 */
const FLUX = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
const SOURCE = "sourceRef: {kind: GitRepository, name: flux-system}";

const applied = (name: string, path: string, more = "") =>
  `${FLUX}metadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  ${SOURCE}\n${more}`;

const FROM = "  postBuild:\n    substituteFrom:\n";
const shared = `${FROM}      - {kind: ConfigMap, name: shared}\n      - {kind: ConfigMap, name: late, optional: true}\n`;

const sync = (cluster: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://git.example.com/fleet, ref: {branch: main}}
---
${applied("flux-system", `./clusters/${cluster}`)}`;

const values = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: flux-system}\ndata:\n${data}`;

const release = (name: string, version: string, more = "", namespace = "apps") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef: {kind: HelmRepository, name: charts, namespace: apps}
${more}`;

const workload = (name: string, image: string, namespace = "apps") =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec: {template: {spec: {containers: [{name: ${name}, image: "${image}"}]}}}
`;

const clusters = ["staging", "prod"] as const;

const ofCluster = (cluster: (typeof clusters)[number]): [string, string][] => {
  const at = `clusters/${cluster}`;
  const minor = cluster === "staging" ? 2 : 1;
  return [
    [`${at}/flux-system/gotk-sync.yaml`, sync(cluster)],
    [`${at}/shared.yaml`, values("shared", `  SHOP: 1.${minor}.0\n  WHERE: ${cluster}\n`)],
    [`${at}/a-web.yaml`, applied("web", "./apps/web", shared)],
    [`${at}/cart.yaml`, applied("cart", `./apps/cart/${cluster}`)],
    [`${at}/late.yaml`, applied("zz-late", "./late")],
    [`${at}/nested.yaml`, applied("nested", "./nested", shared)],
    [`${at}/plain.yaml`, applied("plain", "./apps/plain", `${FROM}      - {kind: ConfigMap, name: shared}\n`)],
    [
      `${at}/twice.yaml`,
      applied("twice", "./apps/twice", `  targetNamespace: ${cluster}\n${FROM}      - {kind: Secret, name: outside}\n`),
    ],
    [
      `apps/cart/${cluster}/kustomization.yaml`,
      "namespace: apps\nnamePrefix: my-\nresources: [../base]\npatches: [{path: patch.yaml}]\nconfigMapGenerator:\n  - name: settings\n    literals: [tag=1.0.0]\n",
    ],
    [`apps/cart/${cluster}/patch.yaml`, release("cart", `3.${minor}.9`)],
  ];
};

export const tangledFleet: ReadonlyMap<string, string> = new Map(
  [
    ...clusters.flatMap(ofCluster),
    [
      "sources/charts.yaml",
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: apps}\nspec: {url: https://charts.example.com}\n",
    ] as const,
    ["apps/web/shop.yaml", release("shop", "${SHOP:=0.1.0}", "  valuesFrom: [{kind: ConfigMap, name: shop-values}]\n")],
    [
      "apps/web/api.yaml",
      `${workload("api", "registry.example/api:1.9.0")}---\n${workload("worker", "registry.example/api:1.9.0")}`,
    ],
    ["apps/web/late.yaml", workload("late", "registry.example/late:${LATE:=0.0.9}")],
    ["apps/cart/base/kustomization.yaml", "resources: [cart.yaml, values.yaml]\n"],
    ["apps/cart/base/cart.yaml", release("cart", "3.0.0")],
    [
      "apps/cart/base/values.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop-values, namespace: apps}\ndata:\n  values.yaml: |\n    image: {repository: registry.example/shop, tag: 4.5.6}\n",
    ],
    // Two of one name on a cluster, and one that two Kustomizations apply.
    ["apps/twice/shop.yaml", release("shop", "9.0.0")],
    ["apps/twice/api.yaml", workload("other", "registry.example/other:1.0.0")],
    ["apps/plain/plain.yaml", workload("plain", "registry.example/plain:${SHOP:=0.0.1}")],
    ["apps/plain/agents.yaml", applied("agents", "./apps/remote", "  commonMetadata: {labels: {by: plain}}\n")],
    ["late/agents.yaml", applied("agents", "./apps/remote", "  commonMetadata: {labels: {by: late}}\n")],
    ["late/values.yaml", values("late", "  LATE: 1.0.0\n")],
    ["late/charts.yaml", applied("charts", "./sources")],
    [
      "nested/one.yaml",
      applied("one", "./apps/${WHERE:=staging}-only", "  postBuild: {substitute: {VERSION: 5.0.0}}\n"),
    ],
    ["nested/charts.yaml", applied("charts", "./sources", "  commonMetadata: {labels: {by: nested}}\n")],
    ["apps/staging-only/one.yaml", workload("one", "registry.example/one:${VERSION}")],
    ["apps/prod-only/one.yaml", workload("one", "registry.example/one:${VERSION}-alpine")],
    ["apps/remote/agent.yaml", workload("agent", "registry.example/agent:2.0.0", "agents")],
    [
      "clusters/prod/set.yaml",
      "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: set, namespace: flux-system}\nspec:\n  inputs:\n    - {app: back, version: 1.2.0}\n  resources:\n    - apiVersion: source.toolkit.fluxcd.io/v1\n      kind: OCIRepository\n      metadata: {name: << inputs.app >>, namespace: apps}\n      spec: {url: oci://registry.example/<< inputs.app >>, ref: {tag: << inputs.version | quote >>}}\n    - apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: {name: << inputs.app >>, namespace: apps}\n      spec: {sourceRef: {kind: OCIRepository, name: << inputs.app >>}}\n",
    ],
    ["CODEOWNERS", "* @example/platform\n/apps/cart/ @example/cart\n"],
  ]
    .map(([path, text]): [string, string] => [path as string, text as string])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** The same where some of it goes to another cluster. */
export const hubFleet: ReadonlyMap<string, string> = new Map(
  [
    ...tangledFleet,
    [
      "nested/remote.yaml",
      applied("remote", "./apps/remote", "  kubeConfig: {secretRef: {name: edge-kubeconfig}}\n"),
    ] as const,
  ].sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** What is pushed to it, where, and what has to be seen elsewhere. */
export const tangledPushes: readonly { about: string; file: string; from: string; to: string }[] = [
  {
    about: "a variable that others take has another value",
    file: "clusters/staging/shared.yaml",
    from: "SHOP: 1.2.0",
    to: "SHOP: 1.3.0",
  },
  {
    about: "a Kustomization takes its variables from somewhere else",
    file: "clusters/staging/plain.yaml",
    from: "{kind: ConfigMap, name: shared}",
    to: "{kind: ConfigMap, name: late}",
  },
  {
    about: "a Kustomization takes them from where nobody has them",
    file: "clusters/staging/plain.yaml",
    from: "{kind: ConfigMap, name: shared}",
    to: "{kind: Secret, name: nowhere}",
  },
  {
    about: "what somebody else applies in the end is applied in another form",
    file: "apps/plain/agents.yaml",
    from: "by: plain",
    to: "by: another",
  },
  {
    about: "what is applied in the end is applied in another form by the last one",
    file: "late/agents.yaml",
    from: "by: late",
    to: "by: another",
  },
  {
    about: "charts come from somewhere else",
    file: "sources/charts.yaml",
    from: "charts.example.com",
    to: "elsewhere.example.com",
  },
  {
    about: "one of two that a line feeds is fed by a line of its own",
    file: "clusters/prod/a-web.yaml",
    from: "  postBuild:",
    to: "  images: [{name: registry.example/api, newTag: 2.0.0}]\n  postBuild:",
  },
  {
    about: "a bundle is called otherwise by where it is from",
    file: "clusters/prod/set.yaml",
    from: "oci://registry.example/<<",
    to: "oci://registry.example/our-<<",
  },
  {
    about: "what is said to be missing stands on another line",
    file: "clusters/staging/twice.yaml",
    from: "apiVersion",
    to: "# Twice.\napiVersion",
  },
  {
    about: "a Kustomization goes to another cluster",
    file: "clusters/staging/cart.yaml",
    from: "  path:",
    to: "  kubeConfig: {secretRef: {name: far-kubeconfig}}\n  path:",
  },
  {
    about: "a release goes to another cluster",
    file: "apps/web/shop.yaml",
    from: "  chart:",
    to: "  kubeConfig: {secretRef: {name: far-kubeconfig}}\n  chart:",
  },
  {
    about: "a Kustomization reads another folder, by a variable",
    file: "clusters/staging/shared.yaml",
    from: "WHERE: staging",
    to: "WHERE: prod",
  },
  {
    about: "a workload has no version any more",
    file: "apps/web/late.yaml",
    from: "registry.example/late:${LATE:=0.0.9}",
    to: "registry.example/late",
  },
  {
    about: "a variable is set by nobody",
    file: "apps/web/late.yaml",
    from: "${LATE:=0.0.9}",
    to: "${NOBODY}",
  },
];

/** A fleet whose applications are put together by a generator, file by file. */
export const generatedFleet: ReadonlyMap<string, string> = new Map([
  ["apps/shop/shop.yaml", release("shop", "1.0.0")],
  ["apps/shop/web.yaml", workload("web", "registry.example/web:1.0.0")],
  [
    "clusters/staging/apps.yaml",
    `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: apps, namespace: flux-system}
spec:
  sources: [{alias: fleet, kind: GitRepository, name: flux-system}]
  artifacts: [{name: shop, copy: [{from: "@fleet/apps/shop/**", to: "@artifact/"}]}]
---
${applied("shop", "./").replace(SOURCE, "sourceRef: {kind: ExternalArtifact, name: shop}")}`,
  ],
  ["clusters/staging/flux-system/gotk-sync.yaml", sync("staging")],
  ["clusters/staging/other.yaml", applied("other", "./other")],
  ["other/web.yaml", workload("other", "registry.example/other:1.0.0")],
]);

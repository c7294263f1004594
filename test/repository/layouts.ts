/**
 * Small repositories in the layouts that teams use, in our own words: what each is about, its files, and
 * what somebody who owns it would say stands in it. Long because it is a table.
 */
type Files = Record<string, string>;

export type Layout = {
  about: string;
  files: Files;
  /** `service, environment, cluster, version, file:line, form`. */
  deployments: string[];
  /** Rules of the problems that it has. */
  problems?: string[];
};

const FLUX = "kustomize.toolkit.fluxcd.io/v1";

function fluxKustomization(name: string, path: string, more = "", source = "GitRepository"): string {
  return `apiVersion: ${FLUX}\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: ${source}\n    name: flux-system\n${more}`;
}

function cluster(path: string, branch = "main"): Files {
  const source = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: ${branch}\n  url: ssh://git@git.example.com/fleet\n`;
  return { [`${path}/flux-system/gotk-sync.yaml`]: `${source}---\n${fluxKustomization("flux-system", `./${path}`)}` };
}

function release(name: string, version: string, values = ""): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: apps\nspec:\n  interval: 30m\n  chart:\n    spec:\n      chart: ${name}\n      version: ${version}\n      sourceRef:\n        kind: HelmRepository\n        name: charts\n${values}`;
}

const CHARTS = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: charts\n  namespace: apps\nspec:\n  url: https://charts.example.com\n`;

function workload(name: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n          image: ${image}\n`;
}

/** The files of each of some names, together. */
function each(names: readonly string[], files: (name: string) => Files): Files {
  return Object.assign({}, ...names.map(files)) as Files;
}

const STAGES = ["staging", "production"] as const;

export const layouts: readonly Layout[] = [
  {
    about: "releases in a base, with a patch for each environment that is found by its target",
    files: {
      "apps/base/kustomization.yaml": "resources: [web.yaml, charts.yaml]\n",
      "apps/base/web.yaml": release("web", '"*"'),
      "apps/base/charts.yaml": CHARTS,
      ...each(STAGES, (stage) => ({
        ...cluster(`clusters/${stage}`),
        [`clusters/${stage}/apps.yaml`]: fluxKustomization("apps", `./apps/${stage}`),
        [`apps/${stage}/kustomization.yaml`]:
          "resources: [../base]\npatches:\n  - path: web.yaml\n    target: {kind: HelmRelease, name: w.*}\n",
        [`apps/${stage}/web.yaml`]: `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: any\nspec:\n  chart:\n    spec:\n      version: ${stage === "staging" ? "1.x" : "1.4.2"}\n`,
      })),
    },
    deployments: [
      "web, production, production, 1.4.2, apps/production/web.yaml:8, chart-version",
      "web, staging, staging, 1.x, apps/staging/web.yaml:8, chart-range",
    ],
  },
  {
    about: "no Helm: workloads with the images of each overlay",
    files: {
      "deploy/base/kustomization.yaml": "resources: [web.yaml]\n",
      "deploy/base/web.yaml": workload("web", "registry.example/web:latest"),
      ...each(STAGES, (stage) => ({
        ...cluster(`clusters/${stage}`),
        [`clusters/${stage}/web.yaml`]: fluxKustomization("web", `./deploy/${stage}`, "  targetNamespace: web\n"),
        [`deploy/${stage}/kustomization.yaml`]: `resources: [../base]\nimages:\n  - name: registry.example/web\n    newTag: "${stage === "staging" ? "1.10" : "1.9"}"\n`,
      })),
    },
    deployments: [
      "web, production, production, 1.9, deploy/production/kustomization.yaml:4, kustomize-image",
      "web, staging, staging, 1.10, deploy/staging/kustomization.yaml:4, kustomize-image",
    ],
  },
  {
    about: "one set of releases, and a ConfigMap of variables on each cluster, some of them from a Secret outside",
    files: {
      "apps/charts.yaml": CHARTS,
      "apps/web.yaml": release("web", `\${WEB_VERSION:=0.0.0}`),
      "apps/api.yaml": release("api", `\${API_VERSION}`),
      ...each(["eu-prod", "eu-test"], (name) => ({
        ...cluster(`clusters/${name}`),
        [`clusters/${name}/vars.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: vars\n  namespace: flux-system\ndata:\n  WEB_VERSION: "${name === "eu-prod" ? "1.2.3" : "1.3.0"}"\n`,
        [`clusters/${name}/apps.yaml`]: fluxKustomization(
          "apps",
          "./apps",
          "  postBuild:\n    substituteFrom:\n      - {kind: ConfigMap, name: vars}\n      - {kind: Secret, name: outside}\n",
        ),
      })),
    },
    deployments: [
      `api, production, eu-prod, \${API_VERSION}, apps/api.yaml:11, chart-version`,
      `api, test, eu-test, \${API_VERSION}, apps/api.yaml:11, chart-version`,
      "web, production, eu-prod, 1.2.3, clusters/eu-prod/vars.yaml:7, config-value",
      "web, test, eu-test, 1.3.0, clusters/eu-test/vars.yaml:7, config-value",
    ],
    problems: ["unresolved-variable", "variables-outside"],
  },
  {
    about: "flux-operator: a FluxInstance on each cluster, ResourceSets with inputs of their own and of a provider",
    files: each(["staging", "prod-eu"], (name) => ({
      [`clusters/${name}/flux.yaml`]: `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  distribution:\n    version: "=2.7.3"\n  sync:\n    kind: OCIRepository\n    url: oci://registry.example/fleet\n    ref: ${name === "staging" ? "latest" : "v1.0.0"}\n    path: clusters/${name}\n`,
      [`clusters/${name}/apps.yaml`]: `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  type: Static\n  defaultValues:\n    app: front\n    version: "${name === "staging" ? "6.6.0" : "6.5.0"}"\n---\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  inputs:\n    - app: back\n      version: 1.2.0\n  inputsFrom:\n    - kind: ResourceSetInputProvider\n      name: apps\n  resources:\n    - apiVersion: source.toolkit.fluxcd.io/v1\n      kind: OCIRepository\n      metadata: {name: << inputs.app >>, namespace: apps}\n      spec:\n        url: oci://registry.example/<< inputs.app >>\n        ref: {tag: << inputs.version | quote >>}\n    - apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata: {name: << inputs.app >>, namespace: apps}\n      spec:\n        chartRef: {kind: OCIRepository, name: << inputs.app >>}\n`,
    })),
    deployments: ["prod-eu", "staging"].flatMap((name) => {
      const environment = name === "staging" ? "staging" : "production";
      const front = name === "staging" ? "6.6.0" : "6.5.0";
      return [
        `back, ${environment}, ${name}, 1.2.0, clusters/${name}/apps.yaml:20, resource-set-input`,
        `flux, ${environment}, ${name}, =2.7.3, clusters/${name}/flux.yaml:8, distribution-version`,
        `front, ${environment}, ${name}, ${front}, clusters/${name}/apps.yaml:10, resource-set-input`,
      ];
    }),
  },
  {
    about: "components that carry the images, and clusters whose names have a space",
    files: {
      "apps/base/kustomization.yaml": "resources: [api.yaml]\nnamespace: api\n",
      "apps/base/api.yaml": workload("api", "registry.example/api"),
      ...each(["Dev", "Prod East"], (name) => {
        const stage = name === "Dev" ? "dev" : "prod";
        return {
          ...cluster(`clusters/${name}`),
          [`clusters/${name}/apps.yaml`]: fluxKustomization("apps", `./apps/${stage}`),
          [`apps/${stage}/kustomization.yaml`]: `resources: [../base]\ncomponents: [../parts/${stage}]\n`,
          [`apps/parts/${stage}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - {name: registry.example/api, newTag: "${stage === "dev" ? "2.1.0" : "2.0.0"}"}\n`,
        };
      }),
    },
    deployments: [
      "api, development, Dev, 2.1.0, apps/parts/dev/kustomization.yaml:4, kustomize-image",
      "api, production, Prod East, 2.0.0, apps/parts/prod/kustomization.yaml:4, kustomize-image",
    ],
  },
  {
    about: "values files through a configMapGenerator",
    files: {
      "apps/base/kustomization.yaml": "resources: [web.yaml, charts.yaml]\nconfigurations: [names.yaml]\n",
      "apps/base/names.yaml":
        "nameReference:\n  - kind: ConfigMap\n    version: v1\n    fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]\n",
      "apps/base/charts.yaml": CHARTS,
      "apps/base/web.yaml": release("web", "0.3.0", "  valuesFrom:\n    - {kind: ConfigMap, name: web-values}\n"),
      ...each(STAGES, (stage) => ({
        ...cluster(`clusters/${stage}`),
        [`clusters/${stage}/apps.yaml`]: fluxKustomization("apps", `./apps/${stage}`),
        [`apps/${stage}/kustomization.yaml`]:
          "namespace: apps\nresources: [../base]\nconfigMapGenerator:\n  - name: web-values\n    files: [values.yaml]\n",
        [`apps/${stage}/values.yaml`]: `image:\n  repository: registry.example/web\n  tag: ${stage === "staging" ? "1.1.0" : "1.0.0"}\n`,
      })),
    },
    deployments: [
      "web, production, production, 1.0.0, apps/production/values.yaml:3, values-tag",
      "web, staging, staging, 1.1.0, apps/staging/values.yaml:3, values-tag",
    ],
  },
  {
    about: "inline patches in the Flux Kustomizations of each cluster over one release",
    files: {
      "apps/web/web.yaml": release("web", "6.0.0"),
      "apps/web/charts.yaml": CHARTS,
      ...each(["dev-1", "dev-2", "prod-1"], (name) => ({
        ...cluster(`clusters/${name}`),
        [`clusters/${name}/web.yaml`]: fluxKustomization(
          "web",
          "./apps/web",
          `  patches:\n    - patch: |\n        - op: replace\n          path: /spec/chart/spec/version\n          value: ${name === "prod-1" ? "6.5.4" : "6.6.0"}\n      target: {kind: HelmRelease, name: web}\n`,
        ),
      })),
    },
    deployments: [
      "web, development, dev-1, 6.6.0, clusters/dev-1/web.yaml:17, chart-version",
      "web, development, dev-2, 6.6.0, clusters/dev-2/web.yaml:17, chart-version",
      "web, production, prod-1, 6.5.4, clusters/prod-1/web.yaml:17, chart-version",
    ],
  },
  {
    about: "variables in the paths, two levels of Flux Kustomizations down",
    files: {
      "platform/kyverno.yaml": fluxKustomization(
        "kyverno",
        `./components/\${ENV}`,
        `  postBuild:\n    substitute:\n      VERSION: \${KYVERNO_VERSION}\n`,
      ),
      "components/base/kustomization.yaml": "resources: [kyverno.yaml, charts.yaml]\n",
      "components/base/kyverno.yaml": release("kyverno", `\${VERSION}`),
      "components/base/charts.yaml": CHARTS,
      ...each(["dev", "prod"], (stage) => ({
        ...cluster(`clusters/aks-${stage}`),
        [`components/${stage}/kustomization.yaml`]: "resources: [../base]\n",
        [`clusters/aks-${stage}/platform.yaml`]: fluxKustomization(
          "platform",
          "./platform",
          `  postBuild:\n    substitute:\n      ENV: ${stage}\n      KYVERNO_VERSION: "${stage === "dev" ? "3.2.0" : "3.1.0"}"\n`,
        ),
      })),
    },
    deployments: [
      "kyverno, development, aks-dev, 3.2.0, clusters/aks-dev/platform.yaml:16, substitute",
      "kyverno, production, aks-prod, 3.1.0, clusters/aks-prod/platform.yaml:16, substitute",
    ],
  },
  {
    about: "a folder for each environment, bootstrapped from branches of their own, with sources pinned by tag",
    files: each(["development", "production"], (stage) => ({
      ...cluster(`environments/${stage}`, stage === "production" ? "production" : "main"),
      [`environments/${stage}/payments.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: payments\n  namespace: flux-system\nspec:\n  url: https://git.example.com/payments\n  ref:\n    tag: ${stage === "production" ? "v1.4.0" : "v1.5.0"}\n---\n${fluxKustomization("payments", "./deploy").replace("name: flux-system\n", "name: payments\n")}`,
    })),
    deployments: [
      "payments, development, development, v1.5.0, environments/development/payments.yaml:9, git-tag",
      "payments, production, production, v1.4.0, environments/production/payments.yaml:9, git-tag",
    ],
  },
  {
    about: "a gotk-sync.yaml that was copied from the cluster beside it",
    files: {
      ...cluster("clusters/staging"),
      "clusters/production/flux-system/gotk-sync.yaml": Object.values(cluster("clusters/staging"))[0] as string,
      ...each(STAGES, (stage) => ({
        [`clusters/${stage}/apps.yaml`]: fluxKustomization("apps", `./apps/${stage}`),
        [`apps/${stage}/web.yaml`]: workload("web", `registry.example/web:${stage === "staging" ? "1.1.0" : "1.0.0"}`),
      })),
    },
    deployments: [
      "web, production, production, 1.1.0, apps/staging/web.yaml:10, workload-image",
      "web, staging, staging, 1.1.0, apps/staging/web.yaml:10, workload-image",
    ],
    problems: ["sync-names-other-path"],
  },
];

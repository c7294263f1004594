import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { renderFlux } from "../render.ts";
import { adopt } from "./adopt.ts";
import { setVersion } from "./report.ts";

const KUSTOMIZE = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
const SOURCE = "sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}";

/** A hub that installs releases on a cluster, by a patch of its Kustomization over all of them. */
function spoke(name: string): string {
  return `${KUSTOMIZE}metadata: {name: apps, namespace: ${name}}
spec:
  path: ./clusters/${name}/apps
  targetNamespace: ${name}
  ${SOURCE}
  patches:
    - target: {kind: HelmRelease}
      patch: |
        - op: add
          path: /spec/kubeConfig
          value: {secretRef: {name: cluster-kubeconfig}}
---
${KUSTOMIZE}metadata: {name: tenants, namespace: ${name}}
spec:
  path: ./clusters/${name}/tenants
  ${SOURCE}
  kubeConfig: {secretRef: {name: cluster-kubeconfig}}
`;
}

const release = (version: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart:
    spec: {chart: shop, version: ${version}, sourceRef: {kind: HelmRepository, name: shop}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: shop}
spec: {url: https://charts.example}
`;

const agent = (version: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: agent, namespace: agents}
spec: {template: {spec: {containers: [{name: agent, image: "example/agent:${version}"}]}}}
`;

const hub = repositoryOf({
  "hub/staging.yaml": spoke("staging"),
  "hub/production.yaml": spoke("production"),
  "clusters/staging/apps/shop.yaml": release("1.1.0"),
  "clusters/production/apps/shop.yaml": release("1.0.0"),
  "clusters/staging/tenants/agent.yaml": agent("3.1.0"),
  "clusters/production/tenants/agent.yaml": agent("3.0.0"),
});

describe("a hub that applies to other clusters", () => {
  it("shows what it installs on the cluster that it goes to, and says how that is known", () => {
    const { clusters, deployments } = adopt(hub);
    expect(clusters.map(({ name, environment, certainty }) => [name, environment, certainty])).toEqual([
      ["hub", "hub", "guess"],
      ["production", "production", "likely"],
      ["staging", "staging", "likely"],
    ]);
    expect(clusters[1]?.reason).toMatch(/^hub applies to it\. The Secret cluster-kubeconfig leads .* namespace/);
    expect(deployments.map(({ service, cluster, version }) => [service, cluster, version]).sort()).toEqual([
      ["agent", "production", "3.0.0"],
      ["agent", "staging", "3.1.0"],
      ["shop", "production", "1.0.0"],
      ["shop", "staging", "1.1.0"],
    ]);
  });

  it("prints each object for the cluster that it is applied on: the release on the hub, its workloads elsewhere", () => {
    const printed = renderFlux(hub).map(({ cluster, objects }) => [
      cluster,
      objects.flatMap(({ kind, name }) => (kind === "Kustomization" ? [] : `${kind}/${name}`)),
    ]);
    expect(printed).toEqual([
      ["hub", ["HelmRelease/shop", "HelmRelease/shop"]],
      ["production", ["Deployment/agent"]],
      ["staging", ["Deployment/agent"]],
    ]);
  });

  it("changes the version of one of them and of no other", () => {
    for (const service of ["shop", "agent"]) {
      const result = setVersion(hub, { service, environment: "production", version: "9.9.9" });
      expect(result.ok ? result.value.plan.files.map(({ path }) => path) : result).toEqual([
        service === "shop" ? "clusters/production/apps/shop.yaml" : "clusters/production/tenants/agent.yaml",
      ]);
    }
  });

  it("lets people say what a cluster is called, where it belongs, and that it is none", () => {
    const corrections = {
      clusterMatches: { staging: { name: "stg-1" } },
      clusterEnvironment: { staging: "test" },
      notClusters: ["production"],
    };
    const { clusters, deployments } = adopt(hub, { corrections });
    expect(clusters.map(({ name, called, environment }) => [name, called, environment])).toEqual([
      ["hub", undefined, "hub"],
      ["stg-1", "staging", "test"],
    ]);
    expect(new Set(deployments.map(({ cluster }) => cluster))).toEqual(new Set(["stg-1"]));
  });

  it.each([
    ["prod-eu-kubeconfig", "flux-system", "./apps", "prod-eu"],
    ["cluster-prod-eu", "flux-system", "./apps", "prod-eu"],
    ["prod-eu", "apps", "./apps", "prod-eu"],
    ["kubeconfig", "prod-eu", "./apps", "prod-eu"],
    ["kubeconfig", "flux-system", "./clusters/prod-eu/apps", "prod-eu"],
    ["kubeconfig", "flux-system", "./apps", "worker-apps"],
  ])("a Secret %s in %s that leads %s elsewhere is of %s", (secret, namespace, path, name) => {
    const { clusters } = adopt(
      repositoryOf({
        "hub/ks.yaml": `${KUSTOMIZE}metadata: {name: worker-apps, namespace: ${namespace}}\nspec: {path: ${path}, ${SOURCE}, kubeConfig: {secretRef: {name: ${secret}}}}\n`,
        [`${path.slice(2)}/agent.yaml`]: agent("1.0.0"),
      }),
    );
    expect(clusters.map((cluster) => cluster.name)).toEqual(["hub", name]);
  });

  it("takes the name from the ConfigMap that leads there without a Secret", () => {
    const map =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubeconfig, namespace: flux-system}\ndata: {provider: aws, cluster: arn:aws:eks:eu-central-1:123456789012:cluster/shop-live}\n";
    const { clusters } = adopt(
      repositoryOf({
        "hub/ks.yaml": `${KUSTOMIZE}metadata: {name: apps, namespace: flux-system}\nspec: {path: ./apps, ${SOURCE}, kubeConfig: {configMapRef: {name: kubeconfig}}}\n---\n${map}`,
        "apps/agent.yaml": agent("1.0.0"),
      }),
    );
    expect(clusters.map(({ name, environment }) => [name, environment])).toEqual([
      ["hub", "hub"],
      ["shop-live", "production"],
    ]);
  });
});

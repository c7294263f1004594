import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { adopt } from "./adopt.ts";
import { isAgainstRails } from "./rail-list.ts";
import { guardRails } from "./rails.ts";
import { fluxKustomization, kustomization, release, releaseFrom, sample, workload } from "./sample.ts";

const values = (text: string) => release("9.0.0", `  values:\n${text.replace(/^/gm, "    ")}\n`);

describe("services", () => {
  it("are led by the image that is their own, else by the chart", () => {
    const own = adopt(
      sample({ "apps/production/web.yaml": values("image: {repository: r.example.com/web, tag: 1.2.3}") }),
    );
    expect(own.deployments).toMatchObject([
      { version: "1.2.3", form: "values-tag", chart: "web", others: [{ version: "9.0.0", what: "chart web" }] },
    ]);
    const other = adopt(
      sample({ "apps/production/web.yaml": values("sidecar: {image: {repository: r.example.com/proxy, tag: 1.2.3}}") }),
    );
    expect(other.deployments).toMatchObject([
      { version: "9.0.0", form: "chart-version", others: [{ version: "1.2.3" }] },
    ]);
    expect(other.deployments[0]?.reason).toMatch(/other names/);
  });

  it("are led by an image that carries the product's name in front of its own", () => {
    const text = values("java: {image: r.example.com/shop/web:1.2.3}").replaceAll("name: web", "name: shop-web");
    expect(adopt(sample({ "apps/production/web.yaml": text })).deployments).toMatchObject([
      { service: "shop-web", version: "1.2.3", form: "values-image" },
    ]);
  });

  it("are told apart where two of one name run on a cluster", () => {
    const found = adopt(
      sample({
        "apps/production/one.yaml": workload("r.example.com/redis:7", "redis"),
        "apps/production/two.yaml": workload("r.example.com/redis:8", "redis").replaceAll(
          "namespace: shop",
          "namespace: cart",
        ),
      }),
    );
    expect(found.services.map(({ name }) => name)).toEqual(["redis.cart", "redis.shop"]);
  });

  it.each(["constructor", "valueof", "__proto__"])("may be called %s, whatever is corrected of others", (name) => {
    const text = workload("r.example.com/web:1").replaceAll("name: web", `name: ${name}`);
    const one = { other: "another" };
    const { services, clusters } = adopt(sample({ "apps/production/web.yaml": text }), {
      corrections: {
        servicesApart: one,
        serviceNames: one,
        teams: one,
        clusterEnvironment: one,
        deploymentServices: one,
      },
    });
    expect(services).toMatchObject([{ name, reason: `Deployment ${name} on 1 cluster.` }]);
    expect(services[0]).not.toHaveProperty("team");
    expect(clusters).toMatchObject([{ environment: "production" }]);
    const named = JSON.parse(`{"${name}":"shop"}`);
    const corrected = adopt(sample({ "apps/production/web.yaml": text }), { corrections: { serviceNames: named } });
    expect(corrected.services).toMatchObject([{ name: "shop" }]);
  });

  it("keep their name where two Kustomizations apply the same thing", () => {
    const found = adopt(
      sample({
        "apps/production/web.yaml": workload("r.example.com/web:1"),
        "clusters/production/once-more.yaml": fluxKustomization("once-more", "./apps/production"),
      }),
    );
    expect(found.services.map(({ name }) => name)).toEqual(["web"]);
    expect(found.deployments).toHaveLength(1);
  });

  it("are one where the name carries the environment", () => {
    const found = adopt(
      sample(
        {
          "apps/staging/web.yaml": workload("r.example.com/web:2", "web-staging"),
          "apps/production/web.yaml": workload("r.example.com/web:1", "web-prod"),
        },
        "staging",
        "production",
      ),
    );
    expect(found.services.map(({ name }) => name)).toEqual(["web"]);
    expect(found.deployments.map(({ id }) => id)).toEqual([
      "production/Deployment/shop/web-prod",
      "staging/Deployment/shop/web-staging",
    ]);
  });

  it("are bundles where a Kustomization applies something from elsewhere", () => {
    const oci =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: base, namespace: flux-system}\nspec:\n  url: oci://r.example.com/flux/platform\n  ref: {tag: 1.2.3}\n---\n";
    const from = fluxKustomization("platform", "./").replace(
      "kind: GitRepository\n    name: flux-system",
      "kind: OCIRepository\n    name: base",
    );
    const found = adopt(
      sample({
        "clusters/production/platform.yaml": oci + from,
        "apps/production/web.yaml": workload("r.example.com/web:1"),
      }),
    );
    expect(found.deployments.find(({ service }) => service === "platform")).toMatchObject({
      kind: "Kustomization",
      version: "1.2.3",
      source: { kind: "oci", url: "oci://r.example.com/flux/platform" },
    });
    expect(found.problems).toEqual([]);
  });

  it("are not Flux's own controllers", () => {
    const controller = workload("ghcr.io/fluxcd/source-controller:v1.9.1", "source-controller").replace(
      "namespace: shop}",
      "namespace: shop, labels: {app.kubernetes.io/part-of: flux}}",
    );
    expect(adopt(sample({ "apps/production/flux.yaml": controller })).services).toEqual([]);
  });
});

describe("what people correct", () => {
  const repository = sample({
    "apps/production/web.yaml": values("image: {repository: r.example.com/web, tag: 1.2.3}"),
  });
  it("decides over every guess", () => {
    const found = adopt(repository, {
      corrections: {
        clusterEnvironment: { production: "live" },
        environments: { live: { isProduction: true, order: 3 } },
        serviceNames: { web: "shop" },
        teams: { shop: "cart" },
        leading: { "production/HelmRelease/shop/web": "spec.chart.spec.version" },
      },
    });
    expect(found.environments).toMatchObject([{ name: "live", isProduction: true }]);
    expect(found.services).toMatchObject([{ name: "shop", team: "cart" }]);
    expect(found.deployments).toMatchObject([
      {
        service: "shop",
        environment: "live",
        version: "9.0.0",
        reason: "It was chosen by hand.",
        others: [{ version: "1.2.3" }],
      },
    ]);
    expect(adopt(repository, { corrections: { ignored: ["production/HelmRelease/shop/web"] } }).deployments).toEqual(
      [],
    );
    expect(adopt(repository, { corrections: { notClusters: ["production"] } }).clusters).toEqual([]);
  });
});

describe("guard rails", () => {
  const rails = (files: Record<string, string>, ...clusters: string[]) => {
    const repository = sample(files, ...clusters);
    return guardRails(repository, adopt(repository)).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
  };

  it.each([
    ["a range", release('"1.x"'), "apps/production/web.yaml:16 range-in-production"],
    ["a moving tag", workload("r.example.com/web:latest"), "apps/production/web.yaml:11 floating-in-production"],
    [
      "a branch",
      releaseFrom("GitRepository", "  url: https://git.example.com/web\n  ref: {branch: main}\n"),
      "apps/production/web.yaml:6 branch-in-production",
    ],
    ["a pre-release", release("1.2.3-rc.1"), "apps/production/web.yaml:16 prerelease-in-production"],
    [
      "a marker that undoes a pin",
      release('1.2.3 # {"$imagepolicy": "shop:web:tag"}'),
      "apps/production/web.yaml:16 marker-undoes-pin",
    ],
    [
      "a removed API version",
      release("1.2.3").replace("helm.toolkit.fluxcd.io/v2", "helm.toolkit.fluxcd.io/v2beta1"),
      "apps/production/web.yaml:6 removed-api-version",
    ],
    [
      "a chart whose source is not there",
      `${release("1.2.3")}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: other, namespace: shop}
spec: {chart: other, version: 1.0.0, sourceRef: {kind: HelmRepository, name: nothing}}
`,
      "apps/production/web.yaml:19 source-missing",
    ],
    [
      "a source that is not there",
      release("1.2.3").replace("name: charts}\n", "name: nothing}\n"),
      "apps/production/web.yaml:6 source-missing",
    ],
  ])("find %s in production", (_what, text, finding) => {
    expect(rails({ "apps/production/web.yaml": text })).toEqual([finding]);
  });

  it("find what moves beside the version that leads", () => {
    const values = (tag: string) =>
      `  values:\n    image: {repository: r.example.com/web, tag: 1.2.3}\n    proxy: {repository: r.example.com/proxy, tag: ${tag}}\n`;
    expect(rails({ "apps/production/web.yaml": release('"1.x"', values("latest")) })).toEqual([
      "apps/production/web.yaml:16 range-in-production",
      "apps/production/web.yaml:20 floating-in-production",
    ]);
    expect(rails({ "apps/production/web.yaml": release("1.2.3", values("1.0.0")) })).toEqual([]);
  });

  it("have nothing against a chart of the repository itself, which moves with what is merged", () => {
    const web = release(null)
      .replace("chart: web", "chart: ./charts/web")
      .replace("HelmRepository, name: charts}", "GitRepository, name: flux-system, namespace: flux-system}");
    const repository = sample({ "apps/production/web.yaml": web });
    expect(guardRails(repository, adopt(repository))).toEqual([]);
    const withoutSource = new Map(repository.files).set(
      "clusters/production/flux-system/gotk-sync.yaml",
      fluxKustomization("flux-system", "./clusters/production"),
    );
    const adoption = adopt(repositoryOf(withoutSource));
    expect(adoption.deployments).toMatchObject([
      { version: "HEAD", policy: "follows-branch", place: { file: "apps/production/web.yaml", line: 15 } },
    ]);
    expect(guardRails(repository, adoption)).toEqual([]);
  });

  it("find a range in ref.tag anywhere, and nothing where all is well", () => {
    const range = releaseFrom("OCIRepository", "  url: oci://r.example.com/web\n  ref: {tag: 1.x}\n");
    expect(rails({ "apps/staging/web.yaml": range }, "staging")).toEqual(["apps/staging/web.yaml:6 range-in-tag"]);
    expect(rails({ "apps/production/web.yaml": release("1.2.3") })).toEqual([]);
  });

  it("find an overlay that does not build, with the line that says so", () => {
    expect(rails({ "apps/production/kustomization.yaml": kustomization("resources:\n  - missing.yaml\n") })).toEqual([
      "apps/production/kustomization.yaml:4 does-not-build",
    ]);
  });

  it("have nothing against names and paths that variables from elsewhere bring", () => {
    const variables = "  postBuild: {substituteFrom: [{kind: Secret, name: keys}]}\n";
    const dollar = (name: string) => `$${"{"}${name}}`;
    const files = (path: string) => ({
      "clusters/production/apps.yaml": fluxKustomization("apps", "./apps/production", variables),
      "apps/production/ks.yaml": fluxKustomization("web", path),
      "apps/production/web.yaml": release("1.2.3").replace("name: charts}\n", `name: "${dollar("CHARTS")}"}\n`),
    });
    const told = rails(files(`./web/${dollar("STAGE")}`)).map((finding) => finding.split(" ")[1]);
    expect(told.sort()).toEqual(["unresolved-variable", "unresolved-variable", "variables-outside"]);
    expect(rails(files("./web"))).toContain("apps/production/ks.yaml:8 does-not-build");
  });

  it("have nothing against what the repository leaves to somebody else, though it is told", () => {
    const variables = "  postBuild: {substituteFrom: [{kind: Secret, name: keys}]}\n";
    const repository = sample({
      "apps/production/apps.yaml": fluxKustomization("web", "./web", variables),
      "web/web.yaml": release("1.2.3", `  values: {host: 'web.$${"{DOMAIN}"}'}\n`),
    });
    const findings = guardRails(repository, adopt(repository));
    expect(findings.map(({ rule }) => rule)).toEqual(["variables-outside"]);
    expect(isAgainstRails(findings)).toBe(false);
    expect(isAgainstRails([...findings, { file: "a.yaml", line: 1, rule: "does-not-build", message: "" }])).toBe(true);
  });
});

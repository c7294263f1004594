import { describe, it } from "vitest";
import { follow, replaced } from "./follow.ts";
import { movingFleet } from "./moving-fleet.ts";

const workload = (name: string, version: string, namespace = "apps", kind = "Deployment") =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {template: {spec: {containers: [{name: main, image: "registry.example/main:${version}"}]}}}\n`;

const overlay = (service: string, where: string) => `apps/${service}/${where}/kustomization.yaml`;

/** With one more file in an overlay, or in a base. */
const also = (file: string) => (text: string) => text.replace("resources:\n", `resources:\n  - ${file}\n`);
const without = (file: string) => (text: string) => text.replace(`  - ${file}\n`, "");

describe("what a push declares is told as from nothing", () => {
  it("where a release takes its values from what somebody else applies", () => {
    const tags = (tag: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tags, namespace: apps}\ndata:\n  values.yaml: |\n    image: {repository: registry.example/service-0, tag: ${tag}}\n`;
    const base = "apps/service-1/base/kustomization.yaml";
    follow(movingFleet, [
      {
        "apps/service-0/base/release.yaml": replaced(
          "spec:\n",
          "spec:\n  valuesFrom: [{kind: ConfigMap, name: tags}]\n",
        ),
        "apps/service-1/base/tags.yaml": tags("1.0.0"),
        [base]: also("tags.yaml"),
      },
      { "apps/service-1/base/tags.yaml": tags("1.1.0") },
      { [base]: without("tags.yaml") },
      { [base]: also("tags.yaml") },
    ]);
  });

  it("where the source of a release is missing, comes, and goes", () => {
    const charts =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: own, namespace: apps}\nspec: {url: https://own.example.com}\n";
    const base = "apps/service-1/base/kustomization.yaml";
    follow(movingFleet, [
      { "apps/service-0/base/release.yaml": replaced("name: charts", "name: own") },
      { "apps/service-1/base/own.yaml": charts, [base]: also("own.yaml") },
      { "apps/service-1/base/own.yaml": charts.replace("own.example.com", "other.example.com") },
      { [base]: without("own.yaml") },
    ]);
  });

  it("where names are told apart, or come together", () => {
    const base = "apps/service-1/base/kustomization.yaml";
    follow(movingFleet, [
      {
        "apps/service-0/staging/pay.yaml": workload("pay-staging", "1.0.0"),
        [overlay("service-0", "staging")]: also("pay.yaml"),
      },
      {
        "apps/service-0/production/pay.yaml": workload("pay-production", "2.0.0"),
        [overlay("service-0", "production")]: also("pay.yaml"),
      },
      // What has the long name elsewhere says nothing of those that have the short one.
      {
        "apps/service-1/production/odd.yaml": workload("pay-staging", "6.0.0"),
        [overlay("service-1", "production")]: also("odd.yaml"),
      },
      { [overlay("service-1", "production")]: without("odd.yaml") },
      { "apps/service-1/base/pay.yaml": workload("pay", "3.0.0"), [base]: also("pay.yaml") },
      {
        "apps/service-2/staging/pay.yaml": workload("pay", "4.0.0", "other"),
        [overlay("service-2", "staging")]: also("pay.yaml"),
      },
      {
        "apps/service-2/production/pay.yaml": workload("pay.apps", "5.0.0", "more", "StatefulSet"),
        [overlay("service-2", "production")]: also("pay.yaml"),
      },
      { "apps/service-2/staging/pay.yaml": workload("pay.apps", "5.0.0", "more") },
      { [base]: without("pay.yaml") },
      { [overlay("service-0", "production")]: without("pay.yaml") },
      { [overlay("service-2", "staging")]: without("pay.yaml") },
      { [overlay("service-0", "staging")]: without("pay.yaml") },
    ]);
  });

  it("where two lines become one, and where they part", () => {
    follow(movingFleet, [
      { "clusters/staging/apps/service-0.yaml": replaced("service-0/staging", "service-0/production") },
      { "clusters/development/apps/service-0.yaml": replaced("service-0/development", "service-0/production") },
      { "apps/service-0/production/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
      { "clusters/staging/apps/service-0.yaml": replaced("service-0/production", "service-0/staging") },
      {
        "apps/service-1/base/twin.yaml": `${workload("twin", "1.0.0")}---\n${workload("twin", "1.0.0", "apps", "StatefulSet")}`,
        "apps/service-1/base/kustomization.yaml": also("twin.yaml"),
      },
      { "apps/service-1/base/twin.yaml": replaced("1.0.0", "1.0.1") },
    ]);
  });

  it("where a workload has no version any more, or one that nobody sets", () => {
    follow(movingFleet, [
      { "more/shop.yaml": replaced(/:\$\{version:=0.1.0\}/, "") },
      { "more/shop.yaml": replaced("registry.example/shop", "registry.example/shop:$" + "{nobody}") },
      { "more/shop.yaml": replaced("$" + "{nobody}", "1.2.3") },
      { "clusters/staging/apps/service-0.yaml": replaced(/path: .*/, "path: ./more") },
    ]);
  });

  it("where stages share a cluster, come, and go", () => {
    const stage = (tag: string) => `namespace: web-${tag}\nresources: [../web]\n`;
    const sync = (name: string, path: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
    const shared = new Map([
      ["apps/dev/kustomization.yaml", stage("dev")],
      ["apps/prod/kustomization.yaml", stage("prod")],
      ["apps/web/kustomization.yaml", "resources: [web.yaml]\n"],
      ["apps/web/web.yaml", workload("web", "1.0.0")],
      ["clusters/main/apps.yaml", ["dev", "prod"].map((name) => sync(name, `./apps/${name}`)).join("---\n")],
      ["clusters/main/flux-system/gotk-sync.yaml", sync("flux-system", "./clusters/main")],
      ["clusters/main/tools.yaml", workload("tool", "3.0.0", "tools-dev")],
    ]);
    follow(shared, [
      { "apps/web/web.yaml": replaced("1.0.0", "1.1.0") },
      { "apps/prod/kustomization.yaml": replaced("web-prod", "web") },
      { "apps/web/web.yaml": replaced("1.1.0", "1.2.0") },
      { "apps/prod/kustomization.yaml": replaced("namespace: web", "namespace: web-staging") },
      { "apps/prod/kustomization.yaml": replaced("web-staging", "web-qa") },
      { "clusters/main/tools.yaml": workload("web", "3.0.0", "web-prod") },
      { "apps/prod/kustomization.yaml": undefined, "clusters/main/tools.yaml": undefined },
    ]);
  });
});

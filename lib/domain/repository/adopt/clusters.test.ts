import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { adopt } from "./adopt.ts";
import { fluxKustomization, kustomization, sample, workload } from "./sample.ts";

describe("clusters", () => {
  it("are found by a FluxInstance, with its branch", () => {
    const repository = repositoryOf({
      "flux/instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: "2.x", registry: ghcr.io/fluxcd}
  sync: {kind: GitRepository, url: "https://git.example.com/fleet", ref: refs/heads/main, path: clusters/prod}
`,
      "clusters/prod/web.yaml": workload("r.example.com/web:1.2.3"),
    });
    const found = adopt(repository);
    expect(found.clusters).toMatchObject([
      { name: "prod", path: "clusters/prod", branch: "main", environment: "production" },
    ]);
    expect(found.deployments).toMatchObject([{ id: "prod/Deployment/shop/web", version: "1.2.3" }]);
  });

  it("take variables from what a FluxInstance patches into its sync", () => {
    const repository = repositoryOf({
      "clusters/prod/flux-instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  sync: {kind: GitRepository, url: "https://git.example.com/fleet", ref: refs/heads/main, path: clusters/prod}
  kustomize:
    patches:
      - target: {kind: Deployment}
        patch: '[{op: add, path: /spec/template/spec/hostNetwork, value: true}]'
      - target: {kind: Kustomization}
        patch: |
          - op: add
            path: /spec/postBuild
            value: {substitute: {WEB: 1.2.3}}
`,
      "clusters/prod/web.yaml": workload(`r.example.com/web:$${"{WEB}"}`),
    });
    expect(adopt(repository).deployments).toMatchObject([
      {
        version: "1.2.3",
        place: { file: "clusters/prod/flux-instance.yaml", line: 14, form: "substitute" },
      },
    ]);
  });

  it("are folders of clusters/ where bootstrap left no file, with a space in the name too", () => {
    const found = adopt(
      repositoryOf({
        "clusters/my dev/apps.yaml": fluxKustomization("apps", "./apps"),
        "apps/web.yaml": workload("r.example.com/web:1.2.3"),
      }),
    );
    expect(found.clusters).toMatchObject([{ name: "my dev", path: "clusters/my dev", environment: "development" }]);
    expect(found.deployments).toHaveLength(1);
  });

  it("are folders that nobody else applies, where nothing else says so", () => {
    const found = adopt(
      repositoryOf({
        "kubernetes/flux/ks.yaml": fluxKustomization("apps", "./kubernetes/apps"),
        "kubernetes/apps/ks.yaml": fluxKustomization("web", "./kubernetes/web"),
        "kubernetes/web/web.yaml": workload("r.example.com/web:1.2.3"),
      }),
    );
    expect(found.clusters).toMatchObject([{ name: "flux", path: "kubernetes/flux", certainty: "guess" }]);
    expect(found.deployments).toMatchObject([{ appliedBy: "Kustomization/flux-system/web" }]);
  });

  it("may keep their sync file in a folder that they take in from beside them", () => {
    const files = sample({ "apps/production/web.yaml": workload("r.example.com/web:1.2.3") }).files;
    const sync = files.get("clusters/production/flux-system/gotk-sync.yaml") ?? "";
    const found = adopt(
      repositoryOf({
        "clusters/_base/kustomization.yaml": kustomization("resources: [flux-system/gotk-sync.yaml]\n"),
        "clusters/_base/flux-system/gotk-sync.yaml": sync,
        "clusters/production/kustomization.yaml": kustomization("resources: [../_base, apps.yaml]\n"),
        "clusters/production/apps.yaml": files.get("clusters/production/apps.yaml") ?? "",
        "apps/production/web.yaml": files.get("apps/production/web.yaml") ?? "",
      }),
    );
    expect(found.clusters).toMatchObject([
      { name: "production", path: "clusters/production", environment: "production" },
    ]);
    expect(found.problems).toEqual([]);
    expect(found.deployments).toHaveLength(1);
  });

  it("of one name are told apart by all folders from where they part, if no single one tells them all", () => {
    const paths = ["clusters/prod/eu-1/shop", "clusters/prod/us-1/shop", "clusters/stage/eu-1/shop"];
    const sync = (path: string) => fluxKustomization("flux-system", `./${path}`);
    const found = adopt(
      repositoryOf(Object.fromEntries(paths.map((path) => [`${path}/flux-system/gotk-sync.yaml`, sync(path)]))),
    );
    expect(found.clusters.map(({ name, environment }) => [name, environment])).toEqual([
      ["prod-eu-1-shop", "production"],
      ["prod-us-1-shop", "production"],
      ["stage-eu-1-shop", "staging"],
    ]);
  });

  it("take their environment from the folder above where the name says nothing, and their name where it is a number", () => {
    const found = adopt(
      repositoryOf({
        "clusters/production/eu-1/apps.yaml": fluxKustomization("apps", "./apps"),
        "clusters/sandbox/00/apps.yaml": fluxKustomization("apps", "./apps"),
        "apps/web.yaml": workload("r.example.com/web:1.2.3"),
      }),
    );
    expect(found.clusters.map(({ name, environment }) => [name, environment])).toEqual([
      ["eu-1", "production"],
      ["sandbox-00", "sandbox"],
    ]);
  });

  it("are found in the folder that is pushed as an artifact, whose paths begin there", () => {
    const artifact = (text: string) => text.replaceAll("GitRepository", "OCIRepository");
    const files: Record<string, string> = {
      "deploy/clusters/prod/apps.yaml": artifact(fluxKustomization("apps", "./apps/overlays/prod")),
      "deploy/apps/overlays/prod/kustomization.yaml": kustomization("resources: [../../base/web.yaml]\n"),
      "deploy/apps/base/web.yaml": artifact(fluxKustomization("web", "./apps/web")),
      "deploy/apps/web/web.yaml": workload("r.example.com/web:1.2.3"),
    };
    const instance = `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: "2.x", registry: ghcr.io/fluxcd}
  sync: {kind: OCIRepository, url: "oci://r.example.com/fleet", ref: latest, path: clusters/prod}
`;
    const instances: Record<string, string>[] = [{}, { "deploy/clusters/prod/flux.yaml": instance }];
    for (const more of instances) {
      const { clusters, deployments, problems } = adopt(repositoryOf({ ...files, ...more }));
      expect(clusters).toMatchObject([{ name: "prod", path: "deploy/clusters/prod" }]);
      expect(deployments.filter(({ service }) => service === "web")).toMatchObject([
        { version: "1.2.3", place: { file: "deploy/apps/web/web.yaml" } },
      ]);
      expect(problems).toEqual([]);
    }
    // A Git source holds all of the repository.
    const git = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replaceAll("OCI", "Git")]));
    expect(adopt(repositoryOf(git)).problems.map(({ rule }) => rule)).toContain("does-not-build");
  });

  it("begin where a Flux Kustomization applies itself, whatever its file is called", () => {
    const variable = (name: string) => "$".concat(`{${name}}`);
    const files: Record<string, string> = {
      "flux/base/sync.yaml": fluxKustomization("flux", `./clusters/${variable("STAGE")}/${variable("NUMBER")}`),
      "flux/base/kustomization.yaml": kustomization("resources: [sync.yaml]\n"),
      "apps/web/sync.yaml": fluxKustomization("web", `./apps/web/${variable("STAGE")}`),
    };
    for (const stage of ["staging", "production"]) {
      files[`apps/web/${stage}/web.yaml`] = workload(`r.example.com/web:1.0.${stage.length}`);
      files[`clusters/${stage}/base/kustomization.yaml`] = kustomization(
        "resources: [../../../flux/base, ../../../apps/web/sync.yaml]\n",
      );
      for (const number of ["00", "01"]) {
        files[`clusters/${stage}/${number}/kustomization.yaml`] = kustomization(
          `resources: [../base]\npatches: [{path: ../../../flux/${stage}/${number}.yaml}]\n`,
        );
        files[`flux/${stage}/${number}.yaml`] = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux, namespace: flux-system}
spec:
  path: ./clusters/${stage}/${number}
  postBuild: {substitute: {STAGE: ${stage}, NUMBER: "${number}"}}
`;
      }
    }
    const found = adopt(repositoryOf(files));
    expect(found.clusters.map(({ name, environment }) => [name, environment])).toEqual([
      ["production-00", "production"],
      ["production-01", "production"],
      ["staging-00", "staging"],
      ["staging-01", "staging"],
    ]);
    // What says the stage is what the Kustomization sets for itself; below web it is no variable of its own.
    expect(found.problems).toEqual([]);
    expect(found.deployments.map(({ cluster, version }) => [cluster, version])).toEqual([
      ["production-00", "1.0.10"],
      ["production-01", "1.0.10"],
      ["staging-00", "1.0.7"],
      ["staging-01", "1.0.7"],
    ]);
  });

  it("of one name in folders of one name are told by what differs above", () => {
    const found = adopt(
      repositoryOf({
        "stages/dev/clusters/eu/apps.yaml": fluxKustomization("apps", "./apps"),
        "stages/prod/clusters/eu/apps.yaml": fluxKustomization("apps", "./apps"),
        "apps/web.yaml": workload("r.example.com/web:1.2.3"),
      }),
    );
    expect(found.clusters.map(({ name, environment }) => [name, environment])).toEqual([
      ["dev-eu", "development"],
      ["prod-eu", "production"],
    ]);
    expect(found.deployments).toHaveLength(2);
  });

  it("are none in a repository that is not for Flux, and the problem says so", () => {
    expect(adopt(repositoryOf({ "README.md": "# hello" }))).toMatchObject({
      clusters: [],
      deployments: [],
      problems: [{ rule: "no-cluster" }],
    });
  });

  it("are suspicious where gotk-sync.yaml follows the branch of another", () => {
    const found = (branches: Record<string, string>) => {
      const { files } = sample({}, ...Object.keys(branches));
      const told = [...files].map(([file, text]): [string, string] => {
        const branch = branches[file.split("/")[1] ?? ""] ?? "main";
        return [file, text.replace("branch: main", `branch: ${branch}`)];
      });
      const { problems } = adopt(repositoryOf(new Map(told)));
      return problems
        .filter(({ rule }) => rule === "sync-names-other-branch")
        .map(({ file, line }) => `${file}:${line}`);
    };
    expect(found({ staging: "staging", production: "staging" })).toEqual([
      "clusters/production/flux-system/gotk-sync.yaml:6",
    ]);
    expect(found({ development: "develop", staging: "develop", production: "develop" })).toEqual([
      "clusters/production/flux-system/gotk-sync.yaml:6",
    ]);
    expect(found({ staging: "staging", production: "production" })).toEqual([]);
    expect(found({ staging: "main", production: "main" })).toEqual([]);
  });

  it("are suspicious where gotk-sync.yaml names the path of another", () => {
    const files = new Map(sample({ "apps/staging/web.yaml": workload("r.example.com/web:1") }, "staging").files);
    files.set(
      "clusters/production/flux-system/gotk-sync.yaml",
      files.get("clusters/staging/flux-system/gotk-sync.yaml") ?? "",
    );
    expect(adopt(repositoryOf(files)).problems).toMatchObject([
      { file: "clusters/production/flux-system/gotk-sync.yaml", line: 15, rule: "sync-names-other-path" },
    ]);
  });
});

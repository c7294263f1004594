import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { adopt } from "./adopt.ts";
import { fluxKustomization, kustomization, workload } from "./sample.ts";

describe("clusters", () => {
  it("are not what the clusters beside it take in, whether or not they have a sync file", () => {
    const files = {
      "clusters/common/kustomization.yaml": kustomization("resources: [apps.yaml]\n"),
      "clusters/common/apps.yaml": fluxKustomization("apps", "./nowhere"),
      ...Object.fromEntries(
        ["staging", "production"].map((name) => [
          `clusters/${name}/kustomization.yaml`,
          kustomization(
            `resources: [../common]\npatches:\n  - target: {kind: Kustomization, name: apps}\n    patch: |\n      - {op: replace, path: /spec/path, value: ./apps/${name}}\n`,
          ),
        ]),
      ),
      "apps/staging/web.yaml": workload("r.example.com/web:1.2.4"),
      "apps/production/web.yaml": workload("r.example.com/web:1.2.3"),
    };
    const sync = (name: string) => fluxKustomization("flux-system", `./clusters/${name}`);
    const found = adopt(
      repositoryOf({
        ...files,
        "clusters/staging/flux-system/gotk-sync.yaml": sync("staging"),
        "clusters/production/flux-system/gotk-sync.yaml": sync("production"),
      }),
    );
    expect(found.clusters.map(({ name }) => name)).toEqual(["production", "staging"]);
    expect(found.problems).toEqual([]);
    expect(found.deployments.map(({ version }) => version)).toEqual(["1.2.3", "1.2.4"]);
    const patch = (name: string) => fluxKustomization("apps", `./apps/${name}`);
    const lists = kustomization("resources: [../common]\npatches: [{path: apps.yaml}]\n");
    const unsynced = adopt(
      repositoryOf({
        ...files,
        "clusters/staging/kustomization.yaml": lists,
        "clusters/staging/apps.yaml": patch("staging"),
        "clusters/production/kustomization.yaml": lists,
        "clusters/production/apps.yaml": patch("production"),
      }),
    );
    expect(unsynced.clusters.map(({ name }) => name)).toEqual(["production", "staging"]);
    expect(unsynced.problems).toEqual([]);
  });

  it.each(["clusters", "flux"])("are what another stage is built upon, where nothing is bootstrapped: %s", (home) => {
    const found = adopt(
      repositoryOf({
        [`${home}/staging/kustomization.yaml`]: kustomization("resources: [apps.yaml]\n"),
        [`${home}/staging/apps.yaml`]: fluxKustomization("apps", "./apps/staging"),
        [`${home}/production/kustomization.yaml`]: kustomization(
          "resources: [../staging, tools.yaml]\npatches: [{path: apps.yaml}]\n",
        ),
        [`${home}/production/apps.yaml`]: fluxKustomization("apps", "./apps/production"),
        [`${home}/production/tools.yaml`]: fluxKustomization("tools", "./tools"),
        "apps/staging/web.yaml": workload("r.example.com/web:1.2.4"),
        "apps/production/web.yaml": workload("r.example.com/web:1.2.3"),
        "tools/agent.yaml": workload("r.example.com/agent:2.0.0", "agent"),
      }),
    );
    expect(found.deployments.map(({ service, environment, version }) => [service, environment, version])).toEqual([
      ["web", "production", "1.2.3"],
      ["agent", "production", "2.0.0"],
      ["web", "staging", "1.2.4"],
    ]);
  });
});

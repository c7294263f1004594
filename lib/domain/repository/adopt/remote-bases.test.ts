import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { renderRepository } from "../render.ts";
import { adopt } from "./adopt.ts";
import { isAgainstRails } from "./rail-list.ts";
import { guardRails } from "./rails.ts";
import { setVersion } from "./report.ts";
import { kustomization, release, sample } from "./sample.ts";

const REMOTE = "https://git.example.com/operator/releases/v0.1.0/crds.yaml";

const files = (more = "") => ({
  "apps/production/kustomization.yaml": kustomization(`resources:\n  - ${REMOTE}\n  - web.yaml\n${more}`),
  "apps/production/web.yaml": release("1.2.3"),
});

describe("what a kustomization takes from elsewhere", () => {
  it("is said not to be known, and hides nothing of what stands beside it", () => {
    const repository = sample(files());
    const adoption = adopt(repository);
    expect(adoption.deployments).toMatchObject([{ service: "web", version: "1.2.3" }]);
    expect(adoption.problems).toMatchObject([
      {
        file: "apps/production/kustomization.yaml",
        line: 4,
        rule: "remote-base",
        message: `What the Flux Kustomization flux-system/apps takes from ${REMOTE} is not known (cluster production).`,
      },
    ]);
    expect(isAgainstRails(guardRails(repository, adoption))).toBe(false);
    const edit = setVersion(repository, { service: "web", environment: "production", version: "1.2.4" });
    expect(edit.ok && edit.value.plan.sentence).toContain("1.2.3 → 1.2.4");
  });

  it("may be what a patch is for, and a patch for everything leaves it alone", () => {
    const patch = "apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: operator}\n";
    const all = "- {op: replace, path: /spec/chart/spec/version, value: 1.3.0}\n";
    const more = `patches:\n  - patch: |\n      ${patch}  - target: {name: .*, kind: ".*R.*e.*"}\n    patch: |\n      ${all}`;
    const { deployments, problems } = adopt(sample(files(more.replace(".*R.*e.*", "HelmRelease|RemoteBase"))));
    expect(deployments).toMatchObject([{ version: "1.3.0" }]);
    expect(problems.map(({ rule }) => rule)).toEqual(["remote-base"]);
  });

  it("may be what replicas and generators are for, and hides what takes its values from there", () => {
    const merged = "configMapGenerator: [{name: settings, behavior: merge, literals: [a=b]}]\n";
    for (const more of ["replicas: [{name: operator, count: 3}]\n", merged]) {
      const { deployments, problems } = adopt(sample(files(more)));
      expect(deployments).toMatchObject([{ version: "1.2.3" }]);
      expect(problems.map(({ rule }) => rule)).toEqual(["remote-base"]);
    }
    const taken = [
      "vars: [{name: HOST, objref: {kind: Service, name: operator, apiVersion: v1}}]\n",
      "replacements:\n  - source: {kind: ConfigMap, name: settings}\n    targets: [{select: {kind: HelmRelease}, fieldPaths: [spec.chart.spec.version]}]\n",
    ];
    for (const more of taken)
      expect(adopt(sample(files(more)))).toMatchObject({ deployments: [], problems: [{ rule: "remote-base" }] });
  });

  it("is told on its line after a push that moves it", () => {
    const before = sample(files());
    adopt(before);
    const moved = {
      ...files(),
      "apps/production/kustomization.yaml": `# moved\n${files()["apps/production/kustomization.yaml"]}`,
    };
    const now = new Map([...before.files, ...Object.entries(moved)]);
    expect(adopt(repositoryOf(now, before))).toEqual(adopt(repositoryOf(now)));
    expect(adopt(repositoryOf(now, before)).problems).toMatchObject([{ line: 5 }]);
  });

  it("does not build where kustomize alone is asked", () => {
    const built = renderRepository(sample(files())).find(({ dir }) => dir === "apps/production");
    expect(built).toMatchObject({ ok: false });
  });
});

import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { planEdit } from "./plan-edit.ts";
import { fluxKustomization, kustomization, release, sample } from "./sample.ts";

const both = ["staging", "production"] as const;
const patch =
  "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  values:\n    replicas: 3\n";

function overlays(production: string, more: Record<string, string> = {}) {
  return sample(
    {
      "apps/base/web.yaml": release("1.0.0"),
      "apps/base/kustomization.yaml": kustomization("resources: [web.yaml]\n"),
      "apps/staging/kustomization.yaml": kustomization("resources: [../base]\n"),
      "apps/production/kustomization.yaml": kustomization(`resources: [../base]\n${production}`),
      ...more,
    },
    ...both,
  );
}

const id = "production/HelmRelease/shop/web";
const plan = (repository: ReturnType<typeof sample>) => planEdit(repository, adopt(repository), [id], "1.0.1");

describe("a line that feeds two environments", () => {
  it("is left alone where the environment has a patch of its own: the version is said there", () => {
    const repository = overlays("patches:\n  - path: patch.yaml\n", { "apps/production/patch.yaml": patch });
    const planned = plan(repository);
    if (!planned.ok) throw new Error(planned.sentence);
    expect(planned.value.files).toMatchObject([
      { path: "apps/production/patch.yaml", after: `${patch}  chart:\n    spec:\n      version: 1.0.1\n`, line: 7 },
    ]);
    expect(planned.value.changed).toEqual([id]);
  });

  it("is left alone where what is said there is a range, which needs quotes", () => {
    const files = { "apps/production/patch.yaml": patch, "apps/base/web.yaml": release('">=1.0.0 <2.0.0"') };
    const repository = overlays("patches:\n  - path: patch.yaml\n", files);
    const planned = planEdit(repository, adopt(repository), [id], "2.1.0");
    if (!planned.ok) throw new Error(planned.sentence);
    expect(planned.value.files).toMatchObject([
      { path: "apps/production/patch.yaml", after: `${patch}  chart:\n    spec:\n      version: ">=1.0.0 <3.0.0"\n` },
    ]);
  });

  it("is left alone where the environment's patch finds the object by its target, whatever it calls it", () => {
    const named = patch.replace("name: web, namespace: shop", "name: any");
    const repository = overlays("patches:\n  - path: patch.yaml\n    target: {kind: HelmRelease, name: w.*}\n", {
      "apps/production/patch.yaml": named,
    });
    const planned = plan(repository);
    if (!planned.ok) throw new Error(planned.sentence);
    expect(planned.value.files).toMatchObject([
      { path: "apps/production/patch.yaml", after: `${named}  chart:\n    spec:\n      version: 1.0.1\n` },
    ]);
  });

  it("is left alone where the environment has an inline patch", () => {
    const inline = `patches:\n  - patch: |-\n${patch.replace(/^(?=.)/gm, "      ")}`;
    const planned = plan(overlays(inline));
    if (!planned.ok) throw new Error(planned.sentence);
    expect(planned.value.files[0]?.after).toContain(
      "          replicas: 3\n        chart:\n          spec:\n            version: 1.0.1\n",
    );
  });

  it("is left alone where it is the default of a variable that the cluster may set", () => {
    const repository = overlays("", {
      "apps/base/web.yaml": release("$".concat("{WEB:=1.0.0}")),
      "clusters/production/apps.yaml": fluxKustomization(
        "apps",
        "./apps/production",
        "  postBuild:\n    substitute:\n      other: x\n",
      ),
      "clusters/staging/apps.yaml": fluxKustomization(
        "apps",
        "./apps/staging",
        "  postBuild:\n    substitute: {other: x}\n",
      ),
    });
    const planned = plan(repository);
    if (!planned.ok) throw new Error(planned.sentence);
    expect(planned.value.files).toMatchObject([
      { path: "clusters/production/apps.yaml", after: expect.stringContaining("      other: x\n      WEB: 1.0.1\n") },
    ]);
  });

  it("cannot be promoted apart where there is no such layer, and says who else it feeds", () => {
    const planned = plan(overlays(""));
    expect(planned).toMatchObject({
      ok: false,
      reason: "shared-line",
      sentence: expect.stringContaining("also feeds staging"),
    });
  });

  it("cannot be promoted apart by a patch that both environments use", () => {
    const repository = sample(
      {
        "apps/base/web.yaml": release("1.0.0"),
        "apps/base/patch.yaml": patch,
        "apps/base/kustomization.yaml": kustomization("resources: [web.yaml]\npatches: [{path: patch.yaml}]\n"),
        "apps/staging/kustomization.yaml": kustomization("resources: [../base]\n"),
        "apps/production/kustomization.yaml": kustomization("resources: [../base]\n"),
      },
      ...both,
    );
    expect(plan(repository)).toMatchObject({ ok: false, reason: "shared-line" });
  });

  it("moves both when both are meant", () => {
    const repository = overlays("");
    const ids = both.map((cluster) => `${cluster}/HelmRelease/shop/web`);
    expect(planEdit(repository, adopt(repository), ids, "1.0.1")).toMatchObject({
      ok: true,
      value: { files: [{ path: "apps/base/web.yaml" }], shared: ids },
    });
  });
});

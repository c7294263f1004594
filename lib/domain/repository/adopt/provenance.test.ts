import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { adopt } from "./adopt.ts";
import { provenanceOf } from "./provenance.ts";
import { fluxKustomization, sample, workload } from "./sample.ts";

const settings = (kind: string, key: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: settings, namespace: flux-system}\n${key}:\n  WEB_TAG: "1.4.2"\n`;

function chainOf(kind: "ConfigMap" | "Secret") {
  const repository = sample({
    "clusters/production/settings.yaml": settings(kind, kind === "Secret" ? "stringData" : "data"),
    "clusters/production/apps.yaml": fluxKustomization(
      "apps",
      "./overlays/production",
      `  postBuild:\n    substituteFrom:\n      - {kind: ${kind}, name: settings}\n`,
    ),
    "overlays/production/kustomization.yaml":
      "resources: [../../base]\npatches:\n  - path: web.yaml\nkind: Kustomization\n",
    "overlays/production/web.yaml":
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux's own notation
      workload("r.example.com/web:${WEB_TAG}"),
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": workload("r.example.com/web:1.0.0"),
  });
  const [deployment] = adopt(repository).deployments;
  if (!deployment) throw new Error("The sample declares one deployment.");
  return provenanceOf(repository, deployment);
}

describe("why a version is here", () => {
  it("is told layer by layer, with what each one made of it", () => {
    const told = chainOf("ConfigMap").flatMap(({ effect, kind, file, before, value, text }) =>
      effect === "through" ? [] : [{ kind, file, before, value, text }],
    );
    expect(told).toEqual([
      {
        kind: "resource",
        file: "base/web.yaml",
        before: undefined,
        value: "r.example.com/web:1.0.0",
        text: expect.stringContaining("image: r.example.com/web:1.0.0"),
      },
      {
        kind: "patch",
        file: "overlays/production/web.yaml",
        before: "r.example.com/web:1.0.0",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux's own notation
        value: "r.example.com/web:${WEB_TAG}",
        text: expect.stringContaining("image:"),
      },
      {
        kind: "substitution",
        file: "clusters/production/settings.yaml",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux's own notation
        before: "r.example.com/web:${WEB_TAG}",
        value: "r.example.com/web:1.4.2",
        text: 'WEB_TAG: "1.4.2"',
      },
    ]);
  });

  it("names the layers that only let it through", () => {
    const through = chainOf("ConfigMap").filter(({ effect }) => effect === "through");
    expect(through.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["base", "flux"]));
  });

  it("never shows a line of a Secret", () => {
    for (const { file, text } of chainOf("Secret"))
      if (file === "clusters/production/settings.yaml") expect(text).toBeUndefined();
  });

  it("is empty where nothing is declared", () => {
    expect(adopt(repositoryOf({})).deployments).toEqual([]);
  });
});

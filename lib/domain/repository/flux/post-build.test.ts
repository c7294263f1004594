// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { valueAt } from "../objects.ts";
import { composeFrom } from "./cluster.ts";
import { folderRoot } from "./roots.ts";

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"];

function web(image: string, spec: string) {
  const repository = repositoryOf({
    "clusters/p/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
${spec}`,
    "apps/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: "${image}"}]}}}
`,
  });
  const found = composeFrom(repository, [folderRoot("clusters/p", [])]).objects.find(
    ({ kind }) => kind === "Deployment",
  );
  if (!found) throw new Error("It is not applied.");
  return found;
}

describe("after the build", () => {
  it("defaults count without any variable only if the Kustomization is told to substitute always", () => {
    const image = (spec: string) => valueAt(web("web:${WEB:=1.2.3}", `  postBuild: ${spec}\n`), IMAGE);
    expect(image("{substitute: {}}")).toBe("web:${WEB:=1.2.3}");
    expect(image("{substitute: {OTHER: x}}")).toBe("web:1.2.3");
    expect(image("{substituteStrategy: Always}")).toBe("web:1.2.3");
  });

  it("common metadata is added to what is substituted already, and does not keep it from that", () => {
    const found = web(
      "web:${WEB}",
      '  commonMetadata: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled, note: "${WEB}"}}\n  postBuild: {substitute: {WEB: 2.0.0}}\n',
    );
    expect(valueAt(found, IMAGE)).toBe("web:2.0.0");
    expect(valueAt(found, ["metadata", "annotations", "note"])).toBe("${WEB}");
  });
});

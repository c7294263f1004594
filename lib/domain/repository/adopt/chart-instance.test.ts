// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { clusterRoots } from "./clusters.ts";
import { fluxKustomization } from "./sample.ts";

const values = (sync: string) => `instance:\n  distribution: {version: 2.x}\n  sync: {${sync}}\n`;
const GIT = "kind: GitRepository, url: https://git.example.com/fleet, ref: refs/heads/trunk, path: kubernetes/flux";
const releaseOf = (sync: string, more = "") => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: instance${more}}
spec:
  chartRef: {kind: OCIRepository, name: instance}
  values:
${values(sync).replace(/^(?=.)/gm, "    ")}`;

const roots = (files: Record<string, string>) =>
  clusterRoots(
    repositoryOf({ "kubernetes/flux/apps.yaml": fluxKustomization("apps", "./kubernetes/apps"), ...files }),
  ).roots.map(({ name, path, branch, url, certainty, root }) => {
    return { name, path, branch, url, certainty, namespace: root.namespace };
  });

describe("a FluxInstance that a chart makes", () => {
  const said = {
    name: "flux",
    path: "kubernetes/flux",
    branch: "trunk",
    url: "https://git.example.com/fleet",
    certainty: "certain",
    namespace: "flux-system",
  };

  it.each([
    ["values of its HelmRelease", "release.yaml", releaseOf(GIT)],
    ["a file that becomes values", "values.yaml", values(GIT)],
  ])("tells where its cluster begins: by %s", (_, file, text) => {
    expect(roots({ [`kubernetes/apps/instance/${file}`]: text })).toEqual([said]);
  });

  it("is called and placed as it says", () => {
    const named = releaseOf(GIT, ", namespace: flux").replace(
      "distribution:",
      "cluster: {name: one}\n      distribution:",
    );
    expect(roots({ "kubernetes/apps/instance/release.yaml": named })).toEqual([
      { ...said, name: "one", namespace: "flux" },
    ]);
  });

  it("lies where its release puts things", () => {
    const release = releaseOf(GIT, ", namespace: flux-operator").replace(
      "spec:\n",
      "spec:\n  targetNamespace: flux-system\n",
    );
    expect(roots({ "kubernetes/apps/instance/release.yaml": release })).toEqual([said]);
  });

  it.each([
    ["a path with a variable", releaseOf(GIT.replace("kubernetes/flux", "clusters/${NAME}"))],
    ["values of another kind", releaseOf("enabled: true, path: kubernetes/flux")],
    ["an object that is no HelmRelease", `apiVersion: example.com/v1\nkind: Thing\n${values(GIT)}`],
  ])("is not made of %s", (_, text) => {
    const found = roots({ "kubernetes/apps/instance/release.yaml": text });
    expect(found).toMatchObject([{ path: "kubernetes/flux", branch: null, url: null }]);
  });

  it("names no branch where it reads artifacts of a registry", () => {
    const oci = GIT.replace("GitRepository", "OCIRepository").replace("refs/heads/trunk", "latest");
    expect(roots({ "kubernetes/apps/instance/values.yaml": values(oci) })).toMatchObject([
      { path: "kubernetes/flux", branch: null },
    ]);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { composeFrom } from "./cluster.ts";
import { folderRoot } from "./roots.ts";

const kustomization = (name: string, path: string, more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;
const SOURCES = `  postBuild:
    substituteFrom: [{kind: ConfigMap, name: versions}, {kind: Secret, name: keys, optional: true}]
`;
const VERSIONS =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions, namespace: flux-system}\ndata: {WEB: 1.4.2}\n";
const SEALED = "sops: {version: 3.9.0}\n";

function problemsOf(config: string, versions = VERSIONS) {
  const files = {
    "clusters/p/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/p"),
    "clusters/p/apps.yaml": kustomization("apps", "./apps", SOURCES),
    "clusters/p/versions.yaml": versions,
    "apps/config.yaml": `apiVersion: v1\nkind: ConfigMap\n${config}`,
  };
  return composeFrom(repositoryOf(files), [folderRoot("clusters/p", [])]).problems;
}

describe("variables from a Secret that nothing here applies", () => {
  it.each([
    ["are no problem where everything asked for is known", "metadata: {name: c}\ndata: {a: '${WEB}'}\n", []],
    ["are one where a variable is not known", "metadata: {name: c}\ndata: {a: '${OTHER}'}\n", ["variables-outside"]],
    // What is set elsewhere wins over a default, so that it is not known whether the default counts.
    ["are one where a default stands in", "metadata: {name: c}\ndata: {a: '${OTHER:=1}'}\n", ["variables-outside"]],
    ["are one where a key asks", "metadata: {name: c}\ndata: {'${OTHER}': a}\n", ["variables-outside"]],
    ["are none where a dollar sign is a dollar sign", "metadata: {name: c}\ndata: {a: '$${OTHER}'}\n", []],
    [
      "are none where nothing is set at all",
      "metadata: {name: c, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\ndata: {a: '${OTHER}'}\n",
      [],
    ],
  ])("%s", (_, config, rules) => {
    expect(problemsOf(config).map(({ rule }) => rule)).toEqual(rules);
  });

  it("are told from those that are encrypted", () => {
    const sealed = VERSIONS + SEALED;
    const sentences = problemsOf("metadata: {name: c}\ndata: {a: '${WEB}'}\n", sealed).map(({ sentence }) => sentence);
    expect(sentences).toContain(
      "The Flux Kustomization flux-system/apps takes variables from the ConfigMap flux-system/versions, which is encrypted.",
    );
    expect(sentences).toContain(
      "The Flux Kustomization flux-system/apps takes variables from the Secret flux-system/keys, which nothing in the repository applies.",
    );
  });
});

describe("what is encrypted", () => {
  it.each(["Secret", "ConfigMap"])("is named: a %s", (kind) => {
    const sealed = `---\napiVersion: v1\nkind: ${kind}\nmetadata: {name: sealed}\n${SEALED}`;
    expect(problemsOf(`metadata: {name: c}\n${sealed}`).map(({ rule }) => rule)).toEqual(["encrypted"]);
  });
});

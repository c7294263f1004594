// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { documentsOf } from "../documents.ts";
import { repositoryOf } from "../files.ts";
import { chainOf, objectOf, originOf, toPlain, valueAt } from "../objects.ts";
import type { ManifestObject, Mapping } from "../types.ts";
import { composeFrom } from "./cluster.ts";
import { buildFluxKustomization } from "./kustomization.ts";
import { folderRoot } from "./roots.ts";

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - {name: web, image: "registry.example/web:1.0.0"}
`;
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  env: ${env:=dev}\n";

function kustomization(spec: string): ManifestObject {
  const text = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n${spec}`;
  return objectOf(documentsOf({ file: "ks.yaml", text })[0]?.root as Mapping, []);
}

function built(files: Record<string, string>, spec: string, vars: Record<string, string> = {}): ManifestObject[] {
  const result = buildFluxKustomization(repositoryOf(files), kustomization(spec), new Map(Object.entries(vars)));
  if (!result.ok) throw new Error(result.sentence);
  return result.value;
}

describe("one Flux Kustomization", () => {
  it("takes every YAML file of a folder without kustomization, and a sub-folder with one as a whole", () => {
    const files = {
      "apps/web.yaml": WEB,
      "apps/notes.txt": "no",
      "apps/more/config.yml": CONFIG,
      "apps/own/kustomization.yaml": "resources: [one.yaml]\n",
      "apps/own/one.yaml": CONFIG.replace("settings", "listed"),
      "apps/own/two.yaml": CONFIG.replace("settings", "not-listed"),
    };
    expect(built(files, "  path: ./apps\n").map((object) => object.name)).toEqual(["listed", "settings", "web"]);
  });

  it("lays its own settings over the kustomization there: patches, images, components, names, namespace, metadata", () => {
    const files = {
      "apps/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: registry.example/web, newTag: 2.0.0}]\n",
      "apps/web.yaml": WEB,
      "parts/debug/kustomization.yaml":
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: {kind: Deployment}\n    patch: \'[{"op": "add", "path": "/metadata/labels", "value": {"debug": "on"}}]\'\n',
    };
    const [web] = built(
      files,
      `  path: apps
  targetNamespace: prod
  namePrefix: a-
  nameSuffix: -z
  components: [../parts/debug]
  commonMetadata: {labels: {team: cart}, annotations: {note: x}}
  images: [{name: registry.example/web, newTag: 3.0.0}]
  patches:
    - target: {kind: Deployment}
      patch: |
        - op: add
          path: /spec/replicas
          value: 4
`,
    );
    expect(web && toPlain(web)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        name: "a-web-z",
        namespace: "prod",
        labels: { debug: "on", team: "cart" },
        annotations: { note: "x" },
      },
      spec: { replicas: 4, template: { spec: { containers: [{ name: "web", image: "registry.example/web:3.0.0" }] } } },
    });
    const tag = web && originOf(web, ["spec", "replicas"]);
    expect(tag).toMatchObject({
      file: "ks.yaml",
      line: 17,
      path: ["spec", "patches", 0, "patch", 0, "value"],
      exact: true,
    });
  });

  it("substitutes, its own variables over those from ConfigMaps, and defaults for what nobody sets", () => {
    const files = { "apps/config.yaml": CONFIG };
    const spec = "  path: apps\n  postBuild: {substitute: {env: production}}\n";
    expect(built(files, spec, { env: "staging" }).map((object) => valueAt(object, ["data", "env"]))).toEqual([
      "production",
    ]);
    expect(
      built(files, "  path: apps\n  postBuild: {substitute: {other: x}}\n").map((object) =>
        valueAt(object, ["data", "env"]),
      ),
    ).toEqual(["dev"]);
  });

  it("refuses a path that is not there and a component that is not there, unless told not to mind", () => {
    const files = { "apps/config.yaml": CONFIG };
    expect(buildFluxKustomization(repositoryOf(files), kustomization("  path: nowhere\n"))).toMatchObject({
      ok: false,
      reason: "path-missing",
      at: { file: "ks.yaml", line: 5 },
    });
    expect(
      buildFluxKustomization(repositoryOf(files), kustomization("  path: apps\n  components: [../x]\n")),
    ).toMatchObject({ ok: false });
    expect(built(files, "  path: ../../apps\n  components: [../x]\n  ignoreMissingComponents: true\n")).toHaveLength(1);
  });
});

const SYNC = (path: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: "https://git.example/fleet", ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}
`;

function child(name: string, spec: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: flux-system}
${spec}`;
}

describe("a cluster", () => {
  const files = {
    "clusters/p/flux-system/gotk-sync.yaml": SYNC("./clusters/p"),
    "clusters/p/apps.yaml": child(
      "apps",
      "  path: ./apps/${stage}\n  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: versions}]\n",
    ).replace("${stage}", "web"),
    "clusters/p/versions.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions, namespace: flux-system}\ndata:\n  WEB: 1.4.2\n",
    "apps/web/web.yaml": WEB.replace("1.0.0", "${WEB}"),
  };

  it("takes variables from a ConfigMap of the repository, and leads back to its line", () => {
    const { objects, problems } = composeFrom(repositoryOf(files), [folderRoot("clusters/p", [])]);
    expect(problems).toEqual([]);
    const web = objects.find((object) => object.name === "web");
    expect(web?.by).toEqual({ namespace: "flux-system", name: "apps" });
    const path = ["spec", "template", "spec", "containers", 0, "image"];
    expect(web && valueAt(web, path)).toBe("registry.example/web:1.4.2");
    const chain = web ? chainOf(web, path) : [];
    expect(chain.map(({ layer, effect, value }) => [layer.kind, layer.file, effect, value])).toEqual([
      ["resource", "apps/web/web.yaml", "written", "registry.example/web:${WEB}"],
      ["flux", "clusters/p/apps.yaml", "through", "registry.example/web:${WEB}"],
      ["substitution", "clusters/p/apps.yaml", "changed", "registry.example/web:1.4.2"],
    ]);
    expect(chain.at(-1)?.origin).toMatchObject({ file: "clusters/p/versions.yaml", line: 5, path: ["data", "WEB"] });
  });

  it("keeps variables that come from outside, and says so", () => {
    const without = new Map(Object.entries(files));
    without.delete("clusters/p/versions.yaml");
    const { objects, problems } = composeFrom(repositoryOf(without), [folderRoot("clusters/p", [])]);
    expect(objects.map((object) => valueAt(object, ["spec", "template", "spec", "containers", 0, "image"]))).toContain(
      "registry.example/web:${WEB}",
    );
    expect(problems).toMatchObject([{ rule: "variables-outside", at: { file: "clusters/p/apps.yaml" } }]);
    const given = composeFrom(repositoryOf(without), [folderRoot("clusters/p", [])], { vars: { WEB: "9.9.9" } });
    expect(
      given.objects.map((object) => valueAt(object, ["spec", "template", "spec", "containers", 0, "image"])),
    ).toContain("registry.example/web:9.9.9");
  });

  it("builds a child as its parent patches it, three levels of YAML in YAML deep", () => {
    const nested = {
      "clusters/p/flux-system/gotk-sync.yaml": SYNC("./clusters/p"),
      "clusters/p/top.yaml": child(
        "top",
        `  path: ./tree
  patches:
    - target: {kind: Kustomization}
      patch: |
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: _}
        spec:
          patches:
            - target: {kind: Deployment}
              patch: |
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: _}
                spec:
                  replicas: 7
`,
      ),
      "tree/apps.yaml": child("apps", "  path: ./apps\n"),
      "apps/web.yaml": WEB,
    };
    const { objects } = composeFrom(repositoryOf(nested), [folderRoot("clusters/p", [])]);
    const web = objects.find((object) => object.name === "web");
    expect(web && valueAt(web, ["spec", "replicas"])).toBe(7);
    expect(web && originOf(web, ["spec", "replicas"])).toMatchObject({
      file: "clusters/p/top.yaml",
      line: 21,
      exact: true,
    });
  });

  it("does not run for ever around a circle, and reads a path inside a generated artifact", () => {
    const circle = { ...files, "clusters/p/self.yaml": child("self", "  path: ./clusters/p\n") };
    expect(
      composeFrom(repositoryOf(circle), [folderRoot("clusters/p", [])])
        .kustomizations.map(({ name }) => name)
        .sort(),
    ).toEqual(["apps", "flux-system", "p", "self"]);
    const artifact = {
      "clusters/p/flux-system/gotk-sync.yaml": SYNC("./clusters/p"),
      "clusters/p/gen.yaml": `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: gen, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts: [{name: apps, copy: [{from: "@repo/apps/**", to: "@artifact/"}]}]
`,
      "clusters/p/apps.yaml": child("apps", "  path: ./web\n").replace(
        "kind: GitRepository, name: flux-system",
        "kind: ExternalArtifact, name: apps",
      ),
      "apps/web/web.yaml": WEB,
    };
    const { objects, problems } = composeFrom(repositoryOf(artifact), [folderRoot("clusters/p", [])]);
    expect(problems).toEqual([]);
    const web = objects.find((object) => object.name === "web");
    expect(web && originOf(web, ["metadata", "name"])).toMatchObject({ file: "apps/web/web.yaml", line: 3 });
  });

  it("reads an artifact that a pattern makes of a folder", () => {
    const monorepo = {
      "clusters/p/flux-system/gotk-sync.yaml": SYNC("./clusters/p"),
      "clusters/p/gen.yaml": `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: gen, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  pathPattern: "@repo/apps/{app}/envs/{env}"
  artifacts:
    - name: "{app}-{env}"
      copy:
        - {from: "@repo/apps/{app}/base/**", to: "@artifact/base/"}
        - {from: "@repo/apps/{app}/envs/{env}/**", to: "@artifact/envs/{env}/"}
`,
      "clusters/p/apps.yaml": child("shop", "  path: ./envs/live\n").replace(
        "kind: GitRepository, name: flux-system",
        "kind: ExternalArtifact, name: shop-live",
      ),
      "apps/Shop/base/web.yaml": WEB,
      "apps/Shop/base/kustomization.yaml": "resources: [web.yaml]\n",
      "apps/Shop/envs/live/kustomization.yaml": "resources: [../../base]\nnamePrefix: live-\n",
      "apps/other/envs/live/kustomization.yaml": "resources: [nothing.yaml]\n",
    };
    const { objects, problems } = composeFrom(repositoryOf(monorepo), [folderRoot("clusters/p", [])]);
    expect(problems).toEqual([]);
    const web = objects.find((object) => object.name === "live-web");
    expect(web && originOf(web, ["apiVersion"])).toMatchObject({ file: "apps/Shop/base/web.yaml" });
  });

  it("says when a source is elsewhere", () => {
    const elsewhere = {
      "clusters/p/flux-system/gotk-sync.yaml": SYNC("./clusters/p"),
      "clusters/p/other.yaml": `${child("other", "  path: ./deploy\n").replace("kind: GitRepository, name: flux-system", "kind: OCIRepository, name: other")}---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: other, namespace: flux-system}\nspec: {url: "oci://registry.example/other", ref: {tag: 1.0.0}}\n`,
    };
    expect(composeFrom(repositoryOf(elsewhere), [folderRoot("clusters/p", [])]).problems).toMatchObject([
      { rule: "source-elsewhere" },
    ]);
  });
});

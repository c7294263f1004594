// Long, because it is a table: each form of a version with the repository that writes it.
import { describe, expect, it } from "vitest";
import type { Repository } from "../types.ts";
import { adopt } from "./adopt.ts";
import { planEdit } from "./plan-edit.ts";
import { fluxKustomization, kustomization, release, releaseFrom, sample, workload } from "./sample.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const V = "$".concat("{VERSION}");
const apps = (text: string, more: Record<string, string> = {}) => sample({ "apps/production/web.yaml": text, ...more });
const overlay = (body: string, more: Record<string, string> = {}, base = release("1.0.0")) =>
  sample({
    "apps/base/web.yaml": base,
    "apps/base/kustomization.yaml": kustomization("resources: [web.yaml]\n"),
    "apps/production/kustomization.yaml": kustomization(`resources: [../base]\n${body}`),
    ...more,
  });
const substituting = (text: string, postBuild: string, more: Record<string, string> = {}) =>
  sample({
    "apps/production/web.yaml": text,
    "clusters/production/apps.yaml": fluxKustomization("apps", "./apps/production", postBuild),
    ...more,
  });
const values = (text: string) => release("9.0.0", `  values:\n${text.replace(/^/gm, "    ")}\n`);

/** what, repository, version, form, path, asked for, the line after (or the reason of a refusal) */
type Row = [string, Repository, string, string, string, string, string];
const rows: Row[] = [
  [
    "a chart version",
    apps(release("1.2.3")),
    "1.2.3",
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4",
    "      version: 1.2.4",
  ],
  [
    "a chart range",
    apps(release('"1.x"')),
    "1.x",
    "chart-range",
    "spec.chart.spec.version",
    "2.0.1",
    '      version: "2.x"',
  ],
  [
    "a chart range that covers it",
    apps(release('"1.x"')),
    "1.x",
    "chart-range",
    "spec.chart.spec.version",
    "1.0.1",
    "!range-covers",
  ],
  [
    "any chart",
    apps(release('"*"')),
    "*",
    "chart-version",
    "spec.chart.spec.version",
    "1.0.1",
    '      version: "1.0.1"',
  ],
  ["no chart version", apps(release(null)), "*", "absent", "spec.chart.spec.chart", "1.0.1", "!locked"],
  [
    "an OCI tag",
    apps(releaseFrom("OCIRepository", "  url: oci://r.example.com/web\n  ref:\n    tag: 1.2.3\n")),
    "1.2.3",
    "oci-tag",
    "spec.ref.tag",
    "1.2.4",
    "    tag: 1.2.4",
  ],
  [
    "an OCI range",
    apps(releaseFrom("OCIRepository", '  url: oci://r.example.com/web\n  ref:\n    semver: ">=1.0.0 <2.0.0"\n')),
    ">=1.0.0 <2.0.0",
    "oci-semver",
    "spec.ref.semver",
    "2.0.1",
    '    semver: ">=1.0.0 <3.0.0"',
  ],
  [
    "one version in the field for ranges",
    apps(releaseFrom("OCIRepository", "  url: oci://r.example.com/web\n  ref:\n    semver: 1.2.3\n")),
    "1.2.3",
    "oci-semver",
    "spec.ref.semver",
    "1.2.4",
    "    semver: 1.2.4",
  ],
  [
    "a digest before a tag",
    apps(
      releaseFrom("OCIRepository", `  url: oci://r.example.com/web\n  ref:\n    tag: 1.2.3\n    digest: ${DIGEST}\n`),
    ),
    DIGEST,
    "oci-digest",
    "spec.ref.digest",
    `1.2.4@${OTHER}`,
    `    digest: ${OTHER}`,
  ],
  [
    "a digest, and none given",
    apps(releaseFrom("OCIRepository", `  url: oci://r.example.com/web\n  ref:\n    digest: ${DIGEST}\n`)),
    DIGEST,
    "oci-digest",
    "spec.ref.digest",
    "1.2.4",
    "!pinned-by-digest",
  ],
  [
    "a digest, and another one alone",
    apps(releaseFrom("OCIRepository", `  url: oci://r.example.com/web\n  ref:\n    digest: ${DIGEST}\n`)),
    DIGEST,
    "oci-digest",
    "spec.ref.digest",
    OTHER,
    `    digest: ${OTHER}`,
  ],
  [
    "a digest where a tag is written",
    apps(values(`image:\n  repository: r.example.com/web\n  tag: 1.2.3@${DIGEST}`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    OTHER,
    "!not-a-version",
  ],
  [
    "a source that names nothing",
    apps(releaseFrom("OCIRepository", "  url: oci://r.example.com/web\n")),
    "latest",
    "absent",
    "spec.url",
    "1.2.4",
    "!locked",
  ],
  [
    "a Git tag",
    apps(
      release("1")
        .replace("kind: HelmRepository\nmetadata", "kind: GitRepository\nmetadata")
        .replace(
          'spec: {url: "https://charts.example.com"}',
          "spec:\n  url: https://git.example.com/web\n  ref:\n    tag: v1.2.3",
        )
        .replace("{kind: HelmRepository", "{kind: GitRepository"),
    ),
    "v1.2.3",
    "git-tag",
    "spec.ref.tag",
    "v1.2.4",
    "    tag: v1.2.4",
  ],
  [
    "a branch",
    apps(releaseFrom("GitRepository", "  url: https://git.example.com/web\n  ref: {branch: main}\n")),
    "main",
    "git-branch",
    "spec.ref.branch",
    "v1.2.4",
    "!follows-branch",
  ],
  [
    "a branch that a variable names",
    substituting(
      releaseFrom("GitRepository", `  url: https://git.example.com/web\n  ref: {branch: "${V}"}\n`),
      "  postBuild: {substitute: {VERSION: main}}\n",
    ),
    "main",
    "substitute",
    "spec.postBuild.substitute.VERSION",
    "v1.2.4",
    "!follows-branch",
  ],
  [
    "an image tag in values",
    apps(values("image:\n  repository: r.example.com/web\n  tag: 1.2.3")),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.10",
    '      tag: "1.10"',
  ],
  [
    "an image tag with a digest",
    apps(values(`image:\n  repository: r.example.com/web\n  tag: 1.2.3@${DIGEST} # x`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.2.4",
    "      tag: 1.2.4 # x",
  ],
  [
    "an image tag with a digest, and a new one",
    apps(values(`image:\n  repository: r.example.com/web\n  tag: 1.2.3@${DIGEST}`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    `1.2.4@${OTHER}`,
    `      tag: 1.2.4@${OTHER}`,
  ],
  [
    "a digest in a field of its own",
    apps(values(`image:\n  registry: r.example.com\n  repository: web\n  tag: 1.2.3\n  digest: ${DIGEST}`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.2.4",
    "!digest-elsewhere",
  ],
  [
    "a digest in a field of its own, without the name of its algorithm",
    apps(values(`image:\n  repository: r.example.com/web\n  tag: 1.2.3\n  sha: ${"a".repeat(64)}`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.2.4",
    "!digest-elsewhere",
  ],
  [
    "a digest beside another field that says nothing",
    apps(values(`image:\n  repository: r.example.com/web\n  tag: 1.2.3\n  digest: ""\n  sha: ${"a".repeat(64)}`)),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.2.4",
    "!digest-elsewhere",
  ],
  [
    "a chart's own image, of which only the tag is said",
    apps(
      release("9.0.0", "  releaseName: site\n  values:\n    global:\n      image: {tag: 1.2.3}\n").replace(
        "chart: web",
        "chart: site",
      ),
    ),
    "1.2.3",
    "values-tag",
    "spec.values.global.image.tag",
    "1.2.4",
    "      image: {tag: 1.2.4}",
  ],
  [
    "an image in one text",
    apps(values('main:\n  image: "r.example.com:5000/org/web:1.2.3"')),
    "1.2.3",
    "values-image",
    "spec.values.main.image",
    "1.2.4",
    '      image: "r.example.com:5000/org/web:1.2.4"',
  ],
  [
    "the image of a workload",
    apps(workload("r.example.com/web:1.2.3")),
    "1.2.3",
    "workload-image",
    "spec.template.spec.containers[0].image",
    "1.2.4",
    "          image: r.example.com/web:1.2.4",
  ],
  [
    "a moving tag",
    apps(workload("r.example.com/web:latest")),
    "latest",
    "workload-image",
    "spec.template.spec.containers[0].image",
    "1.2.4",
    "          image: r.example.com/web:1.2.4",
  ],
  [
    "a patch file",
    overlay("patches:\n  - path: patch.yaml\n", {
      "apps/production/patch.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      version: 1.2.3\n",
    }),
    "1.2.3",
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4",
    "      version: 1.2.4",
  ],
  [
    "an inline patch",
    overlay(
      "patches:\n  - patch: |-\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata: {name: web, namespace: shop}\n      spec: {chart: {spec: {version: 1.2.3}}}\n",
    ),
    "1.2.3",
    "chart-version",
    "patches[0].patch → spec.chart.spec.version",
    "1.2.4",
    "      spec: {chart: {spec: {version: 1.2.4}}}",
  ],
  [
    "a JSON 6902 operation",
    overlay(
      "patches:\n  - target: {kind: HelmRelease}\n    patch: |\n      - op: replace\n        path: /spec/chart/spec/version\n        value: 1.2.3 # here\n",
    ),
    "1.2.3",
    "chart-version",
    "patches[0].patch → [0].value",
    "1.2.4",
    "        value: 1.2.4 # here",
  ],
  [
    "an image of kustomize",
    overlay("images:\n  - name: r.example.com/web\n    newTag: 1.2.3\n", {}, workload("r.example.com/web")),
    "1.2.3",
    "kustomize-image",
    "images[0].newTag",
    "1.2.4",
    "    newTag: 1.2.4",
  ],
  [
    "an image of kustomize that says what the base says too",
    overlay("images:\n  - name: r.example.com/web\n    newTag: 1.2.3\n", {}, workload("r.example.com/web:1.2.3")),
    "1.2.3",
    "kustomize-image",
    "images[0].newTag",
    "1.2.4",
    "    newTag: 1.2.4",
  ],
  [
    "a digest of kustomize",
    overlay(`images:\n  - name: r.example.com/web\n    digest: ${DIGEST}\n`, {}, workload("r.example.com/web:1.0.0")),
    DIGEST,
    "kustomize-image",
    "images[0].digest",
    `1.2.4@${OTHER}`,
    `    digest: ${OTHER}`,
  ],
  [
    "an image of a Flux Kustomization",
    substituting(
      workload("r.example.com/web:1.0.0"),
      "  images:\n    - name: r.example.com/web\n      newTag: 1.2.3\n",
    ),
    "1.2.3",
    "flux-image",
    "spec.images[0].newTag",
    "1.2.4",
    "      newTag: 1.2.4",
  ],
  [
    "a patch of a Flux Kustomization",
    substituting(
      release("1.0.0"),
      "  patches:\n    - patch: |\n        - op: replace\n          path: /spec/chart/spec/version\n          value: '1.2.3'\n      target: {kind: HelmRelease}\n",
    ),
    "1.2.3",
    "chart-version",
    "spec.patches[0].patch → [0].value",
    "1.2.4",
    "          value: '1.2.4'",
  ],
  [
    "a variable",
    substituting(release(V), '  postBuild:\n    substitute:\n      VERSION: "1.2.3"\n'),
    "1.2.3",
    "substitute",
    "spec.postBuild.substitute.VERSION",
    "1.2.4",
    '      VERSION: "1.2.4"',
  ],
  [
    "a variable in an image",
    substituting(workload(`r.example.com/web:v${V}`), "  postBuild:\n    substitute:\n      VERSION: 1.2.3\n"),
    "v1.2.3",
    "substitute",
    "spec.postBuild.substitute.VERSION",
    "v1.2.4",
    "      VERSION: 1.2.4",
  ],
  [
    "a variable from a ConfigMap here",
    substituting(release(V), "  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: settings}]\n", {
      "clusters/production/settings.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata:\n  VERSION: 1.2.3\n",
    }),
    "1.2.3",
    "config-value",
    "data.VERSION",
    "1.2.4",
    "  VERSION: 1.2.4",
  ],
  [
    "a variable from elsewhere",
    substituting(release(V), "  postBuild:\n    substituteFrom: [{kind: Secret, name: settings}]\n"),
    V,
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4",
    "!locked",
  ],
  [
    "the default of a variable",
    substituting(release("$".concat("{VERSION:=1.2.3}")), "  postBuild:\n    substitute: {OTHER: x}\n"),
    "1.2.3",
    "substitute-default",
    "spec.chart.spec.version",
    "1.2.4",
    "      version: $".concat("{VERSION:=1.2.4}"),
  ],
  [
    "a variable in an env file that a ConfigMap is generated from",
    substituting(release(V), "  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: versions}]\n", {
      "clusters/production/kustomization.yaml": kustomization(
        "resources: [flux-system/gotk-sync.yaml, apps.yaml]\nconfigMapGenerator:\n  - {name: versions, namespace: flux-system, envs: [versions.env], options: {disableNameSuffixHash: true}}\n",
      ),
      "clusters/production/versions.env": "# versions\nOTHER=1.0.0\nVERSION=1.2.3\n",
    }),
    "1.2.3",
    "config-value",
    "VERSION",
    "1.2.4",
    "VERSION=1.2.4",
  ],
  [
    "values from a generated ConfigMap",
    sample({
      "apps/production/web.yaml": release("9.0.0", "  valuesFrom:\n    - {kind: ConfigMap, name: web-values}\n"),
      "apps/production/kustomization.yaml": kustomization(
        "namespace: shop\nresources: [web.yaml]\nconfigMapGenerator:\n  - name: web-values\n    files: [values.yaml=web-values.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n",
      ),
      "apps/production/web-values.yaml": "image:\n  repository: r.example.com/web\n  tag: 1.2.3\n",
    }),
    "1.2.3",
    "values-tag",
    "image.tag",
    "1.2.4",
    "  tag: 1.2.4",
  ],
  [
    "values of which a later file says the tag once more",
    sample({
      "apps/production/web.yaml": release(
        "9.0.0",
        "  valuesFrom:\n    - {kind: ConfigMap, name: web-values, valuesKey: base}\n    - {kind: ConfigMap, name: web-values}\n",
      ),
      "apps/production/kustomization.yaml": kustomization(
        "namespace: shop\nresources: [web.yaml]\nconfigMapGenerator:\n  - name: web-values\n    files: [base=base-values.yaml, values.yaml=web-values.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n",
      ),
      "apps/production/base-values.yaml": "image:\n  repository: r.example.com/web\n  tag: 1.0.0\n",
      "apps/production/web-values.yaml": "image:\n  tag: 1.2.3\n",
    }),
    "1.2.3",
    "values-tag",
    "image.tag",
    "1.2.4",
    "  tag: 1.2.4",
  ],
  [
    "values of which the release itself says the tag once more",
    sample({
      "apps/production/web.yaml": release(
        "9.0.0",
        "  valuesFrom:\n    - {kind: ConfigMap, name: web-values}\n  values:\n    image:\n      tag: 1.2.3\n",
      ),
      "apps/production/map.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-values, namespace: shop}\ndata:\n  values.yaml: |\n    image:\n      repository: r.example.com/web\n      tag: 1.0.0\n",
    }),
    "1.2.3",
    "values-tag",
    "spec.values.image.tag",
    "1.2.4",
    "      tag: 1.2.4",
  ],
  [
    "values in a ConfigMap",
    sample({
      "apps/production/web.yaml": release("9.0.0", "  valuesFrom:\n    - {kind: ConfigMap, name: web-values}\n"),
      "apps/production/map.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-values, namespace: shop}\ndata:\n  values.yaml: |\n    image:\n      repository: r.example.com/web\n      tag: 1.2.3\n",
    }),
    "1.2.3",
    "values-tag",
    'data."values.yaml" → image.tag',
    "1.2.4",
    "      tag: 1.2.4",
  ],
  [
    "an anchor in use",
    apps(release("&v 1.2.3", "  values: {other: *v}\n")),
    "1.2.3",
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4",
    "!shared-by-anchor",
  ],
  [
    "an encrypted file",
    apps(release("1.2.3").concat("sops:\n  mac: x\n")),
    "1.2.3",
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4",
    "!encrypted",
  ],
  [
    "a version that is none",
    apps(release("1.2.3")),
    "1.2.3",
    "chart-version",
    "spec.chart.spec.version",
    "1.2.4 # x",
    "!not-a-version",
  ],
];

describe("a version is found where it is written, and moved there alone", () => {
  it.each(rows)("%s", (_what, repository, version, form, path, wanted, after) => {
    const adoption = adopt(repository);
    const [found] = adoption.deployments;
    expect(adoption.deployments).toHaveLength(1);
    expect(found).toMatchObject({ service: "web", version, form, place: { path } });
    const plan = planEdit(repository, adoption, [found?.id ?? ""], wanted);
    if (after.startsWith("!")) {
      expect(plan).toMatchObject({ ok: false, reason: after.slice(1), sentence: expect.stringMatching(/\.$/) });
      return;
    }
    if (!plan.ok) throw new Error(plan.sentence);
    const [file] = plan.value.files;
    const changed = file?.after.split("\n").filter((line, i) => line !== file.before.split("\n")[i]);
    expect(changed).toEqual([after]);
    expect(plan.value.files).toHaveLength(1);
  });
});

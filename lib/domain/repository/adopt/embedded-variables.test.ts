// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { setVersion } from "./report.ts";
import { fluxKustomization, kustomization, release, sample } from "./sample.ts";

const set = "  postBuild: {substitute: {host: a.long.name.example.com, web: 1.2.3}}\n";

function releaseWith(values: Record<string, string>, more: string, substitute = set) {
  return sample({
    "clusters/production/apps.yaml": fluxKustomization("apps", "./apps/production", substitute),
    "apps/production/web.yaml": release("9.0.0", more),
    ...values,
  });
}

const fromMap = "  valuesFrom: [{kind: ConfigMap, name: v}]\n";
const generated = kustomization(
  "namespace: shop\nresources: [web.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: v, files: [values.yaml]}]\n",
);

function leading(repository: ReturnType<typeof sample>) {
  const [found] = adopt(repository).deployments;
  const edit = setVersion(repository, { service: "web", environment: "production", version: "1.2.4" });
  const said = edit.ok ? edit.value.diff.split("\n").filter((line) => /^[+-][^+-]/.test(line)) : edit.sentence;
  return [found?.version, found?.form, `${found?.place?.file}:${found?.place?.line}:${found?.place?.column}`, said];
}

describe("variables in YAML that is embedded in a text", () => {
  const values = (tag: string) => `host: web.\${host}\nimage:\n  repository: r.example.com/web\n  tag: ${tag}\n`;

  it("bring their versions along from where they are set", () => {
    const files = {
      "apps/production/values.yaml": values("v${web}-alpine"),
      "apps/production/kustomization.yaml": generated,
    };
    expect(leading(releaseWith(files, fromMap))).toEqual([
      "v1.2.3-alpine",
      "substitute",
      "clusters/production/apps.yaml:13:64",
      expect.stringContaining("1.2.4"),
    ]);
    const whole = { ...files, "apps/production/values.yaml": values('"${web}"') };
    expect(leading(releaseWith(whole, fromMap))).toEqual([
      "1.2.3",
      "substitute",
      "clusters/production/apps.yaml:13:64",
      [`-${set}`.trimEnd(), `+${set.replace("1.2.3", "1.2.4")}`.trimEnd()],
    ]);
  });

  it("move no other version from its line, in a file or in a block of a ConfigMap", () => {
    const files = { "apps/production/values.yaml": values("1.2.3"), "apps/production/kustomization.yaml": generated };
    expect(leading(releaseWith(files, fromMap))).toEqual([
      "1.2.3",
      "values-tag",
      "apps/production/values.yaml:4:8",
      ["-  tag: 1.2.3", "+  tag: 1.2.4"],
    ]);
    const block = values("1.2.3").replaceAll(/^/gm, "    ").trimEnd();
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v, namespace: shop}\ndata:\n  values.yaml: |\n${block}\n`;
    expect(leading(releaseWith({ "apps/production/v.yaml": map }, fromMap)).slice(0, 3)).toEqual([
      "1.2.3",
      "values-tag",
      "apps/production/v.yaml:9:12",
    ]);
  });

  it("leave a default on its line, where it can be moved", () => {
    const files = {
      "apps/production/values.yaml": values("${tag:=1.2.3}"),
      "apps/production/kustomization.yaml": generated,
    };
    expect(leading(releaseWith(files, fromMap))).toEqual([
      "1.2.3",
      "substitute-default",
      "apps/production/values.yaml:4:8",
      ["-  tag: ${tag:=1.2.3}", "+  tag: ${tag:=1.2.4}"],
    ]);
  });

  it("may stand in a patch of a Flux Kustomization that another one applies", () => {
    const patches = `  patches:
    - target: {kind: HelmRelease}
      patch: |
        - op: replace
          path: /spec/chart/spec/version
          value: \${web}
`;
    const repository = sample({
      "clusters/production/apps.yaml": fluxKustomization("apps", "./apps/production", set),
      "apps/production/ks.yaml": fluxKustomization("web", "./web", patches),
      "web/web.yaml": release("9.0.0"),
    });
    expect(leading(repository)).toEqual([
      "1.2.3",
      "substitute",
      "clusters/production/apps.yaml:13:64",
      [`-${set}`.trimEnd(), `+${set.replace("1.2.3", "1.2.4")}`.trimEnd()],
    ]);
  });
});

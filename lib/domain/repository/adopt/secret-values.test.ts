// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { setVersion } from "./report.ts";
import { fluxKustomization, kustomization, release, sample } from "./sample.ts";

const unhashed = "generatorOptions: {disableNameSuffixHash: true}\n";

/** The release `web` in the version that `from` says, which the Secret `versions` has. */
function versionFrom(from: string, files: Record<string, string>) {
  const substitution = "  postBuild: {substituteFrom: [{kind: Secret, name: versions}]}\n";
  return sample({
    "clusters/production/apps.yaml": fluxKustomization("apps", "./apps/production", substitution),
    "clusters/production/versions.yaml": fluxKustomization("versions", "./versions"),
    "apps/production/web.yaml": release(from),
    ...files,
  });
}

function valuesFrom(reference: string, generator: string, files: Record<string, string> = {}) {
  return sample({
    "apps/production/web.yaml": release("9.0.0", `  valuesFrom: [${reference}]\n`),
    "apps/production/kustomization.yaml": kustomization(
      `namespace: shop\nresources: [web.yaml]\n${unhashed}secretGenerator: [${generator}]\n`,
    ),
    ...files,
  });
}

function leading(repository: ReturnType<typeof sample>) {
  const [found] = adopt(repository).deployments;
  const edit = setVersion(repository, { service: "web", environment: "production", version: "1.2.4" });
  const said = edit.ok
    ? edit.value.diff.split("\n").filter((line) => /^[+-] /.test(line) || /^[+-]\w/.test(line))
    : edit.sentence;
  return [found?.version, found?.form, `${found?.place?.file}:${found?.place?.line}`, said];
}

describe("a version in a Secret that is written in clear", () => {
  it("may be a literal or a line of an env file that a Secret is generated from", () => {
    const generated = (said: string) =>
      kustomization(`namespace: flux-system\n${unhashed}secretGenerator: [{name: versions, ${said}}]\n`);
    expect(
      leading(versionFrom("${WEB}", { "versions/kustomization.yaml": generated("literals: [WEB=1.2.3]") })),
    ).toEqual([
      "1.2.3",
      "config-value",
      "versions/kustomization.yaml:5",
      [
        "-secretGenerator: [{name: versions, literals: [WEB=1.2.3]}]",
        "+secretGenerator: [{name: versions, literals: [WEB=1.2.4]}]",
      ],
    ]);
    const env = { "versions/kustomization.yaml": generated("envs: [web.env]"), "versions/web.env": "WEB=1.2.3\n" };
    expect(leading(versionFrom("${WEB}", env))).toEqual([
      "1.2.3",
      "config-value",
      "versions/web.env:1",
      ["-WEB=1.2.3", "+WEB=1.2.4"],
    ]);
  });

  it("has its line, but no edit, where it is written in base64", () => {
    const secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: versions, namespace: flux-system}\ndata:\n  WEB: MS4yLjM=\n";
    expect(leading(versionFrom("${WEB}", { "versions/secret.yaml": secret }))).toEqual([
      "1.2.3",
      "config-value",
      "versions/secret.yaml:5",
      expect.stringContaining("encoded"),
    ]);
  });

  it("may stand in values that a release takes from it: a file of them, or one at a path", () => {
    const values = { "apps/production/values.yaml": "image:\n  repository: r.example.com/web\n  tag: 1.2.3\n" };
    expect(leading(valuesFrom("{kind: Secret, name: v}", "{name: v, files: [values.yaml]}", values))).toEqual([
      "1.2.3",
      "values-tag",
      "apps/production/values.yaml:3",
      ["-  tag: 1.2.3", "+  tag: 1.2.4"],
    ]);
    const path = "{kind: Secret, name: v, valuesKey: t, targetPath: image.tag}";
    expect(leading(valuesFrom(path, "{name: v, literals: [t=1.2.3]}")).slice(0, 3)).toEqual([
      "1.2.3",
      "config-value",
      "apps/production/kustomization.yaml:6",
    ]);
  });

  it("is not read where the file is encrypted", () => {
    const values = {
      "apps/production/values.yaml": "image: {repository: r.example.com/web, tag: 'ENC[x]'}\nsops: {mac: x}\n",
    };
    expect(leading(valuesFrom("{kind: Secret, name: v}", "{name: v, files: [values.yaml]}", values))[0]).toBe("9.0.0");
    const generated = kustomization(
      `namespace: flux-system\n${unhashed}secretGenerator: [{name: versions, envs: [web.env]}]\n`,
    );
    const env = { "versions/kustomization.yaml": generated, "versions/web.env": "WEB=ENC[x]\nsops_mac=ENC[y]\n" };
    expect(leading(versionFrom("${WEB}", env))[0]).toBe("${WEB}");
  });
});

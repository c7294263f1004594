import { describe, it } from "vitest";
import { fluxRepository } from "../../bench/kit/flux-repository.ts";
import { follow, replaced } from "./follow.ts";

const fleet = fluxRepository(60, "listed");
const list = "apps/staging/kustomization.yaml";
const patch = (service: number) => `apps/staging/patches/service-${service}.yaml`;
const base = (service: number, file: string) => `apps/base/service-${service}/${file}`;
const textOf = (path: string): string => fleet.get(path) ?? "";
const back = (path: string) => ({ [path]: textOf(path) });

describe("a list of many is read as from nothing", () => {
  it("where patches are for others than before", () => {
    follow(fleet, [
      { [patch(0)]: textOf(patch(2)) },
      back(patch(0)),
      { [patch(0)]: textOf(patch(2)), [patch(2)]: textOf(patch(0)) },
      { [patch(0)]: `${textOf(patch(2))}---\n${textOf(patch(0))}`, [patch(2)]: textOf(patch(4)) },
      { ...back(patch(0)), ...back(patch(2)) },
      { [patch(0)]: replaced("name: service-0", "name: nobody") },
      {
        [patch(0)]: textOf(patch(0))
          .replace("name: service-0", "name: service-0-config")
          .replace("HelmRelease", "ConfigMap"),
      },
      { ...back(patch(0)), [base(0, "release.yaml")]: replaced("name: service-0", "name: other") },
      back(base(0, "release.yaml")),
    ]);
  });

  it("where patches take something away, or do more", () => {
    const line = "  - path: patches/service-0.yaml\n";
    follow(fleet, [
      { [patch(0)]: (text) => `$patch: delete\n${text}` },
      { [patch(0)]: (text) => text.replace("$patch: delete\n", "") },
      { [list]: replaced(line, line + line) },
      { [list]: replaced(line, line.trimEnd().concat("\n    target: {kind: HelmRelease, name: service-2}\n")) },
      {
        [list]: textOf(list).replace(
          line,
          "  - patch: '[{op: remove, path: /spec/interval}]'\n    target: {kind: HelmRelease}\n",
        ),
      },
      back(list),
      { [list]: (text) => `namePrefix: my-\n${text}` },
      { [list]: `# Listed.\n${textOf(list)}` },
    ]);
  });

  it("where entries move, are there twice, or bring more than objects", () => {
    const entry = "  - ../base/service-2\n";
    follow(fleet, [
      { [list]: (text) => text.replace(entry, "").replace("resources:\n", `resources:\n${entry}`) },
      { [list]: replaced("resources:\n", `resources:\n${entry}`) },
      back(list),
      { [base(2, "kustomization.yaml")]: (text) => `${text}configMapGenerator: [{name: made, literals: [a=1]}]\n` },
      { [base(2, "kustomization.yaml")]: (text) => text.replace("a=1", "a=2") },
      { [base(2, "kustomization.yaml")]: `namePrefix: my-\n${textOf(base(2, "kustomization.yaml"))}` },
      back(base(2, "kustomization.yaml")),
      { [base(2, "config.yaml")]: textOf(base(4, "config.yaml")) },
      { [base(2, "config.yaml")]: "# Nothing is left.\n" },
      back(base(2, "config.yaml")),
      { [list]: replaced(entry, "  - ../base/service-2\n  -\n") },
      back(list),
    ]);
  });
});

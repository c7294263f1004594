// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, it } from "vitest";
import { follow, replaced } from "./follow.ts";
import { movingFleet } from "./moving-fleet.ts";

const withInner = { "apps/service-1/base/kustomization.yaml": (text: string) => `${text}  - inner.yaml\n` };

const again = (ignore: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: again, namespace: flux-system}
spec: {url: https://git.example.com/example/fleet, ref: {branch: main}, ignore: "${ignore}"}
`;

const applied = (name: string, path: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: "${name}", namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;

describe("what a push applies is read as from nothing", () => {
  const base = "apps/service-0/base/kustomization.yaml";
  const onStaging = (name: string) => `clusters/staging/apps/${name}.yaml`;

  it("where a Flux Kustomization goes on to a source that hands on something else, and what lies there changes", () => {
    follow(movingFleet, [
      {
        "clusters/staging/kustomization.yaml": replaced("resources:\n", "resources:\n  - again.yaml\n"),
        "clusters/staging/again.yaml": again("*.md"),
      },
      { [onStaging("service-0")]: replaced(/name: flux-system$/m, "name: again") },
      { [onStaging("service-1")]: replaced(/name: flux-system$/m, "name: again") },
      // What was built of it from the other source is forgotten with the first of them.
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.7") },
      { [onStaging("service-1")]: replaced(/name: again$/m, "name: flux-system") },
      { "apps/service-1/staging/version.yaml": replaced(/version: .*/, "version: 9.9.8") },
    ]);
  });

  it("where somebody who applies a ResourceSet applies something else too", () => {
    const set = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: set, namespace: flux-system}
spec:
  inputs: [{app: back}]
  resources:
    - ${applied("<< inputs.app >>", "./solo").trimEnd().replaceAll("\n", "\n      ")}
`;
    follow(movingFleet, [
      { "apps/service-0/base/set.yaml": set, [base]: (text) => `${text}  - set.yaml\n` },
      { "apps/service-0/staging/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
      {
        "apps/service-0/base/first.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, namespace: apps}\n",
        [base]: replaced("resources:\n", "resources:\n  - first.yaml\n"),
      },
      { "apps/service-0/base/set.yaml": replaced("app: back", "app: front") },
      {
        "apps/service-0/base/inner.yaml": applied("inner-one", "./inner/us"),
        [base]: (text) => `${text}  - inner.yaml\n`,
      },
      { [base]: replaced("  - set.yaml\n", "") },
    ]);
  });

  it("where two take variables that nobody sets, one after the other", () => {
    const nowhere = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: nowhere}]}\n";
    follow(movingFleet, [
      { [onStaging("service-0")]: (text) => `${text.trimEnd()}\n${nowhere}` },
      { [onStaging("service-1")]: (text) => `${text.trimEnd()}\n${nowhere}` },
      {
        "apps/service-2/base/inner.yaml": applied("inner-two", "./inner/us", nowhere),
        "apps/service-2/base/kustomization.yaml": (text) => `${text}  - inner.yaml\n`,
      },
      { [onStaging("service-0")]: replaced(nowhere, "") },
    ]);
  });

  it("where what others ask for in vain comes at last, and goes again", () => {
    const map = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: flux-system}\ndata: {version: 3.0.0}\n`;
    const vain = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: vain, optional: true}]}\n";
    const list = "clusters/staging/kustomization.yaml";
    const giver = { "clusters/staging/giver.yaml": applied("giver", "./giver") };
    const listed = { [list]: replaced("resources:\n", "resources:\n  - giver.yaml\n") };
    const unlisted = { [list]: replaced("  - giver.yaml\n", "") };
    follow(movingFleet, [
      { [onStaging("service-1")]: (text) => `${text.trimEnd()}\n${vain}` },
      { "giver/values.yaml": map("vain"), ...giver, ...listed },
      unlisted,
      {
        "giver/values.yaml": undefined,
        "giver/inner.yaml": applied("inner-giver", "./gives"),
        "gives/values.yaml": map("vain"),
        ...listed,
      },
      unlisted,
      { "gives/values.yaml": map("other"), ...listed },
      unlisted,
    ]);
  });

  it("where a ConfigMap says to which cluster somebody else's release goes", () => {
    const map = (cluster: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: there, namespace: apps}\ndata: {cluster: ${cluster}}\n`;
    follow(movingFleet, [
      {
        "apps/service-0/base/release.yaml": replaced("spec:\n", "spec:\n  kubeConfig: {configMapRef: {name: there}}\n"),
      },
      { "apps/service-1/base/inner.yaml": map("edge"), ...withInner },
      { "apps/service-1/base/inner.yaml": map("far") },
      { "apps/service-1/base/kustomization.yaml": replaced("  - inner.yaml\n", "") },
    ]);
  });

  it("where something is applied to other clusters, with and without a Flux of their own", () => {
    const to = (cluster: string) => `  kubeConfig: {secretRef: {name: ${cluster}-kubeconfig}}\n`;
    const list = "clusters/staging/kustomization.yaml";
    follow(movingFleet, [
      {
        "clusters/staging/edge.yaml": `${applied("edge", "./solo", to("edge"))}---\n${applied("far", "./inner/us", to("far"))}`,
        [list]: (text) => `${text}  - edge.yaml\n`,
      },
      { "solo/solo.yaml": replaced("1.0.0", "2.0.0") },
      { "solo/solo.yaml": "# Nothing is left.\n" },
      { "solo/solo.yaml": movingFleet.get("solo/solo.yaml") },
      { "inner/us/more.yaml": replaced(/^/, movingFleet.get("more/shop.yaml") ?? "") },
      {
        "apps/service-2/production/version.yaml": replaced(/version: .*/, "version: 9.9.9"),
        [onStaging("service-2")]: (text) => text + to("production-eu"),
      },
      { "apps/service-2/staging/version.yaml": replaced(/version: .*/, "version: 9.9.9") },
    ]);
  });

  it("where a folder is spelled otherwise from which something is installed elsewhere", () => {
    follow(movingFleet, [
      {
        "apps/service-0/base/release.yaml": replaced(
          "spec:\n",
          "spec:\n  kubeConfig: {secretRef: {name: far-kubeconfig}}\n",
        ),
      },
      { [onStaging("service-0")]: replaced("path: ./apps", "path: apps") },
    ]);
  });

  it("where another one comes that is built twice", () => {
    const late = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: late}]}\n";
    follow(movingFleet, [
      {
        "inner/xx/third.yaml": applied("third-${version:=none}", "./solo"),
        "more/second.yaml": applied("second", "./inner/xx", late),
      },
      { "more/second.yaml": undefined },
    ]);
  });

  it("where one comes before what it takes variables from, and another one is behind that", () => {
    const mid = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: mid}]}\n";
    const values =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mid, namespace: flux-system}\ndata: {version: 3.0.0}\n";
    const listed = (name: string) => (text: string) => text.replace("resources:\n", `resources:\n  - ${name}.yaml\n`);
    const list = "clusters/staging/kustomization.yaml";
    follow(movingFleet, [
      { "mid/values.yaml": values, "clusters/staging/b.yaml": applied("b-owner", "./mid"), [list]: listed("b") },
      { "clusters/staging/c.yaml": applied("c-user", "./inner/us", mid), [list]: listed("c") },
      {
        "inner/xx/third.yaml": applied("third-${version:=none}", "./solo"),
        "clusters/staging/a.yaml": applied("a-first", "./inner/xx", mid),
        [list]: listed("a"),
      },
    ]);
  });

  it("where a ResourceSet takes its inputs from what somebody else applies", () => {
    const group = "apiVersion: fluxcd.controlplane.io/v1\n";
    const other = "apps/service-1/base/kustomization.yaml";
    const provider = (app: string) =>
      `${group}kind: ResourceSetInputProvider\nmetadata: {name: inputs, namespace: flux-system}\nspec: {type: Static, defaultValues: {app: ${app}}}\n`;
    follow(movingFleet, [
      {
        "apps/service-1/base/set.yaml": `${group}kind: ResourceSet\nmetadata: {name: set, namespace: flux-system}\nspec:\n  inputsFrom: [{name: inputs}]\n  resources:\n    - ${applied("<< inputs.app >>", "./solo").trimEnd().replaceAll("\n", "\n      ")}\n`,
        [other]: (text) => `${text}  - set.yaml\n`,
      },
      { "apps/service-0/base/inputs.yaml": provider("back"), [base]: (text) => `${text}  - inputs.yaml\n` },
      { "apps/service-0/base/inputs.yaml": provider("front") },
      { [base]: replaced("resources:\n", "# Listed.\nresources:\n") },
      { [base]: replaced("  - inputs.yaml\n", "") },
    ]);
  });

  it("where somebody applies in another form what was met before", () => {
    follow(movingFleet, [
      { "apps/service-1/base/inner.yaml": applied("more", "./solo"), ...withInner },
      { "apps/service-1/base/inner.yaml": applied("more", "./inner/us") },
      { "apps/service-1/base/inner.yaml": applied("more", "./late") },
    ]);
  });

  it("where one is applied in two versions at once", () => {
    const both = applied("both", "./solo");
    const list = { "clusters/staging/kustomization.yaml": (text: string) => `${text}  - both.yaml\n` };
    follow(movingFleet, [
      { "clusters/staging/both.yaml": `${both}---\n${both.replace("io/v1\n", "io/v1beta2\n")}`, ...list },
      { "clusters/staging/both.yaml": both },
      {
        "clusters/staging/both.yaml": `${both}---\n${both.replace("io/v1\n", "io/v1beta2\n").replace("solo", "inner/us")}`,
      },
      {
        "clusters/staging/both.yaml": undefined,
        "clusters/staging/kustomization.yaml": replaced("  - both.yaml\n", ""),
      },
    ]);
  });

  it("where what did not build comes to nothing", () => {
    follow(movingFleet, [
      { [onStaging("service-0")]: replaced(/path: .*/, "path: ./nowhere") },
      { "nowhere/README.md": "Read me.\n" },
      { "nowhere/README.md": undefined },
    ]);
  });

  it("where something that is built twice applies others than before", () => {
    follow(movingFleet, [
      { "inner/eu/other.yaml": applied("other-${version:=none}", "./solo") },
      { "inner/eu/other.yaml": undefined },
      { "inner/eu/twice.yaml": applied("thrice-${version:=none}", "./solo") },
      { "inner/eu/twice.yaml": applied("twice-${version:=none}", "./inner/us") },
      { "inner/eu/twice.yaml": undefined },
    ]);
  });

  it("where what is applied by two goes from one of them, and comes again", () => {
    const inner = applied("shared", "./inner/us");
    follow(movingFleet, [
      { "apps/service-0/base/inner.yaml": inner, [base]: (text) => `${text}  - inner.yaml\n` },
      { "apps/service-1/base/inner.yaml": inner, ...withInner },
      { [base]: replaced("  - inner.yaml\n", "") },
      { [base]: (text) => `${text}  - inner.yaml\n` },
      { "apps/service-1/base/kustomization.yaml": replaced("  - inner.yaml\n", "") },
      {
        "clusters/staging/apps/service-0.yaml": undefined,
        "clusters/staging/kustomization.yaml": replaced("  - apps/service-0.yaml\n", ""),
      },
    ]);
  });
});

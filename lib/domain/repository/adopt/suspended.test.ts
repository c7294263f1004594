import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { renderFlux } from "../render.ts";
import { adopt } from "./adopt.ts";
import { setVersion } from "./report.ts";
import { fluxKustomization, release, releaseFrom, sample, workload } from "./sample.ts";

const suspended = "  suspend: true\n";

/** `apps` applies `web`, which applies the workload. */
function nested(apps: string, web: string, more: Record<string, string> = {}) {
  return sample({
    "clusters/production/apps.yaml": fluxKustomization("apps", "./apps", apps),
    "apps/ks.yaml": fluxKustomization("web", "./web", web),
    "web/web.yaml": workload("r.example.com/web:1.2.3"),
    ...more,
  });
}

const applied = (repository: ReturnType<typeof sample>) =>
  renderFlux(repository).flatMap(({ objects }) => objects.map(({ kind, name }) => `${kind}/${name}`).sort());

describe("what is suspended in Git", () => {
  it("is declared, and said to be suspended, by itself or by what is above it", () => {
    const said = (repository: ReturnType<typeof sample>) => {
      const { deployments, problems } = adopt(repository);
      return [deployments.map((d) => [d.version, d.suspended]), problems.map((p) => [p.file, p.line, p.rule])];
    };
    expect(said(nested("", ""))).toEqual([[["1.2.3", undefined]], []]);
    expect(said(nested("", suspended))).toEqual([
      [["1.2.3", "Kustomization/flux-system/web"]],
      [["apps/ks.yaml", 13, "suspended"]],
    ]);
    expect(said(nested(suspended, ""))).toEqual([
      [["1.2.3", "Kustomization/flux-system/apps"]],
      [["clusters/production/apps.yaml", 13, "suspended"]],
    ]);
  });

  it("is applied by nobody, unless another Kustomization that is at work applies it too", () => {
    expect(applied(nested("", ""))).toContain("Deployment/web");
    const above = ["GitRepository/flux-system", "Kustomization/apps", "Kustomization/flux-system"];
    expect(applied(nested("", suspended))).toEqual([...above, "Kustomization/web"]);
    expect(applied(nested(suspended, ""))).toEqual(above);
    const twice = { "clusters/production/more.yaml": fluxKustomization("more", "./apps") };
    expect(applied(nested(suspended, "", twice))).toContain("Deployment/web");
  });

  it("may be a release, or the source of its version, while its object is applied", () => {
    const files = (more: string) => ({ "apps/production/web.yaml": release("1.2.3", more) });
    const of = (more: string) => adopt(sample(files(more))).deployments.map((d) => d.suspended);
    expect(of("")).toEqual([undefined]);
    expect(of(suspended)).toEqual(["HelmRelease/shop/web"]);
    const source = releaseFrom("OCIRepository", `  url: oci://r.example.com/web\n  ref: {tag: 1.2.3}\n${suspended}`);
    expect(adopt(sample({ "apps/production/web.yaml": source })).deployments).toMatchObject([
      { version: "1.2.3", suspended: "OCIRepository/shop/web" },
    ]);
    expect(applied(sample(files(suspended)))).toContain("HelmRelease/web");
  });

  it("may be an object that Flux is told to leave alone", () => {
    const web = workload("r.example.com/web:1.2.3").replace(
      "namespace: shop}",
      "namespace: shop, annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}}",
    );
    const repository = sample({ "apps/production/web.yaml": web });
    expect(adopt(repository).deployments).toMatchObject([{ version: "1.2.3", suspended: "Deployment/shop/web" }]);
    expect(applied(repository)).not.toContain("Deployment/web");
  });

  it("may be made by a ResourceSet that is not reconciled", () => {
    const set = (more: string) => `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: shop, namespace: flux-system${more}}
spec:
  inputs: [{version: 1.2.3}]
  resources:
    - apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec: {template: {spec: {containers: [{name: web, image: "r.example.com/web:<< inputs.version >>"}]}}}
`;
    const off = sample({
      "apps/production/set.yaml": set(", annotations: {fluxcd.controlplane.io/reconcile: disabled}"),
    });
    expect(adopt(off)).toMatchObject({
      deployments: [{ version: "1.2.3", suspended: "ResourceSet/flux-system/shop" }],
      problems: [{ rule: "suspended", file: "apps/production/set.yaml" }],
    });
    expect(applied(off)).not.toContain("Deployment/web");
    expect(applied(sample({ "apps/production/set.yaml": set("") }))).toContain("Deployment/web");
  });

  it("gets its next version like anything else", () => {
    const edit = setVersion(nested(suspended, ""), { service: "web", environment: "production", version: "1.2.4" });
    expect(edit.ok && edit.value.plan.sentence).toContain("1.2.3 → 1.2.4");
  });

  it("is known anew after a push that suspends or resumes it", () => {
    const [at, off] = [nested("", ""), nested("", suspended)];
    const pushed = (from: typeof at, to: typeof at) => {
      adopt(from);
      const after = repositoryOf(to.files, from);
      expect(adopt(after)).toEqual(adopt(repositoryOf(to.files)));
      return after;
    };
    pushed(pushed(at, off), at);
    // A version that moves while it is suspended.
    const moved = new Map([...off.files].map(([file, text]) => [file, text.replace("1.2.3", "1.2.4")]));
    adopt(off);
    const after = repositoryOf(moved, off);
    expect(adopt(after).deployments).toMatchObject([{ version: "1.2.4", suspended: "Kustomization/flux-system/web" }]);
  });
});

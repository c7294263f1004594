import { describe, expect, it } from "vitest";
import { repositoryOf } from "../files.ts";
import { adopt } from "./adopt.ts";
import { clustersIn } from "./clusters-found.ts";
import { setVersion } from "./report.ts";
import { fluxKustomization, kustomization, sample, workload } from "./sample.ts";
import type { Corrections } from "./types.ts";

const overlay = (how: string, tag: string) =>
  `${how}resources: [../base]\nimages:\n- name: r.example.com/web\n  newTag: ${tag}\n`;

/** One cluster, and an overlay of the same workload for each of `stages`: what it says besides its tag. */
function shared(stages: Record<string, string>, cluster = "main", more: Record<string, string> = {}) {
  const names = Object.keys(stages);
  return sample(
    {
      [`clusters/${cluster}/apps.yaml`]: names
        .map((name) => fluxKustomization(`apps-${name}`, `./apps/${name}`))
        .join("---\n"),
      "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
      "apps/base/web.yaml": workload("r.example.com/web:1.0.0"),
      ...Object.fromEntries(
        names.map((name, i) => [`apps/${name}/kustomization.yaml`, overlay(stages[name] ?? "", `1.${9 - i}.0`)]),
      ),
      ...more,
    },
    cluster,
  );
}

const byNamespace = { dev: "namespace: web-dev\n", staging: "namespace: staging-web\n", prod: "namespace: web-prod\n" };
const bySuffix = { dev: "nameSuffix: -dev\n", staging: "nameSuffix: -staging\n", prod: "nameSuffix: -prod\n" };

const found = (repository: ReturnType<typeof sample>, corrections: Corrections = {}) =>
  adopt(repository, { corrections })
    .deployments.map(({ service, environment, version }) => [service, environment, version].join(" "))
    .toSorted();

describe("stages that share a cluster", () => {
  const three = ["web development 1.9.0", "web production 1.7.0", "web staging 1.8.0"];

  it.each([
    ["namespaces", byNamespace],
    ["names", bySuffix],
  ])("are told by %s where the cluster's own name says none", (_, stages) => {
    expect(found(shared(stages))).toEqual(three);
    const { environments } = adopt(shared(stages));
    expect(environments.map(({ name, promotesFrom }) => [name, promotesFrom])).toEqual([
      ["development", []],
      ["staging", ["development"]],
      ["production", ["staging"]],
      ["main", ["production"]],
    ]);
    expect(clustersIn(adopt(shared(stages))).get("staging")).toEqual(new Set(["main"]));
    expect(environments[0]).toMatchObject({ certainty: "likely", reason: expect.stringContaining("cluster main") });
  });

  it("are moved one by one", () => {
    const edited = setVersion(shared(byNamespace), { service: "web", environment: "staging", version: "2.0.0" });
    expect(edited.ok && edited.value.plan.files.map(({ path }) => path)).toEqual(["apps/staging/kustomization.yaml"]);
  });

  it("take in what is there in one of them only, and leave the rest to the cluster", () => {
    const more = {
      "apps/dev/extra.yaml": `${workload("r.example.com/tool:3.0.0", "tool")}---\n${workload("r.example.com/agent:4.0.0", "agent").replace("shop", "system")}`,
      "apps/dev/kustomization.yaml": "resources: [extra.yaml, stage]\n",
      "apps/dev/stage/kustomization.yaml": overlay(byNamespace.dev, "1.9.0").replace("../base", "../../base"),
    };
    const dev = { ...more, "apps/dev/extra.yaml": more["apps/dev/extra.yaml"].replaceAll("shop", "tools-dev") };
    expect(found(shared(byNamespace, "main", dev))).toEqual(
      expect.arrayContaining(["tool development 3.0.0", "agent main 4.0.0", ...three]),
    );
  });

  it("are none where the cluster's name says its stage, or somebody does", () => {
    const together = (environment: string) =>
      ["web-dev", "web-prod", "web-staging"].map((name) => expect.stringContaining(`${name} ${environment} `));
    expect(found(shared(bySuffix, "integration"))).toEqual(together("integration"));
    const said = { clusterEnvironment: { main: "production" } };
    expect(found(shared({ dev: bySuffix.dev, staging: bySuffix.staging }), said)).toEqual([
      "web-dev production 1.9.0",
      "web-staging production 1.8.0",
    ]);
  });

  it("are none where a word for a stage is part of one thing's name, or nothing is there twice", () => {
    expect(found(shared({ test: "namespace: test\n", other: "namespace: other\n" }))).toEqual([
      "web.other main 1.8.0",
      "web.test main 1.9.0",
    ]);
    expect(found(shared({ a: "namespace: pre-prod\n", b: "namespace: non-prod\n" }))).toEqual([
      "web.non-prod main 1.8.0",
      "web.pre-prod main 1.9.0",
    ]);
    expect(
      found(shared({ a: "namespace: dev\nnameSuffix: -prod\n", b: "namespace: prod\nnameSuffix: -dev\n" })),
    ).toEqual(["web-dev main 1.8.0", "web-prod main 1.9.0"]);
  });

  it("are left alone by an edit of another one, in what has no version of its own too", () => {
    const job = workload("r.example.com/migrate:0.0.1", "migrate")
      .replace("apps/v1", "batch/v1")
      .replace("Deployment", "Job");
    const component = kustomization("resources: [tag.yaml]\nreplacements: [{path: to.yaml}]\n");
    const target = (kind: string) =>
      `{select: {kind: ${kind}}, fieldPaths: [spec.template.spec.containers.0.image], options: {delimiter: ':', index: 1}}`;
    const taking = (stage: string, more = "") =>
      `namespace: web-${stage}\ncomponents: [../tag]\nresources: [../base]\n${more}`;
    const repository = shared({ dev: "", prod: "" }, "main", {
      "apps/base/kustomization.yaml": "resources: [web.yaml, job.yaml]\n",
      "apps/base/job.yaml": job,
      "apps/tag/kustomization.yaml": component.replace("v1beta1", "v1alpha1").replace("Kustomization", "Component"),
      "apps/tag/tag.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tag, annotations: {config.kubernetes.io/local-config: 'true'}}\ndata: {tag: 1.0.0}\n",
      "apps/tag/to.yaml": `source: {kind: ConfigMap, name: tag, fieldPath: data.tag}\ntargets: [${target("Deployment")}, ${target("Job")}]\n`,
      "apps/dev/kustomization.yaml": taking("dev"),
      "apps/prod/kustomization.yaml": taking("prod", "images: [{name: r.example.com/web, newTag: 0.9.0}]\n"),
    });
    expect(found(repository)).toEqual(["web development 1.0.0", "web production 0.9.0"]);
    expect(setVersion(repository, { service: "web", environment: "development", version: "2.0.0" })).toMatchObject({
      sentence: "The edit would also change Job/web-prod/migrate on main, which is not meant.",
    });
    expect(setVersion(repository, { service: "web", environment: "production", version: "2.0.0" }).ok).toBe(true);
  });

  it("leave two things of one name apart where somebody says of one that it stands where it does", () => {
    const repository = sample({
      "apps/production/web.yaml": ["a", "b"]
        .map((space) => workload("r.example.com/web:1.0.0").replace("shop", space))
        .join("---\n"),
    });
    const said = { deploymentEnvironments: { "production/Deployment/a/web": "production" } };
    expect(found(repository, said)).toEqual(["web.a production 1.0.0", "web.b production 1.0.0"]);
  });

  it("are named where a line feeds several of them", () => {
    const { files } = shared({ dev: byNamespace.dev, prod: byNamespace.prod });
    const together = new Map([...files].map(([path, text]) => [path, text.replace(/^images:[\s\S]*/m, "")]));
    const edited = setVersion(repositoryOf(together), { service: "web", environment: "development", version: "2.0.0" });
    expect(edited).toMatchObject({
      sentence: expect.stringContaining("also feeds production, so web on development cannot change here alone"),
    });
  });

  it("are told otherwise by hand, one by one", () => {
    const [one] = adopt(shared(byNamespace)).deployments;
    expect(found(shared(byNamespace), { deploymentEnvironments: { [one?.id ?? ""]: "canary" } })).toEqual([
      "web canary 1.9.0",
      ...three.slice(1),
    ]);
    expect(found(shared(byNamespace), { deploymentEnvironments: { [one?.id ?? ""]: "staging" } })).toEqual([
      "web.staging-web staging 1.8.0",
      "web.web-dev staging 1.9.0",
      "web.web-prod production 1.7.0",
    ]);
  });
});

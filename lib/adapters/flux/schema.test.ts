import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imagesIn } from "./images.ts";
import { inventory, parseInventoryId } from "./inventory.ts";
import { LineReader } from "./lines.ts";
import { plainMessage, plainUrl } from "./message.ts";
import { duration } from "./raw.ts";
import { project } from "./schema.ts";

const meta = {
  name: "web",
  namespace: "web",
  uid: "u",
  resourceVersion: "7",
  generation: 2,
  creationTimestamp: "2026-11-21T12:00:00Z",
};

describe("what is kept of an object", () => {
  it("is no secret of a release's values, only the images in them", () => {
    const values = {
      image: { repository: "registry.example/web", tag: "1.2.3" },
      database: { password: "hunter2", url: "postgres://u:p@db/x" },
      sidecar: { image: "registry.example/proxy:9" },
    };
    const release = { kind: "HelmRelease", metadata: meta, spec: { values, interval: "1m" }, status: {} };
    const observation = project("one", "HelmRelease", release);
    expect(observation?.helm?.images).toEqual(["registry.example/web:1.2.3", "registry.example/proxy:9"]);
    expect(JSON.stringify(observation)).not.toMatch(/hunter2|postgres/);
  });

  it("is no secret of a Kustomization's variables, only what could be a version", () => {
    const substitute = { web_version: "1.1.0", db_password: "abc123", api_token: "t0ken", env: "production" };
    const object = {
      metadata: meta,
      spec: { postBuild: { substitute }, sourceRef: { kind: "GitRepository", name: "fleet" } },
    };
    expect(project("one", "Kustomization", object)?.kustomization?.substitute).toEqual({ web_version: "1.1.0" });
  });

  it("is no password of a source's address", () => {
    const object = { metadata: meta, spec: { url: "https://user:pass@git.example.com/fleet.git?token=x" } };
    expect(project("one", "GitRepository", object)?.source?.url).toBe("https://git.example.com/fleet.git");
  });

  it("is no value of an edited environment variable, only that it was edited", () => {
    const fields = {
      "f:spec": { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"web"}': { "f:env": {} } } } } },
    };
    const spec = {
      replicas: 1,
      template: { spec: { containers: [{ name: "web", image: "web:1", env: [{ name: "P", value: "hunter2" }] }] } },
    };
    const metadata = {
      ...meta,
      managedFields: [{ manager: "kubectl-edit", time: "2026-11-21T12:00:00Z", fieldsV1: fields }],
    };
    const observation = project("one", "Deployment", { metadata, spec, status: {} });
    expect(observation?.workload?.hands).toEqual([
      { manager: "kubectl-edit", at: Date.parse("2026-11-21T12:00:00Z"), field: "env" },
    ]);
    expect(JSON.stringify(observation)).not.toContain("hunter2");
  });

  it("leaves out nothing of an inventory that a cluster can keep, and does not take what none can", () => {
    const of = (length: number) => Array.from({ length }, (_, i) => ({ id: `apps_web${i}_apps_Deployment`, v: "v1" }));
    const whole = of(34_000);
    expect(JSON.stringify(whole).length).toBeGreaterThan(1.5 * 1024 * 1024);
    expect(inventory({ entries: whole })).toHaveLength(whole.length);
    expect(inventory({ entries: of(50_000) })).toHaveLength(40_000);
  });

  it("tells a pod's Deployment by its ReplicaSet, and leaves out the pods of jobs", () => {
    const owned = (kind: string, name: string, labels: object) => ({
      metadata: { ...meta, name: "p", labels, ownerReferences: [{ kind, name, controller: true }] },
      spec: { containers: [{ name: "web", image: "web:1" }] },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    });
    expect(
      project("one", "Pod", owned("ReplicaSet", "web-5d5474d869", { "pod-template-hash": "5d5474d869" }))?.pod?.owner,
    ).toEqual({
      kind: "Deployment",
      namespace: "web",
      name: "web",
    });
    expect(project("one", "Pod", owned("Job", "backup", {}))).toBeNull();
  });

  it("is nothing at all of what has no name or is another kind", () => {
    expect(project("one", "Pod", { metadata: { resourceVersion: "1" } })).toBeUndefined();
    expect(project("one", "Deployment", { kind: "Secret", metadata: meta })).toBeUndefined();
  });

  it("never throws, whatever a cluster sends", () => {
    const kinds = [
      "Kustomization",
      "HelmRelease",
      "GitRepository",
      "HelmChart",
      "Deployment",
      "DaemonSet",
      "Pod",
    ] as const;
    const json = fc.jsonValue({ maxDepth: 4 });
    const shaped = fc.record({ metadata: fc.oneof(fc.constant(meta), json), spec: json, status: json });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.oneof(shaped, json), (kind, value) => void project("one", kind, value)),
    );
  });
});

describe("inventory ids", () => {
  it("are read as Flux writes them", () => {
    expect(parseInventoryId("default_podinfo__Service")).toEqual({
      namespace: "default",
      name: "podinfo",
      group: "",
      kind: "Service",
    });
    expect(parseInventoryId("_system__controller_rbac.authorization.k8s.io_ClusterRole")).toEqual({
      namespace: "",
      name: "system:controller",
      group: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
    });
  });
});

describe("values of a chart", () => {
  it("give the tag alone where they name no repository", () => {
    expect(imagesIn({ image: { tag: "1.0.3" }, replicas: 2 })).toEqual([":1.0.3"]);
  });

  it("give registry, repository and digest where a chart splits them", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(
      imagesIn({ controller: { image: { registry: "registry.example", repository: "team/web", digest } } }),
    ).toEqual([`registry.example/team/web@${digest}`]);
  });
});

describe("lines of a watch", () => {
  it("are the same however the bytes are cut", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((s) => s.replaceAll("\n", " "));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), fc.array(fc.nat(12), { maxLength: 40 }), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        const reader = new LineReader(10_000);
        const heard: unknown[] = [];
        let at = 0;
        for (const cut of cuts) {
          heard.push(...reader.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        heard.push(...reader.push(bytes.subarray(at)));
        expect(heard).toEqual(lines.filter((line) => line !== "").map((line) => ({ text: line })));
      }),
    );
  });

  it("that are too long are dropped up to their end, and the next one is read", () => {
    const reader = new LineReader(10);
    expect(reader.push(Buffer.from("12345"))).toEqual([]);
    expect(reader.push(Buffer.from("678901234"))).toEqual([]);
    expect(reader.push(Buffer.from("5\nnext\n"))).toEqual([{ fault: "too-long" }, { text: "next" }]);
  });

  it("that are not UTF-8 are reported", () => {
    expect(new LineReader(10).push(Buffer.from([0xff, 0xfe, 10]))).toEqual([{ fault: "not-utf8" }]);
  });
});

it("messages lose the controller's temporary paths and other people's passwords", () => {
  expect(plainMessage("kustomize build failed: accumulating '/tmp/kustomization-3726490912/apps/web.yaml': bad")).toBe(
    "kustomize build failed: accumulating 'apps/web.yaml': bad",
  );
  expect(plainMessage("unable to clone https://bot:secret@git.example.com/x")).toBe(
    "unable to clone https://git.example.com/x",
  );
  expect(plainMessage("x".repeat(40_000))).toHaveLength(600);
  expect(plainUrl(undefined)).toBeUndefined();
});

it("durations are read as Go writes them", () => {
  expect([duration("1m30s"), duration("0.5h"), duration("15s"), duration("250ms"), duration(5)]).toEqual([
    90_000, 1_800_000, 15_000, 250, 0,
  ]);
});

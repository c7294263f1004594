import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { configMap, deployment, type Ground, kustomization, kustomizations } from "./ground.ts";

const source = "/apis/source.toolkit.fluxcd.io/v1";

export function schemaContract(ground: () => Ground): void {
  it("refuses values that the schema of a Flux kind does not allow", async () => {
    const { client, space } = ground();
    const bad = kustomization("bad", { interval: "soon", sourceRef: { kind: "Nothing", name: "x" } });
    const { status, body } = await client.post(kustomizations(await space()), bad);
    expect({ status, reason: body.reason }).toEqual({ status: 422, reason: "Invalid" });
    expect(body.message).toMatch(
      /^Kustomization\.kustomize\.toolkit\.fluxcd\.io "bad" is invalid: \[.*spec\.interval: Invalid value: "soon"/,
    );
    const causes = body.details.causes.map(
      ({ reason, field }: { reason: string; field: string }) => `${reason} ${field}`,
    );
    // In no order: a real server walks a map.
    expect(causes.sort()).toEqual([
      "FieldValueInvalid <nil>",
      "FieldValueInvalid spec.interval",
      "FieldValueNotSupported spec.sourceRef.kind",
    ]);
  });

  it("names what is required", async () => {
    const { client, space } = ground();
    const { status, body } = await client.post(kustomizations(await space()), { ...kustomization("empty"), spec: {} });
    expect(status).toBe(422);
    const fields = body.details.causes.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(["spec.interval", "spec.prune", "spec.sourceRef", "<nil>"]);
  });

  it("drops unknown fields with a warning, or refuses them when strict", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const odd = kustomization("odd", { nonsense: 1 });
    const dropped = await client.post(`${path}?fieldValidation=Warn`, odd);
    expect(dropped.status).toBe(201);
    expect(dropped.body.spec.nonsense).toBeUndefined();
    expect(dropped.headers.warning).toContain('unknown field \\"spec.nonsense\\"');
    const strict = await client.post(`${path}?fieldValidation=Strict`, { ...odd, metadata: { name: "strict" } });
    expect({ status: strict.status, message: strict.body.message }).toEqual({
      status: 400,
      message:
        'Kustomization in version "v1" cannot be handled as a Kustomization: strict decoding error: unknown field "spec.nonsense"',
    });
  });

  it("fills in the defaults of Flux' kinds", async () => {
    const { client, space } = ground();
    const name = await space();
    const git = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata: { name: "fleet" } };
    const url = "https://git.example.com/fleet";
    const made = await client.post(`${source}/namespaces/${name}/gitrepositories`, {
      ...git,
      spec: { interval: "1m", url },
    });
    expect(made.body.spec).toEqual({ interval: "1m", timeout: "60s", url });
    expect(made.body.status).toEqual({ observedGeneration: -1 });
    const chart = { chart: { spec: { chart: "shop", sourceRef: { kind: "HelmRepository", name: "charts" } } } };
    const release = { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "shop" } };
    const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${name}/helmreleases`;
    const values = { image: { tag: "1.0.0" }, anything: [1, { deep: true }] };
    const { body } = await client.post(path, { ...release, spec: { interval: "5m", ...chart, values } });
    expect(body.spec.chart.spec).toMatchObject({ reconcileStrategy: "ChartVersion", version: "*" });
    expect(body.spec.values).toEqual(values);
  });

  it.each([
    ["ocirepositories", "OCIRepository", { interval: "1m", url: "https://not-oci.example.com" }],
    ["helmrepositories", "HelmRepository", { url: "ftp://charts.example.com" }],
    ["gitrepositories", "GitRepository", { interval: "1m", url: "git.example.com" }],
  ])("refuses a wrong address of %s", async (plural, kind, spec) => {
    const { client, space } = ground();
    const path = `${source}/namespaces/${await space()}/${plural}`;
    const { status } = await client.post(path, {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind,
      metadata: { name: "a" },
      spec,
    });
    expect(status).toBe(422);
  });

  it("keeps every field of a full status", async () => {
    const { client, space } = ground();
    const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${await space()}/helmreleases`;
    const chart = { spec: { chart: "shop", version: "1.x", sourceRef: { kind: "HelmRepository", name: "charts" } } };
    const release = { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "shop" } };
    await client.post(path, { ...release, spec: { interval: "5m", chart } });
    const at = "2026-01-01T00:00:00Z";
    const status = {
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "InstallSucceeded",
          message: "ok",
          lastTransitionTime: at,
          observedGeneration: 1,
        },
      ],
      helmChart: "flux-system/shop-shop",
      history: [
        {
          appVersion: "1.2.3",
          chartName: "shop",
          chartVersion: "1.2.3",
          configDigest: "sha256:00",
          digest: "sha256:01",
          firstDeployed: at,
          lastDeployed: at,
          name: "shop",
          namespace: "shop",
          status: "deployed",
          version: 1,
        },
      ],
      inventory: { entries: [{ id: "shop_shop_apps_Deployment", v: "v1" }] },
      lastAttemptedRevision: "1.2.3",
      observedGeneration: 1,
      storageNamespace: "shop",
    };
    const { body } = await client.merge(`${path}/shop/status`, { status });
    expect(body.status).toEqual(status);
  });

  it("refuses what its own kinds do not allow", async () => {
    const { client, space } = ground();
    const name = await space();
    const path = `/apis/apps/v1/namespaces/${name}/deployments`;
    const stray = deployment("web", "example/web:1.0.0", { selector: { matchLabels: { app: "other" } } });
    const refused = await client.post(path, stray);
    expect(refused.status).toBe(422);
    expect(refused.body.details.causes[0].field).toBe("spec.template.metadata.labels");
    expect((await client.post(path, deployment("web", "x", { replicas: "many" }))).status).toBe(400);
    const maps = `/api/v1/namespaces/${name}/configmaps`;
    expect((await client.post(maps, configMap("a", { x: 1 } as never))).status).toBe(400);
    const named = await client.post(maps, configMap("Not A Name"));
    expect({ status: named.status, field: named.body.details.causes[0].field }).toEqual({
      status: 422,
      field: "metadata.name",
    });
  });

  it("does not let a Deployment's selector change", async () => {
    const { client, space } = ground();
    const path = `/apis/apps/v1/namespaces/${await space()}/deployments`;
    await client.post(path, deployment("web", "example/web:1.0.0", { replicas: 0 }));
    const labels = { app: "other" };
    const { status, body } = await client.merge(`${path}/web`, {
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    });
    expect(status).toBe(422);
    expect(body.message).toContain("field is immutable");
  });

  it("serves what a CustomResourceDefinition defines, and no longer when it is gone", async () => {
    const { client, space } = ground();
    const group = `c${randomBytes(4).toString("hex")}.example.com`;
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    expect((await client.post(crds, definition(group))).status).toBe(201);
    await client.until(`${crds}/shelves.${group}`, (body) => established(body));
    const path = `/apis/${group}/v1/namespaces/${await space()}/shelves`;
    await client.until(path, (body) => body.kind === "ShelfList");
    const shelf = { apiVersion: `${group}/v1`, kind: "Shelf", metadata: { name: "a" } };
    const made = await client.post(path, { ...shelf, spec: { boards: 3, stray: true } });
    expect(made.body.spec).toEqual({ boards: 3, colour: "white" });
    const wrong = await client.post(path, {
      ...shelf,
      metadata: { name: "b" },
      spec: { boards: "three", colour: "loud" },
    });
    expect(wrong.status).toBe(422);
    const fields = wrong.body.details.causes.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(["spec.boards", "spec.colour"]));
    await client.delete(`${crds}/shelves.${group}`);
    await client.until(path, (body) => body === "404 page not found\n");
  });
}

function established(crd: { status?: { conditions?: { type: string; status: string }[] } }): boolean {
  return crd.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") ?? false;
}

function definition(group: string): unknown {
  const spec = {
    type: "object",
    required: ["boards"],
    properties: {
      boards: { type: "integer", minimum: 1 },
      colour: { type: "string", enum: ["white", "oak"], default: "white" },
    },
  };
  const openAPIV3Schema = { type: "object", properties: { spec, status: { type: "object" } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `shelves.${group}` },
    spec: {
      group,
      names: { kind: "Shelf", listKind: "ShelfList", plural: "shelves", singular: "shelf" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema }, subresources: { status: {} } },
      ],
    },
  };
}

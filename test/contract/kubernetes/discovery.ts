import { expect, it } from "vitest";
import type { Json } from "./client.ts";
import type { Ground } from "./ground.ts";

export function discoveryContract(ground: () => Ground): void {
  it("says its version and that it is ready", async () => {
    const { client } = ground();
    const version = await client.get("/version");
    expect(version.body).toMatchObject({ major: "1", gitVersion: expect.stringMatching(/^v1\./) });
    for (const path of ["/readyz", "/livez"]) {
      const { status, body } = await client.get(path);
      expect({ status, body }).toEqual({ status: 200, body: "ok" });
    }
  });

  it("lists its groups with the version it prefers", async () => {
    const { body } = await ground().client.get("/apis");
    expect(body.kind).toBe("APIGroupList");
    const group = (name: string) => body.groups.find((known: Json) => known.name === name);
    expect(group("apps").preferredVersion).toEqual({ groupVersion: "apps/v1", version: "v1" });
    expect(group("helm.toolkit.fluxcd.io").versions).toEqual([
      { groupVersion: "helm.toolkit.fluxcd.io/v2", version: "v2" },
    ]);
    const one = await ground().client.get("/apis/autoscaling");
    expect(one.body).toMatchObject({ kind: "APIGroup", name: "autoscaling", preferredVersion: { version: "v2" } });
  });

  it.each([
    ["/api/v1", "pods", "Pod", true, ["po"]],
    ["/api/v1", "nodes", "Node", false, ["no"]],
    ["/apis/apps/v1", "deployments", "Deployment", true, ["deploy"]],
    ["/apis/kustomize.toolkit.fluxcd.io/v1", "kustomizations", "Kustomization", true, ["ks"]],
    ["/apis/helm.toolkit.fluxcd.io/v2", "helmreleases", "HelmRelease", true, ["hr"]],
    ["/apis/source.toolkit.fluxcd.io/v1", "ocirepositories", "OCIRepository", true, ["ocirepo"]],
    ["/apis/source.toolkit.fluxcd.io/v1", "externalartifacts", "ExternalArtifact", true, ["ea"]],
    ["/apis/notification.toolkit.fluxcd.io/v1beta3", "alerts", "Alert", true, undefined],
    ["/apis/image.toolkit.fluxcd.io/v1", "imagepolicies", "ImagePolicy", true, ["imgpol", "imagepol"]],
  ])("describes %s %s", async (path, name, kind, namespaced, shortNames) => {
    const { body } = await ground().client.get(path);
    expect(body.kind).toBe("APIResourceList");
    const found = body.resources.find((known: Json) => known.name === name);
    expect(found).toMatchObject({ kind, namespaced, singularName: kind.toLowerCase() });
    expect(found.shortNames).toEqual(shortNames);
    const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    expect([...found.verbs].sort()).toEqual(verbs);
  });

  it("gives all of it in one document when asked", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    const { client } = ground();
    const [core, named] = await Promise.all([client.get("/api", { accept }), client.get("/apis", { accept })]);
    expect(named.headers["content-type"]).toContain("as=APIGroupDiscoveryList");
    expect(core.body.items[0].versions[0].resources.map((known: Json) => known.resource)).toContain("pods");
    const flux = named.body.items.find((known: Json) => known.metadata.name === "kustomize.toolkit.fluxcd.io");
    expect(flux.versions[0].resources[0]).toEqual({
      resource: "kustomizations",
      responseKind: { group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization" },
      scope: "Namespaced",
      singularResource: "kustomization",
      verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
      shortNames: ["ks"],
      categories: ["all", "fluxcd", "fluxcd-appliers"],
      subresources: [
        {
          subresource: "status",
          responseKind: { group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization" },
          verbs: ["get", "patch", "update"],
        },
      ],
    });
  });

  it.each(["/apis/kustomize.toolkit.fluxcd.io/v1beta2", "/apis/kustomize.toolkit.fluxcd.io/v1/nothings"])(
    "answers 404 in plain text for %s",
    async (path) => {
      const { status, body } = await ground().client.get(path);
      expect({ status, body }).toEqual({ status: 404, body: "404 page not found\n" });
    },
  );

  it.each(["/apis/apps/v1/nothings", "/api/v1/nothings"])("answers 404 with a status for %s", async (path) => {
    const { status, body } = await ground().client.get(path);
    expect({ status, message: body.message }).toEqual({
      status: 404,
      message: "the server could not find the requested resource",
    });
  });
}

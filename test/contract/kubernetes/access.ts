import { expect, it } from "vitest";
import type { Client } from "./client.ts";
import { flux, type Ground, kustomization, kustomizations } from "./ground.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const reviews = "/apis/authorization.k8s.io/v1";

/** A service account that may read Kustomizations in its namespace, and its token. */
async function reader(client: Client, space: string): Promise<string> {
  await client.post(`/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name: "reader" } });
  const rules = [
    { apiGroups: ["kustomize.toolkit.fluxcd.io"], resources: ["kustomizations"], verbs: ["get", "list", "watch"] },
  ];
  await client.post(`${rbac}/namespaces/${space}/roles`, { metadata: { name: "reader" }, rules });
  await client.post(`${rbac}/namespaces/${space}/rolebindings`, {
    metadata: { name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "reader", namespace: space }],
  });
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 600 } };
  const { status, body } = await client.post(`/api/v1/namespaces/${space}/serviceaccounts/reader/token`, request);
  expect(status).toBe(201);
  const { token } = body.status;
  await client.until(kustomizations(space), (list) => list.kind === "KustomizationList", { token });
  return token;
}

export function accessContract(ground: () => Ground): void {
  it("turns away whom it does not know", async () => {
    const { client, space } = ground();
    const path = kustomizations(await space());
    const wrong = await client.get(path, { token: "x.y.z" });
    expect({ status: wrong.status, body: wrong.body }).toEqual({
      status: 401,
      body: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      },
    });
    const nobody = await client.get(path, { token: "" });
    expect(nobody.status).toBe(403);
    expect(nobody.body.message).toContain('User "system:anonymous" cannot list resource "kustomizations"');
  });

  it("lets a service account do what its role says and nothing else", async () => {
    const { client, space } = ground();
    const name = await space();
    const token = await reader(client, name);
    const user = `system:serviceaccount:${name}:reader`;
    const path = kustomizations(name);
    await client.post(path, kustomization("a"));
    expect((await client.get(`${path}/a`, { token })).status).toBe(200);
    const everywhere = await client.get(`${flux}/kustomizations`, { token });
    expect(everywhere.status).toBe(403);
    expect(everywhere.body.message).toBe(
      `kustomizations.kustomize.toolkit.fluxcd.io is forbidden: User "${user}" cannot list resource "kustomizations" in API group "kustomize.toolkit.fluxcd.io" at the cluster scope`,
    );
    const patch = await client.merge(`${path}/a`, { spec: { suspend: true } }, { token });
    expect(patch.status).toBe(403);
    expect(patch.body).toMatchObject({ reason: "Forbidden", details: { name: "a", kind: "kustomizations" } });
    expect(patch.body.message).toContain(`cannot patch resource "kustomizations"`);
    const secrets = await client.get(`/api/v1/namespaces/${name}/secrets`, { token });
    expect(secrets.body.message).toContain(`cannot list resource "secrets" in API group "" in the namespace "${name}"`);
    expect((await client.get("/version", { token })).status).toBe(200);
    expect((await client.get("/apis", { token })).status).toBe(200);
  });

  it("watches with a token of a service account", async () => {
    const { client, space } = ground();
    const name = await space();
    const token = await reader(client, name);
    await client.post(kustomizations(name), kustomization("a"));
    const events = await (await client.watch(`${kustomizations(name)}?timeoutSeconds=1`, { token })).rest();
    expect(events.map(({ type }) => type)).toEqual(["ADDED"]);
  });

  it("answers what one may do", async () => {
    const { client, space } = ground();
    const name = await space();
    const token = await reader(client, name);
    const asks = async (verb: string, namespace?: string) => {
      const resourceAttributes = { group: "kustomize.toolkit.fluxcd.io", resource: "kustomizations", verb, namespace };
      const body = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes },
      };
      const answer = await client.post(`${reviews}/selfsubjectaccessreviews`, body, { token });
      expect(answer.status).toBe(201);
      return answer.body.status.allowed;
    };
    expect(await asks("list", name)).toBe(true);
    expect(await asks("patch", name)).toBe(false);
    expect(await asks("list")).toBe(false);
    const review = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectRulesReview", spec: { namespace: name } };
    const { body } = await client.post(`${reviews}/selfsubjectrulesreviews`, review, { token });
    expect(body.status.resourceRules).toContainEqual({
      verbs: ["get", "list", "watch"],
      apiGroups: ["kustomize.toolkit.fluxcd.io"],
      resources: ["kustomizations"],
    });
    expect(body.status.incomplete).toBe(false);
  });

  it("knows whose token it is", async () => {
    const { client, space } = ground();
    const name = await space();
    const token = await reader(client, name);
    const review = (spec: unknown) => ({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec });
    const known = await client.post("/apis/authentication.k8s.io/v1/tokenreviews", review({ token }));
    expect(known.body.status).toMatchObject({
      authenticated: true,
      user: { username: `system:serviceaccount:${name}:reader` },
    });
    const unknown = await client.post("/apis/authentication.k8s.io/v1/tokenreviews", review({ token: "x.y.z" }));
    expect(unknown.body.status.authenticated ?? false).toBe(false);
  });

  it("gives a lasting token in a Secret that asks for one", async () => {
    const { client, space } = ground();
    const name = await space();
    await reader(client, name);
    const annotations = { "kubernetes.io/service-account.name": "reader" };
    const secret = { metadata: { name: "reader-token", annotations }, type: "kubernetes.io/service-account-token" };
    await client.post(`/api/v1/namespaces/${name}/secrets`, secret);
    const { data } = await client.until(
      `/api/v1/namespaces/${name}/secrets/reader-token`,
      (body) => body.data?.token !== undefined,
    );
    const token = Buffer.from(data.token, "base64").toString();
    expect((await client.get(kustomizations(name), { token })).status).toBe(200);
    expect(Buffer.from(data["ca.crt"], "base64").toString()).toContain("BEGIN CERTIFICATE");
  });

  it("grants by cluster role in one namespace, and to groups", async () => {
    const { client, space } = ground();
    const name = await space();
    const token = await reader(client, name);
    await client.post(`${rbac}/namespaces/${name}/rolebindings`, {
      metadata: { name: "view" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: `system:serviceaccounts:${name}` }],
    });
    await client.until(`/api/v1/namespaces/${name}/pods`, (body) => body.kind === "PodList", { token });
    expect((await client.get(`/api/v1/namespaces/${name}/secrets`, { token })).status).toBe(403);
  });
}

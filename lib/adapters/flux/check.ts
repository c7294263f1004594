import { fluxKinds, type ObservedKind, workloadKinds } from "../../domain/deployment/observation.ts";
import type { CheckFinding, ClusterCheck } from "../../ports/clusters.ts";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { ClusterClient } from "./client.ts";
import { Discovery, type Endpoint } from "./discovery.ts";
import { map, text } from "./raw.ts";

type Needed = { kind: ObservedKind; without: string };

/** What is missing when a kind cannot be read. */
const needed: readonly Needed[] = [
  { kind: "Kustomization", without: "what Flux applies from Git cannot be seen" },
  { kind: "HelmRelease", without: "Helm releases cannot be seen" },
  { kind: "GitRepository", without: "it cannot be told whether Git is being fetched" },
  { kind: "OCIRepository", without: "releases that come as OCI artifacts cannot be seen" },
  { kind: "HelmRepository", without: "it cannot be told whether charts are being fetched" },
  { kind: "HelmChart", without: "a chart version that does not exist cannot be told" },
  { kind: "Deployment", without: "it cannot be told what runs" },
  { kind: "StatefulSet", without: "it cannot be told what runs" },
  { kind: "DaemonSet", without: "it cannot be told what runs" },
  { kind: "Pod", without: "rollouts cannot be watched pod by pod" },
];

/** One look at a cluster. What fails becomes a sentence; nothing is thrown. */
export async function checkCluster(client: ClusterClient): Promise<ClusterCheck> {
  const check: ClusterCheck = { reachable: false, kinds: [], findings: [] };
  try {
    const version = text(map(await client.json("/version")).gitVersion);
    check.reachable = true;
    if (version) check.version = version;
    check.findings.push({
      tone: "good",
      sentence: `${client.connection.name} answers: Kubernetes ${version ?? "of an unknown version"}.`,
    });
    await whoAmI(client, check);
    await lookAtKinds(client, check);
  } catch (error) {
    check.findings.push({ tone: "bad", sentence: sentenceOf(client, error) });
  }
  return check;
}

function sentenceOf(client: ClusterClient, error: unknown): string {
  if (error instanceof Unavailable || error instanceof Rejected) return error.message;
  return `${client.connection.name} could not be checked.`;
}

/** A role may leave even this out, and older clusters do not have it. */
async function askIfThere(
  client: ClusterClient,
  path: string,
  request: { method: "POST"; body: unknown },
): Promise<unknown> {
  try {
    return await client.json(path, request);
  } catch (error) {
    if (error instanceof Rejected && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

/** `/version` answers anybody: whether the credential is good shows only in a request that needs one. */
async function whoAmI(client: ClusterClient, check: ClusterCheck): Promise<void> {
  const review = await askIfThere(client, "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    method: "POST",
    body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
  });
  if (review === undefined) return;
  const name = text(map(map(map(review).status).userInfo).username);
  if (name === "system:anonymous")
    throw new Rejected(`${client.connection.name} does not know this credential.`, { status: 401 });
  if (name) check.findings.push({ tone: "good", sentence: `The credential is accepted; the account is ${name}.` });
}

async function lookAtKinds(client: ClusterClient, check: ClusterCheck): Promise<void> {
  const discovery = new Discovery(client);
  const endpoints = new Map<ObservedKind, Endpoint>();
  for (const kind of [...fluxKinds, ...workloadKinds, "Pod"] as const) {
    const endpoint = await discovery.find(kind);
    if (endpoint) endpoints.set(kind, endpoint);
    if ((fluxKinds as readonly string[]).includes(kind))
      check.kinds.push(endpoint ? { kind, apiVersion: endpoint.apiVersion } : { kind });
  }
  const served = check.kinds.filter((k) => k.apiVersion);
  if (!endpoints.has("Kustomization") && !endpoints.has("HelmRelease")) {
    check.findings.push({
      tone: "bad",
      sentence: "Flux is not installed there: neither Kustomization nor HelmRelease is served.",
    });
  } else {
    check.findings.push({ tone: "good", sentence: `Flux is there, with ${served.map((k) => k.kind).join(", ")}.` });
  }
  const denied = await deniedOf(client, endpoints);
  check.findings.push(...denied);
  if (!denied.some((f) => f.tone === "bad"))
    check.findings.push({ tone: "good", sentence: "Everything that Sluice reads may be read." });
}

async function deniedOf(client: ClusterClient, endpoints: Map<ObservedKind, Endpoint>): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const { kind, without } of needed) {
    const endpoint = endpoints.get(kind);
    if (!endpoint) continue;
    const may = await Promise.all(["list", "watch"].map((verb) => allowed(client, endpoint, verb)));
    if (may.includes(false)) {
      findings.push({ tone: "bad", sentence: `${endpoint.plural} may not be listed and watched: ${without}.` });
    }
  }
  const acting = endpoints.get("Kustomization") ?? endpoints.get("HelmRelease");
  if (acting && !(await allowed(client, acting, "patch"))) {
    findings.push({
      tone: "missing",
      sentence:
        "Flux objects may not be patched: reconcile now, suspend and resume are not offered here, and Flux takes up a merge at its own interval.",
    });
  }
  const events: Endpoint = { path: "/api/v1/events", apiVersion: "v1", group: "", plural: "events" };
  if (!(await allowed(client, events, "list"))) {
    findings.push({ tone: "missing", sentence: "Events may not be read: the panel shows conditions only." });
  }
  return findings;
}

async function allowed(client: ClusterClient, endpoint: Endpoint, verb: string): Promise<boolean> {
  const review = await client.json("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    method: "POST",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { group: endpoint.group, resource: endpoint.plural, verb } },
    },
  });
  return map(map(review).status).allowed === true;
}

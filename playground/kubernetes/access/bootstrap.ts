/* What a new cluster is born with: namespaces, the roles that everybody refers to, and one or more nodes. */
import type { Dict, KubeObject } from "../objects.ts";

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];
const rbac = "rbac.authorization.k8s.io";
const namespaced: Dict[] = [
  {
    apiGroups: [""],
    resources: ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "serviceaccounts", "services"],
  },
  {
    apiGroups: ["apps"],
    resources: ["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"],
  },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"] },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"] },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"] },
];
const everything: Dict[] = [
  { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
  { nonResourceURLs: ["*"], verbs: ["*"] },
];
const health = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const discovery = [
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "/healthz",
  "/livez",
  "/openapi",
  "/openapi/*",
  "/readyz",
  "/version",
  "/version/",
];

function role(name: string, rules: Dict[], labels: Record<string, string> = {}): KubeObject {
  const all = { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels };
  return { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name, labels: all }, rules };
}

function binding(name: string, groups: string[]): KubeObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name, labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
    subjects: groups.map((group) => ({ apiGroup: rbac, kind: "Group", name: group })),
  };
}

function withVerbs(rules: Dict[], verbs: string[]): Dict[] {
  return rules.map((rule) => ({ ...rule, verbs }));
}

function aggregate(name: string): KubeObject {
  const selector = { matchLabels: { [`${rbac}/aggregate-to-${name}`]: "true" } };
  return { ...role(name, []), aggregationRule: { clusterRoleSelectors: [selector] } };
}

function aggregated(name: string, rules: Dict[], into: string[]): KubeObject {
  return role(
    `system:aggregate-to-${name}`,
    rules,
    Object.fromEntries(into.map((one) => [`${rbac}/aggregate-to-${one}`, "true"])),
  );
}

function review(resources: string[], apiGroup: string): Dict {
  return { verbs: ["create"], apiGroups: [apiGroup], resources };
}

export function bootstrapRoles(): KubeObject[] {
  const logs = { apiGroups: [""], resources: ["namespaces", "pods/log", "pods/status"], verbs: read };
  const secrets = { apiGroups: [""], resources: ["secrets"], verbs: [...read, ...write] };
  const roles = { apiGroups: [rbac], resources: ["rolebindings", "roles"], verbs: [...read, ...write] };
  return [
    role("cluster-admin", everything),
    aggregate("admin"),
    aggregate("edit"),
    aggregate("view"),
    aggregated("view", [...withVerbs(namespaced, read), logs], ["view", "edit", "admin"]),
    aggregated("edit", [...withVerbs(namespaced, write), secrets], ["edit", "admin"]),
    aggregated("admin", [roles], ["admin"]),
    role("system:basic-user", [
      review(["selfsubjectaccessreviews", "selfsubjectrulesreviews"], "authorization.k8s.io"),
      review(["selfsubjectreviews"], "authentication.k8s.io"),
    ]),
    role("system:discovery", [{ verbs: ["get"], nonResourceURLs: discovery }]),
    role("system:public-info-viewer", [{ verbs: ["get"], nonResourceURLs: health }]),
    binding("cluster-admin", ["system:masters"]),
    binding("system:basic-user", ["system:authenticated"]),
    binding("system:discovery", ["system:authenticated"]),
    binding("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
  ];
}

export const bornNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

export function node(name: string, at: string): KubeObject {
  const capacity = { cpu: "64", "ephemeral-storage": "1Ti", memory: "256Gi", pods: "1k" };
  const ready = {
    type: "Ready",
    status: "True",
    lastHeartbeatTime: at,
    lastTransitionTime: at,
    reason: "KubeletReady",
    message: "",
  };
  const nodeInfo = {
    kubeletVersion: "v1.36.3",
    operatingSystem: "linux",
    architecture: "amd64",
    containerRuntimeVersion: "played://1",
  };
  const labels = { "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels },
    spec: {},
    status: { capacity, allocatable: capacity, conditions: [ready], nodeInfo },
  };
}

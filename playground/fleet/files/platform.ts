import { kustomization } from "./clusters.ts";

const namespaces = ["browse", "cart", "platform"] as const;

/** platform/: what CI publishes as the artifact `platform`. `revision` counts its changes, so that releases differ. */
export function platformFiles(revision: number): Record<string, string> {
  return {
    "platform/kustomization.yaml": kustomization(["namespaces.yaml", "defaults.yaml", "deployer.yaml"]),
    "platform/namespaces.yaml": namespaces.map((name) => namespace(name)).join("---\n"),
    "platform/defaults.yaml": defaults(revision),
    "platform/deployer.yaml": namespaces.map((name) => account(name)).join("---\n"),
  };
}

function namespace(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    pod-security.kubernetes.io/enforce: baseline
    acme.example.com/team: ${name === "platform" ? "platform" : name}
`;
}

/** Each step of the platform changes one number here, as limits and budgets do. */
function defaults(revision: number): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: platform-defaults
  namespace: platform
data:
  cluster: \${cluster_name}
  region: \${cluster_region}
  ingress_domain: \${cluster_domain}
  default_memory_limit: ${256 + 32 * revision}Mi
  log_retention_days: "${14 + revision}"
`;
}

function account(name: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: deployer
  namespace: ${name}
`;
}

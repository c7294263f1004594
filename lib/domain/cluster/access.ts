/**
 * The least that Sluice needs on a cluster, as YAML to apply: it reads Flux's kinds and
 * workloads, and no Secret, ConfigMap or log. The second role is for "reconcile now", suspend
 * and resume; leave it out and those acts are refused by the cluster, with a sentence.
 */
export const readOnlyAccess = `# kubectl apply -f sluice.yaml, and then, for a kubeconfig to paste (its token ends when you say):
#   kubectl config view --minify --flatten --raw > sluice.kubeconfig
#   kubectl --kubeconfig sluice.kubeconfig config unset users
#   kubectl --kubeconfig sluice.kubeconfig config set-credentials sluice \\
#     --token="$(kubectl -n sluice create token sluice --duration=8760h)"
#   kubectl --kubeconfig sluice.kubeconfig config set-context --current --user=sluice
apiVersion: v1
kind: Namespace
metadata:
  name: sluice
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: sluice
  namespace: sluice
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: sluice-view
rules:
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories, ocirepositories, helmrepositories, helmcharts, buckets, externalartifacts]
    verbs: [get, list, watch]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations]
    verbs: [get, list, watch]
  - apiGroups: [helm.toolkit.fluxcd.io]
    resources: [helmreleases]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, statefulsets, daemonsets, replicasets]
    verbs: [get, list, watch]
  - apiGroups: [""]
    resources: [pods, events]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: sluice-reconcile
rules:
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories, ocirepositories, helmrepositories, helmcharts, buckets]
    verbs: [patch]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations]
    verbs: [patch]
  - apiGroups: [helm.toolkit.fluxcd.io]
    resources: [helmreleases]
    verbs: [patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: sluice-view
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: sluice-view
subjects:
  - kind: ServiceAccount
    name: sluice
    namespace: sluice
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: sluice-reconcile
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: sluice-reconcile
subjects:
  - kind: ServiceAccount
    name: sluice
    namespace: sluice
`;

/** Member names and values that clusters repeat, most of them in every object. At most 250. */
export const words: readonly string[] = [
  "",
  ...`
    cluster kind namespace name uid resourceVersion generation observedGeneration createdAt
    deletingSince suspended appliedBy conditions interval timeout reconciledAt requestedAt handledAt
    source kustomization helm workload pod type status reason message since url ref branch tag semver
    digest commit chart from revision storedAt originRevision path wait dependsOn targetNamespace
    appliedRevision attemptedRevision lastOutcome at images substitute inventory history number
    chartVersion appVersion action ociDigest deployedAt attemptedDigest attemptedGeneration failures
    driftMode containers image replicas current updated ready available hands flux owner phase
    readySince restarts trouble GitRepository OCIRepository HelmRepository HelmChart Kustomization
    HelmRelease Deployment StatefulSet DaemonSet Pod True False Unknown Ready Reconciling Stalled
    Healthy Released Drifted FetchFailed Available Progressing ReconciliationSucceeded Succeeded
    UpgradeSucceeded InstallSucceeded NoDriftDetected MinimumReplicasAvailable NewReplicaSetAvailable
    deployed superseded failed install upgrade rollback Running flux-system main  repository newTag
    paused deployment declared applied running version wanted runs health sentence tone serving motion
    drift blame pods versions count healthySince told object code attempt healthy good fine
  `
    .trim()
    .split(/\s+/),
];

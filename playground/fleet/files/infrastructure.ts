import { type Addresses, thirdPartyCharts } from "../addresses.ts";
import type { Declared, Environment } from "../declared.ts";
import { kustomization } from "./clusters.ts";

/** infrastructure/: charts of others, from a Helm repository over HTTP. */
export function infrastructureFiles(at: Addresses, declared: Declared): Record<string, string> {
  const files: Record<string, string> = {
    "infrastructure/base/sources.yaml": sources(at),
    "infrastructure/base/kustomization.yaml": kustomization(["sources.yaml"]),
  };
  for (const environment of ["development", "staging", "production"] as const satisfies Environment[]) {
    const folder = `infrastructure/${environment}`;
    files[`${folder}/kustomization.yaml`] = kustomization(["../base", "cert-manager.yaml", "ingress-nginx.yaml"]);
    files[`${folder}/cert-manager.yaml`] = release("cert-manager", declared["cert-manager"][environment]);
    files[`${folder}/ingress-nginx.yaml`] = release("ingress-nginx", declared["ingress-nginx"][environment]);
  }
  return files;
}

function sources(at: Addresses): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: third-party
  namespace: flux-system
spec:
  interval: 1h
  url: ${thirdPartyCharts(at)}
`;
}

function release(name: string, version: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: platform
spec:
  interval: 30m
  timeout: 5m
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: third-party
        namespace: flux-system
      interval: 1h
  install:
    crds: Create
  upgrade:
    crds: CreateReplace
    remediation:
      retries: 1
      strategy: rollback
  values:
    replicaCount: 2
`;
}

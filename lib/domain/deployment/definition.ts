import type { DeploymentFound, VersionForm } from "../repository/adopt/types.ts";
import { workloadKinds } from "./observation.ts";
import type { Definition, Form } from "./types.ts";

/** What the fold needs of what adoption found: the forms of a file come down to how a cluster shows the version. */
const forms: Partial<Record<VersionForm, Form>> = {
  "chart-version": "chart-version",
  "chart-range": "chart-version",
  "oci-tag": "oci-tag",
  "oci-semver": "oci-semver",
  "oci-digest": "oci-digest",
  "git-branch": "git-branch",
  "git-tag": "git-tag",
  "git-semver": "git-semver",
  "git-commit": "git-commit",
  "git-name": "git-branch",
  "values-tag": "image-tag",
  "values-image": "image-tag",
  "workload-image": "image-tag",
  "kustomize-image": "kustomize-image",
  "flux-image": "kustomize-image",
  substitute: "substitution",
  "substitute-default": "substitution",
};

export function definitionOf(found: DeploymentFound, commit?: string, at?: number): Definition {
  const form = forms[found.form] ?? (found.image ? "image-tag" : "chart-version");
  return {
    id: found.id,
    service: found.service,
    cluster: found.cluster,
    environment: found.environment,
    namespace: found.namespace,
    ...objectsOf(found),
    form,
    ...(found.image ? { image: found.image } : {}),
    declared: { version: found.version, ...(commit ? { commit } : {}), ...(at !== undefined ? { at } : {}) },
  };
}

/** A workload that stands in the repository itself is brought by the Kustomization that applies it. */
function objectsOf(found: DeploymentFound): Pick<Definition, "object" | "workloads"> {
  const own = { kind: found.kind, namespace: found.namespace, name: found.name };
  const [kind, namespace, name] = found.appliedBy?.split("/") ?? [];
  if (!(workloadKinds as readonly string[]).includes(found.kind) || !kind || namespace === undefined || !name)
    return { object: own };
  return { object: { kind, namespace, name }, workloads: [own] };
}

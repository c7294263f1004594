import type { Kind } from "./kinds.ts";

const everyone = ["all", "fluxcd"];

function flux(
  group: string,
  version: string,
  kind: string,
  plural: string,
  more: { short?: string[]; role?: string; status?: false },
): Kind {
  return {
    group: `${group}.toolkit.fluxcd.io`,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced: true,
    shortNames: more.short ?? [],
    categories: more.role ? [...everyone, `fluxcd-${more.role}`] : [],
    subresources: more.status === false ? [] : ["status"],
    builtin: false,
    generation: true,
    key: `${group}.toolkit.fluxcd.io/${plural}`,
  };
}

/** The kinds of Flux 2.9, served from the start as if its CRDs had been applied. */
export const fluxKinds: readonly Kind[] = [
  flux("helm", "v2", "HelmRelease", "helmreleases", { short: ["hr"], role: "appliers" }),
  flux("image", "v1", "ImagePolicy", "imagepolicies", { short: ["imgpol", "imagepol"], role: "images" }),
  flux("image", "v1", "ImageRepository", "imagerepositories", { short: ["imgrepo", "imagerepo"], role: "images" }),
  flux("image", "v1", "ImageUpdateAutomation", "imageupdateautomations", {
    short: ["iua", "imgupd", "imgauto"],
    role: "images",
  }),
  flux("kustomize", "v1", "Kustomization", "kustomizations", { short: ["ks"], role: "appliers" }),
  flux("notification", "v1beta3", "Alert", "alerts", { role: "notifications", status: false }),
  flux("notification", "v1beta3", "Provider", "providers", { role: "notifications", status: false }),
  flux("notification", "v1", "Receiver", "receivers", { role: "notifications" }),
  flux("source", "v1", "Bucket", "buckets", { role: "sources" }),
  flux("source", "v1", "ExternalArtifact", "externalartifacts", { short: ["ea"], role: "sources" }),
  flux("source", "v1", "GitRepository", "gitrepositories", { short: ["gitrepo"], role: "sources" }),
  flux("source", "v1", "HelmChart", "helmcharts", { short: ["hc"], role: "sources" }),
  flux("source", "v1", "HelmRepository", "helmrepositories", { short: ["helmrepo"], role: "sources" }),
  flux("source", "v1", "OCIRepository", "ocirepositories", { short: ["ocirepo"], role: "sources" }),
];

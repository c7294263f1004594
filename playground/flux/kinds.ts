import { type Api, isMissing } from "./api.ts";

/** The kinds that the stand-in watches, and the controller that answers for each. */
export const fluxKinds = {
  GitRepository: { api: "source.toolkit.fluxcd.io/v1", plural: "gitrepositories", controller: "source-controller" },
  OCIRepository: { api: "source.toolkit.fluxcd.io/v1", plural: "ocirepositories", controller: "source-controller" },
  HelmRepository: { api: "source.toolkit.fluxcd.io/v1", plural: "helmrepositories", controller: "source-controller" },
  HelmChart: { api: "source.toolkit.fluxcd.io/v1", plural: "helmcharts", controller: "source-controller" },
  Kustomization: {
    api: "kustomize.toolkit.fluxcd.io/v1",
    plural: "kustomizations",
    controller: "kustomize-controller",
  },
  HelmRelease: { api: "helm.toolkit.fluxcd.io/v2", plural: "helmreleases", controller: "helm-controller" },
} as const;

export type FluxKind = keyof typeof fluxKinds;
export const watchedKinds = Object.keys(fluxKinds) as FluxKind[];

export const isFluxKind = (kind: string): kind is FluxKind => Object.hasOwn(fluxKinds, kind);

export const prefixOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

export function fluxPath(kind: FluxKind, namespace: string, name: string): string {
  const { api, plural } = fluxKinds[kind];
  return `${prefixOf(api)}/namespaces/${namespace}/${plural}/${name}`;
}

type Resource = { name: string; kind: string; namespaced: boolean };
export type Identity = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };

/** Finds the path of any object by the API server's own discovery, asked once for each group and version. */
export function discovery(api: Api) {
  const known = new Map<string, Promise<Resource[]>>();

  function resourcesOf(apiVersion: string): Promise<Resource[]> {
    const cached = known.get(apiVersion);
    if (cached) return cached;
    const asked = api.get(prefixOf(apiVersion)).then(
      (answer) =>
        ((answer as unknown as { resources?: Resource[] }).resources ?? []).filter((r) => !r.name.includes("/")),
      (error: unknown) => {
        known.delete(apiVersion);
        if (isMissing(error)) return [];
        throw error;
      },
    );
    known.set(apiVersion, asked);
    return asked;
  }

  async function resourceOf(apiVersion: string, kind: string): Promise<Resource> {
    const found = (await resourcesOf(apiVersion)).find((r) => r.kind === kind);
    if (found) return found;
    // It may have been installed since: forget, so that the next attempt asks again.
    known.delete(apiVersion);
    throw new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }

  return {
    /** Also says whether the object has a namespace at all. */
    async locate(object: Identity): Promise<{ path: string; namespaced: boolean }> {
      const resource = await resourceOf(object.apiVersion, object.kind);
      const namespace = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? "default"}` : "";
      const path = `${prefixOf(object.apiVersion)}${namespace}/${resource.name}/${object.metadata.name}`;
      return { path, namespaced: resource.namespaced };
    },
  };
}

export type Discovery = ReturnType<typeof discovery>;

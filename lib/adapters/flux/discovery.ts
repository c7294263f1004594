import type { ObservedKind } from "../../domain/deployment/observation.ts";
import { Rejected } from "../../ports/failures.ts";
import type { ClusterClient } from "./client.ts";
import { list, map, text } from "./raw.ts";

type Home = { group: string; plural: string; versions: readonly string[] };

const source = "source.toolkit.fluxcd.io";

/** Where each kind lives, and the versions that we can read, best first. Which is served the cluster says. */
const homes: { [K in ObservedKind]: Home } = {
  GitRepository: { group: source, plural: "gitrepositories", versions: ["v1", "v1beta2"] },
  OCIRepository: { group: source, plural: "ocirepositories", versions: ["v1", "v1beta2"] },
  HelmRepository: { group: source, plural: "helmrepositories", versions: ["v1", "v1beta2"] },
  HelmChart: { group: source, plural: "helmcharts", versions: ["v1", "v1beta2"] },
  Bucket: { group: source, plural: "buckets", versions: ["v1", "v1beta2"] },
  ExternalArtifact: { group: source, plural: "externalartifacts", versions: ["v1"] },
  Kustomization: { group: "kustomize.toolkit.fluxcd.io", plural: "kustomizations", versions: ["v1", "v1beta2"] },
  HelmRelease: { group: "helm.toolkit.fluxcd.io", plural: "helmreleases", versions: ["v2", "v2beta2"] },
  Deployment: { group: "apps", plural: "deployments", versions: ["v1"] },
  StatefulSet: { group: "apps", plural: "statefulsets", versions: ["v1"] },
  DaemonSet: { group: "apps", plural: "daemonsets", versions: ["v1"] },
  Pod: { group: "", plural: "pods", versions: ["v1"] },
};

export type Endpoint = { path: string; apiVersion: string; group: string; plural: string };

/** Asks the cluster once what it serves; `forget` after a 404, for operators install and upgrade Flux. */
export class Discovery {
  private readonly client: ClusterClient;
  private readonly served = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(client: ClusterClient) {
    this.client = client;
  }

  /** Undefined where no version that we can read is served. */
  async find(kind: ObservedKind): Promise<Endpoint | undefined> {
    const { group, plural, versions } = homes[kind];
    for (const version of await this.versionsOf(group, versions)) {
      if (!(await this.resourcesOf(group, version)).has(plural)) continue;
      return {
        path: `${root(group, version)}/${plural}`,
        apiVersion: group ? `${group}/${version}` : version,
        group,
        plural,
      };
    }
    return undefined;
  }

  forget(): void {
    this.served.clear();
  }

  private async versionsOf(group: string, known: readonly string[]): Promise<readonly string[]> {
    if (group === "") return known;
    const served = await this.once(`/apis/${group}`, (answer) =>
      list(map(answer).versions).map((v) => text(map(v).version)),
    );
    return known.filter((version) => served.has(version));
  }

  private resourcesOf(group: string, version: string): Promise<ReadonlySet<string>> {
    return this.once(root(group, version), (answer) => list(map(answer).resources).map((r) => text(map(r).name)));
  }

  private once(path: string, names: (answer: unknown) => (string | undefined)[]): Promise<ReadonlySet<string>> {
    const before = this.served.get(path);
    if (before) return before;
    const asked = this.client
      .json(path)
      .then((answer) => new Set(names(answer).filter((name) => name !== undefined)))
      .catch((error: unknown) => {
        if (error instanceof Rejected && error.status === 404) return new Set<string>();
        this.served.delete(path);
        throw error;
      });
    this.served.set(path, asked);
    return asked;
  }
}

function root(group: string, version: string): string {
  return group ? `/apis/${group}/${version}` : `/api/${version}`;
}

/** The path of one object. */
export function objectPath(endpoint: Endpoint, namespace: string, name: string): string {
  const at = endpoint.path.lastIndexOf("/");
  const place = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${endpoint.path.slice(0, at)}${place}${endpoint.path.slice(at)}/${encodeURIComponent(name)}`;
}

import { createHash } from "node:crypto";
import { documentsOf } from "../../../lib/domain/repository/documents.ts";
import { repositoryOf } from "../../../lib/domain/repository/files.ts";
import { buildFluxKustomization } from "../../../lib/domain/repository/flux/kustomization.ts";
import { outsideValue } from "../../../lib/domain/repository/flux/substitute.ts";
import { objectOf, toPlain } from "../../../lib/domain/repository/objects.ts";
import type { ManifestObject, Repository } from "../../../lib/domain/repository/types.ts";
import type { Files } from "../../registry/tar.ts";
import { isMissing } from "../api.ts";
import type { Cluster } from "../cluster.ts";
import type { KubeObject, Kustomization } from "../objects.ts";

export class BuildFailure extends Error {}

export type Built = { objects: KubeObject[]; digest: string };

/** What this Kustomization says of an artifact's files, labelled as its own. Throws `BuildFailure`. */
export async function build(cluster: Cluster, kustomization: Kustomization, files: Files): Promise<Built> {
  const vars = await variablesFrom(cluster, kustomization);
  const values = new Map([...vars].map(([name, value]) => [name, outsideValue(name, value)]));
  const built = buildFluxKustomization(parsedRepository(files), asManifest(kustomization), values, {
    missing: "strict",
  });
  if (!built.ok) {
    const phase = /variable|substitut/.test(built.reason + built.sentence)
      ? "post build failed"
      : "kustomize build failed";
    const where = built.at ? ` (${built.at.file}${built.at.line ? `:${built.at.line}` : ""})` : "";
    throw new BuildFailure(`${phase}: ${built.sentence}${where}`);
  }
  const objects = built.value.map((object) => labelled(toPlain(object) as unknown as KubeObject, kustomization));
  return { objects, digest: `sha256:${createHash("sha256").update(JSON.stringify(objects)).digest("hex")}` };
}

const repositories = new WeakMap<Files, Repository>();

/** The same artifact is built by several Kustomizations, on several clusters: its files are parsed once. */
function parsedRepository(files: Files): Repository {
  const known = repositories.get(files) ?? repositoryOf(files);
  repositories.set(files, known);
  return known;
}

function asManifest({ apiVersion, kind, metadata, spec }: Kustomization): ManifestObject {
  const { name, namespace } = metadata;
  const text = JSON.stringify({ apiVersion, kind, metadata: { name, namespace }, spec });
  const root = documentsOf({ file: `${namespace}-${name}.yaml`, text })[0]?.root;
  if (root?.is !== "mapping") throw new BuildFailure("the Kustomization cannot be read");
  return objectOf(root, []);
}

async function variablesFrom(cluster: Cluster, kustomization: Kustomization): Promise<Map<string, string>> {
  const vars = new Map<string, string>();
  const { namespace } = kustomization.metadata;
  for (const { kind, name, optional } of kustomization.spec.postBuild?.substituteFrom ?? []) {
    const path = `/api/v1/namespaces/${namespace}/${kind === "Secret" ? "secrets" : "configmaps"}/${name}`;
    const source = await cluster.api.get(path).catch((error: unknown) => {
      if (isMissing(error) && optional) return undefined;
      if (!isMissing(error)) throw error;
      throw new BuildFailure(`post build failed: substitute from '${kind}/${name}' error: ${(error as Error).message}`);
    });
    for (const [key, value] of Object.entries(source?.data ?? {})) {
      vars.set(key, kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value);
    }
  }
  return vars;
}

export const OWNER = "kustomize.toolkit.fluxcd.io";

function labelled(object: KubeObject, { metadata }: Kustomization): KubeObject {
  const labels = {
    ...object.metadata.labels,
    [`${OWNER}/name`]: metadata.name,
    [`${OWNER}/namespace`]: metadata.namespace ?? "",
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

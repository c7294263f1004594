import type { Cluster } from "../cluster.ts";
import type { AnySource, OciRepository } from "../objects.ts";
import { newestIn } from "./ranges.ts";
import { listTags, locate, readLayer, readManifest } from "./registry-client.ts";
import { type Found, reconcileSource, SourceFailure } from "./source.ts";

export function reconcileOci(cluster: Cluster, source: OciRepository): Promise<number | undefined> {
  return reconcileSource(cluster, source as unknown as AnySource, () => look(source));
}

async function look(source: OciRepository): Promise<Found> {
  const { url, insecure, ref = {}, layerSelector } = source.spec;
  const { base, host, repository } = locate(url, insecure);
  const pulled = (error: unknown): never => {
    throw new SourceFailure(
      "OCIArtifactPullFailed",
      `failed to determine artifact digest: ${(error as Error).message}`,
    );
  };
  const tag = ref.digest
    ? undefined
    : ref.semver
      ? await newestTag({ base, url }, ref.semver, ref.semverFilter)
      : (ref.tag ?? "latest");
  const { digest, manifest } = await readManifest(base, tag ?? ref.digest ?? "latest").catch(pulled);
  const revision = tag ? `${tag}@${digest}` : digest;
  const upstream = tag ? `${host}/${repository}:${tag}` : `${host}/${repository}@${digest}`;
  return {
    revision,
    file: `${digest}.tar.gz`,
    alias: "latest.tar.gz",
    news: `new revision '${revision}' for '${upstream}'`,
    stored: `stored artifact for digest '${revision}'`,
    metadata: manifest.annotations,
    fields: layerSelector ? { observedLayerSelector: layerSelector } : {},
    files: () => readLayer(base, manifest, layerSelector?.mediaType).catch(pulled),
  };
}

async function newestTag(
  { base, url }: { base: string; url: string },
  range: string,
  filter: string | undefined,
): Promise<string> {
  const failed = (message: string) =>
    new SourceFailure("ReadOperationFailed", `failed to determine the artifact tag for '${url}': ${message}`);
  const tags = await listTags(base).catch((error: unknown) => {
    throw failed((error as Error).message);
  });
  const pattern = filter ? new RegExp(filter) : undefined;
  const newest = newestIn(
    range,
    tags.filter((tag) => !pattern || pattern.test(tag)),
  );
  if (!newest) throw failed(`no match found for semver: ${range}`);
  return newest;
}

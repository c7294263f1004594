import { Rejected, Unavailable } from "../../ports/failures.ts";
import type { FoundRelease, Registry } from "../../ports/registry.ts";
import { entriesOf } from "./chart-index.ts";
import { created, index, labels, manifest, tagList } from "./schema.ts";
import { type Answer, type Fetches, type Patience, type RegistryAccess, registryClient } from "./transport.ts";

/** Registries list by name, or as they please: the newest may be the last one. A build for every commit makes tens of thousands. */
const maxTags = 100_000;
const maxPages = 300;
const maxIndexBytes = 32 * 1024 * 1024;

const accept = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/** The OCI distribution protocol as far as releases need it, and the index of a Helm repository. */
export function ociRegistry(
  accessOf: (host: string) => Promise<RegistryAccess>,
  fetches?: Fetches,
  patience?: Patience,
): Registry {
  const http = registryClient(accessOf, fetches, patience);
  return {
    async tags(repository) {
      const { host, path } = where(repository);
      const found: string[] = [];
      let next: string | undefined = `/v2/${path}/tags/list?n=1000`;
      for (let page = 0; next && found.length < maxTags && page < maxPages; page++) {
        const answer: Answer | undefined = await http.get(host, next, { path });
        if (!answer) return [];
        for (const tag of readable(host, () => tagList.parse(JSON.parse(answer.text))).tags ?? []) found.push(tag);
        next = nextPage(answer.headers.get("link"));
      }
      return found.slice(0, maxTags);
    },

    async describe(repository, tag) {
      const { host, path } = where(repository);
      const answer = await http.get(host, `/v2/${path}/manifests/${encodeURIComponent(tag)}`, { path, accept });
      if (!answer) return undefined;
      const digest = answer.headers.get("docker-content-digest") ?? undefined;
      const said = await annotationsOf(http, host, path, answer.text);
      return { version: tag, ...(digest ? { digest } : {}), ...facts(said) };
    },

    async chartIndex(url, chart) {
      const address = new URL(url.endsWith("/") ? `${url}index.yaml` : `${url}/index.yaml`);
      const answer = await http.get(address.host, address.pathname, {
        scheme: address.protocol,
        maxBytes: maxIndexBytes,
      });
      if (!answer)
        throw new Rejected(`There is no chart index at ${address.host}${address.pathname}.`, { status: 404 });
      return readable(address.host, () => entriesOf(answer.text, chart)).map((entry) => ({
        version: entry.version,
        ...(entry.digest
          ? { digest: entry.digest.startsWith("sha256:") ? entry.digest : `sha256:${entry.digest}` }
          : {}),
        ...(entry.created ? { publishedAt: Date.parse(entry.created) } : {}),
        ...(entry.sources?.[0] ? { sourceUrl: entry.sources[0] } : {}),
        ...(entry.annotations?.["org.opencontainers.image.revision"]
          ? { commit: commitOf(entry.annotations["org.opencontainers.image.revision"]) }
          : {}),
      }));
    },
  };
}

/** What cannot be read is mostly somebody else's word, of a proxy that has trouble. */
function readable<T>(host: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Unavailable(`The registry ${host} sent an answer that Sluice cannot read.`, { cause });
  }
}

type Client = ReturnType<typeof registryClient>;

/** Of an index the first image's annotations count where the index has none of its own; of an image without any, its labels. */
async function annotationsOf(http: Client, host: string, path: string, text: string): Promise<Record<string, string>> {
  const json = readable(host, (): unknown => JSON.parse(text));
  const asIndex = index.safeParse(json);
  if (asIndex.success) {
    const own = asIndex.data.annotations ?? {};
    const first = asIndex.data.manifests[0];
    if (Object.keys(own).length > 0 || !first) return own;
    const answer = await http.get(host, `/v2/${path}/manifests/${first.digest}`, { path, accept });
    return answer ? annotationsOf(http, host, path, answer.text) : {};
  }
  const asManifest = manifest.safeParse(json);
  if (!asManifest.success) return {};
  const own = asManifest.data.annotations ?? {};
  if (own["org.opencontainers.image.revision"] || !asManifest.data.config) return own;
  const answer = await http.get(host, `/v2/${path}/blobs/${asManifest.data.config.digest}`, {
    path,
    maxBytes: 1024 * 1024,
  });
  if (!answer) return own;
  const config = labels.safeParse(readable(host, (): unknown => JSON.parse(answer.text)));
  if (!config.success) return own;
  return { ...(config.data.created ? { [created]: config.data.created } : {}), ...config.data.config?.Labels, ...own };
}

function facts(said: Record<string, string>): Partial<FoundRelease> {
  const at = Date.parse(said[created] ?? "");
  const revision = said["org.opencontainers.image.revision"];
  const source = said["org.opencontainers.image.source"];
  return {
    ...(Number.isNaN(at) ? {} : { publishedAt: at }),
    ...(revision ? { commit: commitOf(revision) } : {}),
    ...(source ? { sourceUrl: source } : {}),
  };
}

/** Flux writes `main@sha1:<hex>` or `v1.2.3@sha1:<hex>`, others the bare hash. */
function commitOf(revision: string): string {
  return revision.slice(revision.lastIndexOf("@") + 1).replace(/^sha1:/, "");
}

function where(repository: string): { host: string; path: string } {
  const bare = repository.replace(/^oci:\/\//, "").replace(/\/+$/, "");
  const slash = bare.indexOf("/");
  const first = slash < 0 ? "" : bare.slice(0, slash);
  if (first.includes(".") || first.includes(":") || first === "localhost")
    return { host: first, path: bare.slice(slash + 1) };
  // Docker's short names.
  return { host: "registry-1.docker.io", path: bare.includes("/") ? bare : `library/${bare}` };
}

/** Only the path of the next page is taken: it is the same registry's page or none. */
function nextPage(link: string | null): string | undefined {
  const target = /<([^>]+)>;\s*rel="?next"?/.exec(link ?? "")?.[1];
  if (!target) return undefined;
  try {
    const url = new URL(target, "http://registry.invalid");
    return url.pathname.startsWith("/v2/") ? url.pathname + url.search : undefined;
  } catch {
    return undefined;
  }
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, refuseWith, sendBytes, sendJson } from "./answers.ts";
import { digestOf, isDigest, type Manifest, type Store } from "./store.ts";
import type { Uploads } from "./uploads.ts";

/**
 * The distribution protocol: what stands below `/v2/<repository>/`. Each function answers one kind
 * of path. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export type Call = {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  repository: string;
  /** what follows `tags/`, `manifests/`, `blobs/` or `referrers/` */
  reference: string;
};

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

export async function distribute(store: Store, uploads: Uploads, call: Omit<Call, "repository" | "reference">) {
  const found = /^\/v2\/(.+)\/(tags|manifests|blobs|referrers)\/(.*)$/.exec(decodeURIComponent(call.url.pathname));
  const [, repository = "", kind, reference = ""] = found ?? [];
  if (!found || !NAME.test(repository)) return refuseWith(call.response, "NAME_INVALID");
  const whole = { ...call, repository, reference };
  if (kind === "tags") return listTags(store, whole);
  if (kind === "manifests") return manifests(store, whole);
  if (kind === "referrers") return referrers(store, whole);
  return reference.startsWith("uploads/") ? uploads.answer(whole) : blobs(store, whole);
}

function listTags(store: Store, { response, url, repository, reference }: Call) {
  if (reference !== "list") return refuseWith(response, "UNSUPPORTED");
  if (!store.hasRepository(repository)) return refuseWith(response, "NAME_UNKNOWN", { name: repository });
  const last = url.searchParams.get("last");
  const after = store.tags(repository).filter((tag) => last === null || tag > last);
  const asked = url.searchParams.get("n");
  const page = asked === null ? after : after.slice(0, Math.max(0, Number(asked)));
  if (page.length > 0 && page.length < after.length) {
    const next = `/v2/${repository}/tags/list?last=${encodeURIComponent(page.at(-1) ?? "")}&n=${asked}`;
    response.setHeader("link", `<${next}>; rel="next"`);
  }
  sendJson(response, 200, { name: repository, tags: page });
}

async function manifests(store: Store, call: Call): Promise<void> {
  const { request, response, repository, reference } = call;
  if (!isDigest(reference) && !TAG.test(reference)) return refuseWith(response, "TAG_INVALID");
  if (request.method === "PUT") return putManifest(store, call);
  if (request.method === "DELETE") {
    const gone = isDigest(reference)
      ? store.deleteManifest(repository, reference)
      : store.deleteTag(repository, reference);
    return gone ? void response.writeHead(202).end() : refuseWith(response, "MANIFEST_UNKNOWN", { Tag: reference });
  }
  if (request.method !== "GET" && request.method !== "HEAD") return refuseWith(response, "UNSUPPORTED");
  if (!store.hasRepository(repository)) return refuseWith(response, "NAME_UNKNOWN", { name: repository });
  const manifest = store.manifest(repository, reference);
  if (!manifest) return refuseWith(response, "MANIFEST_UNKNOWN", { Tag: reference });
  sendBytes(response, manifestHeaders(manifest), manifest.bytes);
}

function manifestHeaders({ digest, mediaType }: Manifest): Record<string, string> {
  return { "content-type": mediaType, "docker-content-digest": digest, etag: `"${digest}"` };
}

async function putManifest(store: Store, { request, response, repository, reference }: Call): Promise<void> {
  const bytes = await bodyOf(request);
  const body = objectIn(bytes);
  if (!body) return refuseWith(response, "MANIFEST_INVALID");
  if (isDigest(reference) && digestOf(bytes) !== reference) return refuseWith(response, "DIGEST_INVALID");
  const missing = [body.config, ...(body.layers ?? [])].find((part) => part && !store.blob(repository, part.digest));
  if (missing) return refuseWith(response, "MANIFEST_BLOB_UNKNOWN", { digest: missing.digest });
  const mediaType = request.headers["content-type"] ?? body.mediaType ?? "application/vnd.oci.image.manifest.v1+json";
  const digest = store.putManifest(repository, reference, mediaType, bytes);
  if (body.subject) response.setHeader("oci-subject", body.subject.digest);
  response.writeHead(201, { location: `/v2/${repository}/manifests/${digest}`, "docker-content-digest": digest }).end();
}

type Descriptor = { mediaType: string; digest: string; size: number };
type ManifestBody = {
  mediaType?: string;
  artifactType?: string;
  config?: Descriptor;
  layers?: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
};

function objectIn(bytes: Buffer): ManifestBody | undefined {
  try {
    const body: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof body === "object" && body !== null ? (body as ManifestBody) : undefined;
  } catch {
    return undefined;
  }
}

function referrers(store: Store, { response, url, repository, reference }: Call) {
  if (!isDigest(reference)) return refuseWith(response, "DIGEST_INVALID");
  const wanted = url.searchParams.get("artifactType");
  const manifests = store.manifests(repository).flatMap(({ digest, mediaType, bytes }) => {
    const body = objectIn(bytes);
    const artifactType = body?.artifactType ?? body?.config?.mediaType;
    if (body?.subject?.digest !== reference || (wanted && wanted !== artifactType)) return [];
    return [{ mediaType, digest, size: bytes.length, artifactType, annotations: body.annotations }];
  });
  if (wanted) response.setHeader("oci-filters-applied", "artifactType");
  const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests };
  sendBytes(response, { "content-type": index.mediaType }, Buffer.from(JSON.stringify(index)));
}

function blobs(store: Store, { request, response, repository, reference }: Call) {
  if (!isDigest(reference)) return refuseWith(response, "DIGEST_INVALID");
  if (request.method === "DELETE") {
    return store.deleteBlob(repository, reference)
      ? void response.writeHead(202).end()
      : refuseWith(response, "BLOB_UNKNOWN");
  }
  const bytes = store.blob(repository, reference);
  if (!bytes) return refuseWith(response, "BLOB_UNKNOWN", { digest: reference });
  sendBytes(response, { "content-type": "application/octet-stream", "docker-content-digest": reference }, bytes);
}

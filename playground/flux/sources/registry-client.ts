import { gunzipSync } from "node:zlib";
import { type Files, unpack } from "../../registry/tar.ts";

/** Reads an OCI registry as source-controller does: tags, one manifest, one layer. */
export type Manifest = {
  config?: { mediaType: string; digest: string };
  layers?: { mediaType: string; digest: string; size: number }[];
  annotations?: Record<string, string>;
};

/** `oci://host/a/b` taken apart; plain HTTP where the source says `insecure`. */
export function locate(url: string, insecure: boolean | undefined): { base: string; host: string; repository: string } {
  const [host = "", ...rest] = url.replace(/^oci:\/\//, "").split("/");
  return { base: `${insecure ? "http" : "https"}://${host}/v2/${rest.join("/")}`, host, repository: rest.join("/") };
}

const ACCEPT = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"].join(", ");

export async function listTags(base: string): Promise<string[]> {
  const tags: string[] = [];
  let next: string | undefined = `${base}/tags/list?n=1000`;
  while (next) {
    const response: Response = await ask(next);
    tags.push(...(((await response.json()) as { tags?: string[] }).tags ?? []));
    const link: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    next = link ? new URL(link, base).href : undefined;
  }
  return tags;
}

/** `reference` is a tag or a digest. */
export async function readManifest(base: string, reference: string): Promise<{ digest: string; manifest: Manifest }> {
  const response = await ask(`${base}/manifests/${reference}`, ACCEPT);
  const digest = response.headers.get("docker-content-digest") ?? reference;
  return { digest, manifest: (await response.json()) as Manifest };
}

/** The files of a layer, the first one unless a media type is asked for. */
export async function readLayer(base: string, manifest: Manifest, mediaType: string | undefined): Promise<Files> {
  const layer = manifest.layers?.find((l) => !mediaType || l.mediaType === mediaType);
  if (!layer) throw new Error(`failed to find layer with media type '${mediaType}' in artifact`);
  const response = await ask(`${base}/blobs/${layer.digest}`);
  return unpack(gunzipSync(Buffer.from(await response.arrayBuffer())));
}

async function ask(url: string, accept?: string): Promise<Response> {
  const response = await fetch(url, { headers: accept ? { accept } : undefined, signal: AbortSignal.timeout(20_000) });
  if (response.ok) return response;
  const [error] =
    ((await response.json().catch(() => ({}))) as { errors?: { code: string; message: string; detail?: object }[] })
      .errors ?? [];
  const detail = error?.detail
    ? `; map[${Object.entries(error.detail)
        .map(([k, v]) => `${k}:${v}`)
        .join(" ")}]`
    : "";
  const said = error ? `${error.code}: ${error.message}${detail}` : `unexpected status code ${response.status}`;
  throw new Error(`GET ${url}: ${said}`);
}

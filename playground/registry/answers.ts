import type { IncomingMessage, ServerResponse } from "node:http";

/** The error bodies of the distribution protocol. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const codes = {
  BLOB_UNKNOWN: [404, "blob unknown to registry"],
  BLOB_UPLOAD_INVALID: [416, "blob upload invalid"],
  BLOB_UPLOAD_UNKNOWN: [404, "blob upload unknown to registry"],
  DIGEST_INVALID: [400, "provided digest did not match uploaded content"],
  MANIFEST_BLOB_UNKNOWN: [404, "manifest references a manifest or blob unknown to registry"],
  MANIFEST_INVALID: [400, "manifest invalid"],
  MANIFEST_UNKNOWN: [404, "manifest unknown"],
  NAME_INVALID: [400, "invalid repository name"],
  NAME_UNKNOWN: [404, "repository name not known to registry"],
  SIZE_INVALID: [413, "provided length did not match content length"],
  TAG_INVALID: [400, "manifest tag did not match URI"],
  UNAUTHORIZED: [401, "authentication required"],
  DENIED: [403, "requested access to the resource is denied"],
  UNSUPPORTED: [405, "the operation is unsupported"],
  UNAVAILABLE: [503, "the registry cannot answer now"],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof codes;

export function refuseWith(response: ServerResponse, code: ErrorCode, detail?: unknown): void {
  const [status, message] = codes[code];
  sendJson(response, status, { errors: [{ code, message, detail }] });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

/** Headers and length also for HEAD; Node leaves the body out by itself. */
export function sendBytes(response: ServerResponse, headers: Record<string, string>, bytes: Buffer): void {
  response.writeHead(200, { ...headers, "content-length": String(bytes.length) });
  response.end(bytes);
}

const LARGEST_BODY = 64 * 1024 * 1024;

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error("The body is larger than 64 MB.");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

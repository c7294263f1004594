import { randomUUID } from "node:crypto";
import { bodyOf, refuseWith } from "./answers.ts";
import type { Call } from "./distribution.ts";
import { digestOf, isDigest, type Store } from "./store.ts";

/** Uploads that are under way: POST opens one, PATCH adds, PUT closes it with the digest. Lost with the process, as uploads are. */
export type Uploads = ReturnType<typeof openUploads>;

export function openUploads(store: Store) {
  const underWay = new Map<string, Buffer>();

  async function begin(call: Call): Promise<void> {
    const { response, url, repository } = call;
    const mounted = url.searchParams.get("mount");
    const from = url.searchParams.get("from");
    const bytes = mounted && from ? store.blob(from, mounted) : undefined;
    if (bytes) return created(call, store.putBlob(repository, bytes));
    if (url.searchParams.has("digest")) return finish(call, Buffer.alloc(0));
    const id = randomUUID();
    underWay.set(id, Buffer.alloc(0));
    progress(call, id, 202);
    response.end();
  }

  async function finish(call: Call, before: Buffer): Promise<void> {
    const digest = call.url.searchParams.get("digest") ?? "";
    const bytes = Buffer.concat([before, await bodyOf(call.request)]);
    if (!isDigest(digest) || digestOf(bytes) !== digest) return refuseWith(call.response, "DIGEST_INVALID");
    created(call, store.putBlob(call.repository, bytes));
  }

  function created({ response, repository }: Call, digest: string): void {
    response.writeHead(201, { location: `/v2/${repository}/blobs/${digest}`, "docker-content-digest": digest }).end();
  }

  function progress({ response, repository }: Call, id: string, status: number): void {
    const size = underWay.get(id)?.length ?? 0;
    response.writeHead(status, {
      location: `/v2/${repository}/blobs/uploads/${id}`,
      range: `0-${Math.max(0, size - 1)}`,
      "docker-upload-uuid": id,
    });
  }

  async function append(call: Call, id: string, before: Buffer): Promise<void> {
    const start = /^(?:bytes )?(\d+)-/.exec(call.request.headers["content-range"] ?? "")?.[1];
    if (start !== undefined && Number(start) !== before.length) return refuseWith(call.response, "BLOB_UPLOAD_INVALID");
    underWay.set(id, Buffer.concat([before, await bodyOf(call.request)]));
    progress(call, id, 202);
    call.response.end();
  }

  return {
    async answer(call: Call): Promise<void> {
      const { request, response, reference } = call;
      const id = reference.slice("uploads/".length);
      if (request.method === "POST" && id === "") return begin(call);
      const before = underWay.get(id);
      if (!before) return refuseWith(response, "BLOB_UPLOAD_UNKNOWN");
      if (request.method === "PATCH") return append(call, id, before);
      if (request.method === "GET") {
        progress(call, id, 204);
        return void response.end();
      }
      underWay.delete(id);
      if (request.method === "PUT") return finish(call, before);
      if (request.method === "DELETE") return void response.writeHead(204).end();
      return refuseWith(response, "UNSUPPORTED");
    },
  };
}

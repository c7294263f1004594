import type { IncomingMessage, ServerResponse } from "node:http";
import { PageNotFound, Refused } from "./status.ts";

const mostBody = 3 * 1024 * 1024;

/** Throws the server's 413 for a body over three megabytes. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > mostBody) {
      throw new Refused(413, "RequestEntityTooLarge", `Request entity too large: limit is ${mostBody}`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The field manager of a write: as asked, else the first word of the user agent. */
export function managerOf(request: IncomingMessage, query: URLSearchParams): string {
  const agent = request.headers["user-agent"] ?? "";
  return query.get("fieldManager") || agent.split("/")[0]?.slice(0, 128) || "unknown";
}

export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
}

export interface Reply {
  code: number;
  body: string;
  /** application/json unless told. */
  type?: string;
  headers?: Record<string, string | string[]>;
}

export function send(response: ServerResponse, { code, body, type = "application/json", headers = {} }: Reply): void {
  response.writeHead(code, {
    "cache-control": "no-cache, private",
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

export const plain = "text/plain; charset=utf-8";

export function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
  } else if (error instanceof PageNotFound) {
    send(response, { code: 404, body: "404 page not found\n", type: plain });
  } else if (error instanceof Refused) {
    send(response, { code: error.code, body: JSON.stringify(error.body), headers: error.headers });
  } else {
    const why = error instanceof Error ? error.message : String(error);
    const bug = new Refused(500, "InternalError", `Internal error occurred: ${why}`);
    send(response, { code: 500, body: JSON.stringify(bug.body) });
  }
}

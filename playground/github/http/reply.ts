/** What goes back. `body` is sent as JSON; `raw` as it is, with its `content-type` in the headers. */
export type Reply = {
  status: number;
  body?: unknown;
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
};

export type Incoming = {
  method: string;
  /** Without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
};

export function html(text: string, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, raw: text, headers: { "content-type": "text/html; charset=utf-8", ...headers } };
}

export function redirect(location: string, headers: Record<string, string> = {}): Reply {
  return { status: 302, raw: "", headers: { location, ...headers } };
}

export function plain(text: string, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, raw: text, headers: { "content-type": "text/plain; charset=utf-8", ...headers } };
}

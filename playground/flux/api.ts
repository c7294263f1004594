import * as http from "node:http";
import * as https from "node:https";
import type { Access } from "./kubeconfig.ts";
import type { KubeObject } from "./objects.ts";

/**
 * A Kubernetes client as small as the stand-in can do with: typed by nobody, over one keep-alive
 * agent. Answers other than 2xx are thrown as `ApiError`, with the Status message as it was sent.
 */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

export type WatchEvent = { type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR"; object: KubeObject };
export type Api = ReturnType<typeof connect>;

const REQUEST_TIMEOUT = 15_000;

export function connect(access: Access) {
  const transport = access.server.startsWith("https:") ? https : http;
  const agent = new transport.Agent({
    keepAlive: true,
    maxSockets: 24,
    ca: access.ca,
    cert: access.cert,
    key: access.key,
  });
  // A watch holds its connection: it must not use up the pool that requests share.
  const watching = new transport.Agent({ keepAlive: false, ca: access.ca, cert: access.cert, key: access.key });
  const authorization: Record<string, string> = access.token ? { authorization: `Bearer ${access.token}` } : {};

  function open(method: string, path: string, options: { body?: string; type?: string; hold?: boolean }) {
    const headers: Record<string, string> = { ...authorization, accept: "application/json", "user-agent": "flux" };
    if (options.body !== undefined) {
      headers["content-type"] = options.type ?? "application/json";
      // Said by hand: Node sends the body of a DELETE without any length otherwise.
      headers["content-length"] = String(Buffer.byteLength(options.body));
    }
    const request = transport.request(access.server + path, {
      method,
      headers,
      agent: options.hold ? watching : agent,
    });
    request.end(options.body);
    return request;
  }

  async function call(method: string, path: string, body?: unknown, type?: string): Promise<KubeObject> {
    const request = open(method, path, { body: body === undefined ? undefined : JSON.stringify(body), type });
    request.setTimeout(REQUEST_TIMEOUT, () => request.destroy(new Error(`${method} ${path} took too long.`)));
    const response = await answerOf(request);
    const text = await textOf(response);
    const answer = text === "" ? {} : parsed(text);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw new ApiError(status, (answer as { message?: string }).message ?? text);
    return answer as KubeObject;
  }

  return {
    get: (path: string) => call("GET", path),
    create: (path: string, object: unknown) => call("POST", path, object),
    remove: (path: string, options?: unknown) => call("DELETE", path, options),
    merge: (path: string, patch: unknown) => call("PATCH", path, patch, "application/merge-patch+json"),
    apply: (path: string, object: unknown) => call("PATCH", path, object, "application/apply-patch+yaml"),

    /** Every event until the server ends the watch (returns) or the connection breaks (throws). */
    async watch(path: string, onEvent: (event: WatchEvent) => void, signal: AbortSignal): Promise<void> {
      const request = open("GET", path, { hold: true });
      const stop = () => request.destroy();
      signal.addEventListener("abort", stop, { once: true });
      try {
        const response = await answerOf(request);
        if (response.statusCode !== 200) throw new ApiError(response.statusCode ?? 0, await textOf(response));
        let rest = "";
        for await (const chunk of response.setEncoding("utf8")) {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line !== "") onEvent(parsed(line) as WatchEvent);
        }
      } finally {
        signal.removeEventListener("abort", stop);
        request.destroy();
      }
    },
    close(): void {
      agent.destroy();
      watching.destroy();
    },
  };
}

function answerOf(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
}

async function textOf(response: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

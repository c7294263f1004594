import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Access, accessControl } from "./access.ts";
import { refuseWith, sendJson } from "./answers.ts";
import { distribute } from "./distribution.ts";
import { type HelmIndex, openHelmIndex } from "./helm-index.ts";
import { openStore, type Store } from "./store.ts";
import { openUploads } from "./uploads.ts";

export type Registry = {
  /** `localhost:41002`: what stands in front of a repository's name */
  host: string;
  /** `http://localhost:41002` */
  url: string;
  store: Store;
  helm: HelmIndex;
  faults: RegistryFaults;
  close(): Promise<void>;
};

/** What a test may break. Each answer spends one. */
export type RegistryFaults = { unavailable: number };

/**
 * A registry on loopback: the OCI distribution protocol below `/v2/`, a plain Helm repository
 * below `/charts/`. Everything is kept in `dataDir`.
 */
export async function startRegistry(options: { port?: number; dataDir: string; access?: Access }): Promise<Registry> {
  const store = openStore(options.dataDir);
  const helm = openHelmIndex(options.dataDir);
  const faults: RegistryFaults = { unavailable: 0 };
  const answer = answerer(store, helm, faults, options.access ?? { kind: "open" });
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      sendJson(response, 500, { errors: [{ code: "UNKNOWN", message: String(error) }] });
    });
  });
  await listen(server, options.port ?? 0);
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return { host, url: `http://${host}`, store, helm, faults, close: () => close(server) };
}

function answerer(store: Store, helm: HelmIndex, faults: RegistryFaults, access: Access) {
  const control = accessControl(access);
  const uploads = openUploads(store);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    if (faults.unavailable > 0) {
      faults.unavailable -= 1;
      return refuseWith(response, "UNAVAILABLE");
    }
    if (url.pathname.startsWith("/charts/")) return helm.answer(response, url.pathname);
    if (url.pathname === "/token") return control.giveToken(request, response);
    if (!url.pathname.startsWith("/v2")) return void response.writeHead(404).end();
    response.setHeader("docker-distribution-api-version", "registry/2.0");
    const repository = /^\/v2\/(.+)\/(?:tags|manifests|blobs|referrers)\//.exec(url.pathname)?.[1];
    if (!control.admits(request, response, repository)) return;
    if (url.pathname === "/v2/" || url.pathname === "/v2") return sendJson(response, 200, {});
    if (url.pathname === "/v2/_catalog") return sendJson(response, 200, { repositories: store.repositories() });
    return distribute(store, uploads, { request, response, url });
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

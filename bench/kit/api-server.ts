import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deployment, type FluxObject, helmRelease, kustomization, type Made, ociRepository, pod } from "./objects.ts";

/**
 * Many Kubernetes APIs in one process of its own, each under a path of its own: lists in pages that are made ready
 * beforehand, and watches that say what the bench orders. The playground's clusters would do, but they make each page
 * when it is asked for, and a slow server flatters whoever is measured against fetching from it.
 */
export type Order = { event: { cluster: string; name: string; release: string } } | { forget: true } | { first: true };

const plurals: Record<Made, string> = {
  Deployment: "deployments",
  Pod: "pods",
  HelmRelease: "helmreleases",
  Kustomization: "kustomizations",
  OCIRepository: "ocirepositories",
};
const served: Record<string, Made[]> = {
  "/api/v1": ["Pod"],
  "/apis/apps/v1": ["Deployment"],
  "/apis/helm.toolkit.fluxcd.io/v2": ["HelmRelease"],
  "/apis/kustomize.toolkit.fluxcd.io/v1": ["Kustomization"],
  "/apis/source.toolkit.fluxcd.io/v1": ["OCIRepository"],
};
const pageSize = 500;

const [clusters = 1, services = 0, objects = 0] = process.argv.slice(2).map(Number);
let version = 1_000_000;
let firstAsked: number | undefined;
const watches = new Map<string, Set<ServerResponse>>();
const pages = new Map<string, Buffer[]>();
let bytes = 0;
for (let i = 0; i < clusters; i++) prepare(`c${i}`);

function prepare(cluster: string): void {
  const made: FluxObject[] = [];
  // A few workloads, since a cluster without any is asked twice before it is believed.
  for (let i = 0; i < 5 && made.length + 2 <= objects; i++)
    made.push(deployment(`web-${i}`, version), pod(`web-${i}`, version));
  for (let i = 0; i < services && made.length + 2 <= objects; i++) {
    made.push(helmRelease(`service-${i}`, "7.0.0", version), ociRepository(`service-${i}`, "7.0.0", version));
  }
  for (let i = 0; made.length < objects; i++) {
    const name = `extra-${i}`;
    const one = i % 3;
    made.push(
      one === 0
        ? helmRelease(name, "1.0.0", version)
        : one === 1
          ? kustomization(name, version)
          : ociRepository(name, "1.0.0", version),
    );
  }
  bytes += made.reduce((sum, object) => sum + JSON.stringify(object).length, 0);
  for (const [path, kinds] of Object.entries(served)) {
    for (const kind of kinds)
      keep(
        `/${cluster}${path}/${plurals[kind]}`,
        made.filter((object) => object.kind === kind),
      );
  }
}

function keep(path: string, items: FluxObject[]): void {
  const out: Buffer[] = [];
  for (let from = 0; from === 0 || from < items.length; from += pageSize) {
    const more = from + pageSize < items.length ? { continue: String(from / pageSize + 1) } : {};
    const metadata = { resourceVersion: String(version), ...more };
    out.push(Buffer.from(JSON.stringify({ kind: "List", metadata, items: items.slice(from, from + pageSize) })));
  }
  pages.set(path, out);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://clusters");
  const found = pages.get(url.pathname);
  if (found && url.searchParams.get("watch") === "true") return watch(url.pathname, response);
  if (found) {
    firstAsked ??= Date.now();
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(found[Number(url.searchParams.get("continue") ?? 0)]);
  }
  const answer = discovery(url.pathname.replace(/^\/c\d+/, ""));
  response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? { kind: "Status", code: 404, reason: "NotFound", message: "not served" }));
});

function watch(path: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const open = watches.get(path) ?? new Set();
  watches.set(path, open.add(response));
  response.on("close", () => open.delete(response));
}

function discovery(path: string): object | undefined {
  const kinds = served[path];
  if (kinds) return { kind: "APIResourceList", resources: kinds.map((kind) => ({ name: plurals[kind], kind })) };
  const versions = Object.keys(served)
    .filter((known) => known.startsWith(`${path}/`))
    .map((known) => ({ groupVersion: known.slice("/apis/".length), version: known.split("/").at(-1) }));
  return versions.length > 0 ? { kind: "APIGroup", versions } : undefined;
}

process.on("message", (order: Order) => {
  if ("forget" in order) firstAsked = undefined;
  if ("first" in order) process.send?.({ firstAsked: firstAsked ?? 0 });
  if (!("event" in order)) return;
  const { cluster, name, release } = order.event;
  version += 1;
  const line = `${JSON.stringify({ type: "MODIFIED", object: helmRelease(name, release, version) })}\n`;
  for (const response of watches.get(`/${cluster}/apis/helm.toolkit.fluxcd.io/v2/helmreleases`) ?? [])
    response.write(line);
  process.send?.({ release, at: Date.now() });
});

setInterval(() => {
  for (const [path, open] of watches) {
    const kind = (Object.keys(plurals) as Made[]).find((each) => path.endsWith(`/${plurals[each]}`));
    const line = `${JSON.stringify({ type: "BOOKMARK", object: { kind, metadata: { resourceVersion: String(version) } } })}\n`;
    for (const response of open) response.write(line);
  }
}, 30_000);

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({
    ready: { url: `http://127.0.0.1:${port}`, bytes, paths: [...pages].map(([path, all]) => [path, all.length]) },
  });
});

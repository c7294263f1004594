import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { ociRegistry } from "./registry.ts";

let server: Server | undefined;
afterEach(() => new Promise((resolve) => server?.close(resolve)));

/** The tags of one repository, as a registry tells them that answers so. */
async function tags(answer: RequestListener): Promise<string[]> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return ociRegistry(async () => ({ insecure: true, trusted: true })).tags(`oci://127.0.0.1:${port}/acme/shop`);
}

const guarded =
  (token: RequestListener): RequestListener =>
  (request, response) => {
    if (request.url?.startsWith("/token")) return token(request, response);
    const realm = `http://${request.headers.host}/token`;
    response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="s"` }).end();
  };

it.each<[string, RequestListener]>([
  ["whose token service has trouble", guarded((_, response) => response.writeHead(503).end())],
  ["whose token service is asked too often", guarded((_, response) => response.writeHead(429).end())],
  ["whose token service breaks off", guarded((request) => request.socket.destroy())],
  ["that sends the page of a proxy", (_, response) => response.end("<html>One moment please</html>")],
  [
    "that stops in the middle",
    (request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"tags":', () => request.socket.destroy());
    },
  ],
])("a registry %s is asked again", async (_, answer) => {
  await expect(tags(answer)).rejects.toBeInstanceOf(Unavailable);
});

it("a registry that does not take the credentials is not", async () => {
  await expect(tags(guarded((_, response) => response.writeHead(401).end()))).rejects.toBeInstanceOf(Rejected);
});

it("a registry that lets one wait in vain keeps nobody else waiting for a while, and is asked again afterwards", async () => {
  let isSilent = true;
  let asked = 0;
  server = createServer((_, response) => {
    asked += 1;
    if (!isSilent) response.end('{"tags":["1.0.0"]}');
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const patience = { answerWithinMs: 100, restMs: 300 };
  const registry = ociRegistry(async () => ({ insecure: true, trusted: true }), undefined, patience);
  const read = () => registry.tags(`oci://127.0.0.1:${port}/acme/shop`);
  await expect(read()).rejects.toThrow(/is not answering/);
  for (let i = 0; i < 20; i++) await expect(read()).rejects.toMatchObject({ name: "Unavailable" });
  expect(asked).toBe(1);
  isSilent = false;
  await vi.waitFor(async () => expect(await read()).toEqual(["1.0.0"]), { timeout: 5_000 });
});

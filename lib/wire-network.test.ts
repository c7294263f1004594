import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { impatient } from "./adapters/github/client.ts";
import { Rejected } from "./ports/failures.ts";
import { guardedNetwork } from "./wire-network.ts";

let server: Server;
let asked: string[];
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const to = /^\/to\/(.*)$/.exec(request.url ?? "")?.[1];
    if (request.url === "/round") response.writeHead(302, { location: "/round" });
    if (to) response.writeHead(302, { location: decodeURIComponent(to) });
    response.end("heard");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function out(allowed: string[], trusted = false) {
  asked = [];
  return guardedNetwork(allowed).fetch(trusted);
}

async function reason(promise: Promise<unknown>): Promise<string> {
  let error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  while (error instanceof Error && !(error instanceof Rejected) && error.cause) error = error.cause;
  return error instanceof Error ? error.message : "";
}

describe("a way out", () => {
  it("does not lead to this machine, be it by address or by a name that means it", async () => {
    for (const host of ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
      expect(await reason(out([])(`http://${host}:${port}/`))).toContain("SLUICE_ALLOW_HOSTS");
    expect(asked).toEqual([]);
  });

  it("does not lead to a cloud's metadata", async () => {
    expect(await reason(out([])("http://169.254.169.254/latest/meta-data"))).toContain("does not connect");
  });

  it("leads there where the operator named it: the host, the address, its network, or the connection itself", async () => {
    for (const allowed of [["localhost"], ["127.0.0.1", "::1"], ["127.0.0.0/8", "::/96"], ["*"]])
      expect(await (await out(allowed)(`http://localhost:${port}/`)).text()).toBe("heard");
    expect(await (await out([], true)(`http://localhost:${port}/`)).text()).toBe("heard");
  });

  it("is held against the rule by the git command's host as well", async () => {
    await expect(guardedNetwork([]).permit("localhost")).rejects.toThrow(Rejected);
    await expect(guardedNetwork(["127.0.0.0/8", "::1"]).permit("localhost")).resolves.toBeUndefined();
  });
});

describe("a redirect", () => {
  const to = (url: string) => `http://localhost:${port}/to/${encodeURIComponent(url)}`;

  it("is followed on the same host, as for a repository that was renamed", async () => {
    const answer = await impatient(out(["localhost"]))(to("/renamed"));
    expect(await answer.text()).toBe("heard");
    expect(asked.at(-1)).toBe("/renamed");
  });

  it("to another host is not followed, and the credential stays here", async () => {
    const call = impatient(out(["localhost", "127.0.0.1"]));
    for (const url of [`http://127.0.0.1:${port}/`, "http://169.254.169.254/", "file:///etc/passwd"])
      expect(await reason(call(to(url), { headers: { authorization: "secret" } }))).toContain("are not followed");
    expect(asked.every((path) => path.startsWith("/to/"))).toBe(true);
  });

  it("that never ends is given up", async () => {
    const loop = `http://localhost:${port}/round`;
    expect(await reason(impatient(out(["localhost"]))(loop))).toContain("are not followed");
  });
});

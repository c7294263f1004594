import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { mirrorFolders } from "./adapters/git/folders.ts";
import { gitHub } from "./adapters/github/client.ts";
import { restMs } from "./domain/silence.ts";
import { Unavailable } from "./ports/failures.ts";
import { type Patience, patience } from "./wire-patience.ts";

type Host = { url: string; asked: number; hangs: boolean; server: Server };

/** A git host that takes every call. While it hangs it answers none. */
async function aHost(): Promise<Host> {
  const host: Host = { url: "", asked: 0, hangs: true, server: createServer() };
  host.server.on("request", (_, response) => {
    host.asked += 1;
    if (!host.hangs) response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => host.server.listen(0, "127.0.0.1", resolve));
  host.url = `http://127.0.0.1:${(host.server.address() as AddressInfo).port}`;
  return host;
}

let host: Host;
let well: Host;
let hosts: Patience;
let now: number;

beforeEach(async () => {
  host = await aHost();
  well = await aHost();
  well.hangs = false;
  now = 1_000_000;
  hosts = patience(() => now);
});

afterEach(() => {
  for (const { server } of [host, well]) {
    server.closeAllConnections();
    server.close();
  }
});

/** What a call says that gives up soon. */
async function said(url: string): Promise<string> {
  const call = hosts.fetch(fetch)(url, { signal: AbortSignal.timeout(100) });
  return call.then(
    ({ status }) => String(status),
    (error: Error) => (error instanceof Unavailable ? error.message : error.name),
  );
}

const words = "does not answer. It is asked again";
const putOff = expect.stringContaining(words);

it("a host that let three wait in vain keeps nobody else waiting, until one has heard from it", async () => {
  expect([await said(host.url), await said(host.url)]).toEqual(["TimeoutError", "TimeoutError"]);
  expect([await said(host.url), await said(host.url), await said(host.url)]).toEqual([putOff, putOff, putOff]);
  expect(host.asked).toBe(3);

  now += restMs;
  expect(await Promise.all([said(host.url), said(host.url), said(host.url)])).toEqual([putOff, putOff, putOff]);
  expect(host.asked).toBe(4);

  host.hangs = false;
  expect(await said(host.url)).toEqual(putOff);
  now += restMs;
  expect([await said(host.url), await said(host.url)]).toEqual(["503", "503"]);
});

it("other hosts are asked as ever meanwhile, and so is one that refuses at once", async () => {
  for (let i = 0; i < 5; i++) await said(host.url);
  const gone = await aHost();
  gone.server.close();
  const refusals: string[] = [];
  for (let i = 0; i < 5; i++) {
    expect(await said(`${well.url}/${i}`)).toBe("503");
    refusals.push(await said(gone.url));
  }
  expect(refusals).toEqual(Array(5).fill("TypeError"));
});

it("a host that has answered meanwhile is not silent because of those who asked it before", async () => {
  const before = [said(host.url), said(host.url), said(host.url)];
  await expect.poll(() => host.asked).toBe(3);
  now += 1;
  host.hangs = false;
  expect(await said(host.url)).toBe("503");
  expect(await Promise.all(before)).toEqual(Array(3).fill("TimeoutError"));
  expect(await said(host.url)).toBe("503");
});

it("a call of GitHub that is put off says so, and waits for no limit", async () => {
  for (let i = 0; i < 3; i++) await said(host.url);
  const access = async () => ({ webUrl: host.url, apiUrl: host.url, credentials: { token: "a-token-for-tests" } });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const github = gitHub(access, log, () => hosts.fetch(fetch));
  const look = () =>
    github.call({ connectionId: "here", fullName: "acme/shop" }, "look", (octokit, where) =>
      octokit.rest.repos.get(where),
    );
  await expect(look()).rejects.toThrow(words);
  await expect(look()).rejects.toThrow(words);
  expect(host.asked).toBe(3);
});

it("Git is put off in the same way", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-patience-"));
  const folders = mirrorFolders(folder, async () => ({ url: `${host.url}/acme/shop.git` }), hosts.ask);
  const look = () =>
    folders.remote({ connectionId: "here", fullName: "acme/shop" }, (url) => ["ls-remote", url], { timeoutMs: 1000 });
  for (let i = 0; i < 2; i++) await expect(look()).rejects.toThrow("did not answer within");
  for (let i = 0; i < 3; i++) await expect(look()).rejects.toThrow(words);
  expect(host.asked).toBe(3);
  rmSync(folder, { recursive: true });
});

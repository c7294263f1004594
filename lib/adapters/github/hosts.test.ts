import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { gitHubHosts } from "./hosts.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const apiUrl = "https://git.example.com/api/v3";
const log = { info() {}, warn() {}, error() {} } as never;

/** An App that is installed in so many places; `repositoriesOf` may fail. */
function anApp(installations: { id: number; suspended_at: string | null }[], repositoriesOf: (id: number) => string[]) {
  const tokens = new Map<string, number>();
  const answer = (status: number, body: unknown, headers = {}) =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
  const fetched = async (to: string | URL | Request, init?: RequestInit) => {
    const { pathname, searchParams } = new URL(String(to));
    const page = Number(searchParams.get("page") ?? 1);
    const some = <T>(all: T[]) => all.slice((page - 1) * 100, page * 100);
    if (pathname.endsWith("/app/installations")) {
      const more = installations.length > page * 100;
      const next = `<${apiUrl}/app/installations?per_page=100&page=${page + 1}>; rel="next"`;
      return answer(200, some(installations), more ? { link: next } : {});
    }
    const token = /installations\/(\d+)\/access_tokens$/.exec(pathname)?.[1];
    if (token) {
      tokens.set(`token-${token}`, Number(token));
      return answer(201, { token: `token-${token}`, expires_at: "2099-01-01T00:00:00Z", permissions: {} });
    }
    const by = /token-\d+/.exec(new Headers(init?.headers).get("authorization") ?? "")?.[0] ?? "";
    const names = repositoriesOf(tokens.get(by) ?? 0);
    if (names.length === 0) return answer(403, { message: "This installation has been suspended" });
    return answer(200, {
      total_count: names.length,
      repositories: some(names).map((name) => ({ full_name: name, default_branch: "trunk" })),
    });
  };
  const access = async () => ({ webUrl: "https://git.example.com", apiUrl, credentials: { appId: 1, privateKey } });
  return gitHubHosts(access, log, () => fetched as typeof fetch);
}

it("an App shows the repositories of all places where it is installed", async () => {
  const installations = Array.from({ length: 30 }, (_, i) => ({ id: i + 1, suspended_at: null }));
  const hosts = anApp(installations, (id) => [`acme-${id}/fleet`]);
  expect(await hosts.repositories("k")).toHaveLength(30);
});

it("an App shows more than three pages of them", async () => {
  const names = Array.from({ length: 450 }, (_, i) => `acme/service-${i}`);
  const hosts = anApp([{ id: 1, suspended_at: null }], () => names);
  const found = await hosts.repositories("k");
  expect(found.at(-1)).toEqual({ fullName: "acme/service-449", defaultBranch: "trunk" });
});

it("an App that is suspended in one place, or refused, shows those of the others", async () => {
  const places = [
    { id: 1, suspended_at: "2026-01-01T00:00:00Z" },
    { id: 2, suspended_at: null },
    { id: 3, suspended_at: null },
  ];
  const hosts = anApp(places, (id) => (id === 3 ? ["acme/fleet"] : []));
  expect(await hosts.repositories("k")).toEqual([{ fullName: "acme/fleet", defaultBranch: "trunk" }]);
});

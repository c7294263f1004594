import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import { Rejected } from "../../../lib/ports/failures.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { readRepository } from "../../../lib/usecases/read-repository.ts";
import type { Web } from "../../../lib/web/deps.ts";
import { loadAdoption } from "../../../lib/web/loaders/adoption.ts";
import { loadRepositories, loadRepository } from "../../../lib/web/loaders/repositories.ts";
import { type Host, startHost, sync, workload } from "./host.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

const repository = "acme/shop";
const ada: Actor = { id: "ada", login: "ada", name: "Ada", grants: [{ role: "admin" }] };
/** Each passes for a manifest and is 300,000 nodes: ten are several times what a reading may hold here. */
const swollen = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {list: [${"0,".repeat(300_000)}0]}\n`;
const names = Array.from({ length: 10 }, (_, i) => `swollen-${i}`);

let host: Host;
let web: Web;

beforeAll(async () => {
  vi.stubEnv("SLUICE_READING_MEGABYTES", "64");
  host = await startHost();
  await host.github.seed.createRepository({ owner: "acme", name: "shop", collaborators: { "sluice-bot": "push" } });
  await push({
    "clusters/production/flux-system/gotk-sync.yaml": sync("shop", "production"),
    "clusters/production/shop.yaml": workload("shop"),
  });
  web = await (await import("../../../lib/web/deps.ts")).web();
}, 120_000);

afterAll(async () => {
  await web?.close();
  await host?.close();
  vi.unstubAllEnvs();
}, 60_000);

const push = (files: Record<string, string | null>) =>
  host.github.seed.commit(repository, { branch: "main", files, message: "Change", author: "sluice-bot" });

const shown = async () => {
  const page = await loadRepository(web, ada, repository);
  if (!page.ok) throw new Error(page.sentence);
  return { unread: page.value.unread, services: page.value.services.map(({ name }) => name) };
};

it("a commit that takes too much is told with the repository, which stays what it was, until one can be read", async () => {
  const wanted = { connectionId: host.connectionId, fullName: repository, branch: "main", corrections: {} };
  expect(await adoptRepository(host.wired, system, wanted)).toMatchObject({ ok: true });
  expect(await shown()).toEqual({ unread: undefined, services: ["shop"] });

  await push(Object.fromEntries(names.map((name) => [`clusters/production/${name}.yaml`, swollen(name)])));
  await expect(readRepository(host.wired, { repository })).rejects.toBeInstanceOf(Rejected);
  const { unread, services } = await shown();
  expect(unread).toMatch(/^The reading of acme\/shop at \w{7} was ended: it needs more than 64 MB of memory\. /);
  expect(services).toEqual(["shop"]);
  expect(await loadRepositories(web, ada)).toMatchObject({ value: { repositories: [{ unread }] } });

  await push(Object.fromEntries(names.map((name) => [`clusters/production/${name}.yaml`, null])));
  await readRepository(host.wired, { repository });
  expect(await shown()).toEqual({ unread: undefined, services: ["shop"] });
}, 120_000);

it("what the host refused for a moment is told, and taken back though nothing was pushed since", async () => {
  host.github.faults.add({ match: "GET /acme/shop.git/*", before: 404, times: 0 });
  await expect(readRepository(host.wired, { repository })).rejects.toBeInstanceOf(Rejected);
  expect((await shown()).unread).toBe("There is no such repository, or Sluice may not see it.");
  host.github.faults.clear();
  await readRepository(host.wired, { repository });
  expect(await shown()).toEqual({ unread: undefined, services: ["shop"] });
}, 60_000);

it("a repository or a branch that does not exist is not found, which is no fault of the git host", async () => {
  for (const wrong of ["acme/ship", "acme/shop@nowhere"]) {
    const said = await loadAdoption(web, ada, wrong);
    expect(said).toMatchObject({ ok: false, reason: "not-found", sentence: expect.any(String) });
  }
});

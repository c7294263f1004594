import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFolder } from "../../../lib/adapters/git/folder.ts";
import { type Actor, system } from "../../../lib/domain/permissions.ts";
import { adoptRepository } from "../../../lib/usecases/adopt-repository.ts";
import { takeConnections } from "../../../lib/usecases/take-connections.ts";
import { Fleet } from "../../../lib/web/fleet.ts";
import { boardOf } from "../../../lib/web/loaders/board.ts";
import type { Wired } from "../../../lib/wire.ts";
import { type GitHub, startGitHub } from "../../../playground/github/main.ts";
import { shared } from "../../kube.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

const repos = join(shared, "data/repos");
const missing = existsSync(repos) ? "" : ` (not run: there are no real repositories at ${repos}; set SLUICE_SHARED)`;

/** What somebody who knows the repository expects to see at least. */
const expected = {
  "equinor__radix-flux": { clusters: 6, services: ["radix-operator", "velero", "istiod"] },
  "fluxcd__flux2-kustomize-helm-example": { clusters: 2, services: ["podinfo", "cert-manager", "envoy-gateway"] },
  "fluxcd__flux2-multi-tenancy": { clusters: 2, services: ["kyverno"] },
  "onedr0p__home-ops": { clusters: 1, services: ["cert-manager", "cilium"] },
} as const;

const viewer: Actor = { id: "vera", login: "vera", name: "Vera", grants: [{ role: "viewer" }] };

describe.skipIf(missing !== "")(`real repositories on the board${missing}`, () => {
  let folder: string;
  let github: GitHub;
  let database: TestDatabase;
  let wired: Wired;
  let connectionId: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sluice-real-"));
    github = await startGitHub({ port: 0, dataDir: join(folder, "github") });
    database = await startTestDatabase();
    await github.seed.createUser({
      login: "sluice-bot",
      name: "Sluice",
      email: "sluice@example.com",
      token: "a-token-for-tests",
    });
    Object.assign(process.env, {
      DATABASE_URL: database.ownerUrl,
      SLUICE_DATA: join(folder, "data"),
      SLUICE_KEY: randomBytes(32).toString("base64"),
      SLUICE_LOG: "silent",
    });
    const { wire } = await import("../../../lib/wire.ts");
    wired = await wire("command");
    await takeConnections(wired, {
      github: { webUrl: github.url, apiUrl: github.apiUrl, token: "a-token-for-tests" },
      insecureRegistries: [],
    });
    connectionId = (await wired.store.read.connections("github"))[0]?.id ?? "";
  });

  afterAll(async () => {
    await wired?.close();
    await github?.close();
    await database?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(expected))("%s is adopted over the wire and fills the board", async (name, wanted) => {
    const fullName = `sluice-bot/${name}`;
    await github.seed.createRepository({ owner: "sluice-bot", name, defaultBranch: "main" });
    const { files } = await readFolder(join(repos, name));
    await github.seed.commit(fullName, {
      branch: "main",
      files: Object.fromEntries(files),
      message: "As it is",
      author: "sluice-bot",
      at: new Date(0),
    });

    const adopted = await adoptRepository(wired, system, { connectionId, fullName, branch: "main", corrections: {} });

    expect(adopted).toMatchObject({ ok: true });
    const fleet = await Fleet.open(wired.store, wired.live);
    const board = boardOf({ ...wired, fleet }, viewer);
    const row = (await wired.store.read.repositories()).find((each) => each.fullName === fullName);
    const deployments = await wired.store.read.deployments({ repositoryId: row?.id ?? "" });
    const clusters = new Set(deployments.map((d) => d.cluster));
    expect(clusters.size).toBeGreaterThanOrEqual(wanted.clusters);
    // A service that one of the repositories before has too goes by the repository's name as well.
    const services = new Set(deployments.map((d) => d.service.replace(`.${name}`, "")));
    expect([...services]).toEqual(expect.arrayContaining([...wanted.services]));
    for (const d of deployments) {
      const cell = board.cells.find((each) => each.deployment === d.id);
      expect(cell, d.id).toMatchObject({ service: d.service, column: d.cluster, sentence: "cluster not connected" });
      expect(board.columns.map((column) => column.id)).toContain(d.cluster);
    }
    const { reading } = (await wired.store.read.reading(row?.id ?? "")) ?? {};
    const open = deployments.filter((d) => d.declaredVersion === "" || d.declaredVersion.includes("${"));
    for (const d of open) {
      expect(
        reading?.problems.some((p) => p.message.length > 0 && p.line > 0),
        `${d.id} says why`,
      ).toBe(true);
    }
  });
});

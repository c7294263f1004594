import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeConnections } from "../../../lib/usecases/take-connections.ts";
import type { Wired } from "../../../lib/wire.ts";
import { type GitHub, startGitHub } from "../../../playground/github/main.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

/** A GitHub with the organization acme, a Postgres, and the wiring of a product that is connected to both. */
export type Host = {
  github: GitHub;
  database: TestDatabase;
  wired: Wired;
  connectionId: string;
  close(): Promise<void>;
};

export async function startHost(): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-host-"));
  const github = await startGitHub({ port: 0, dataDir: join(folder, "github") });
  const database = await startTestDatabase();
  const token = "a-token-for-tests";
  await github.seed.createUser({ login: "sluice-bot", name: "Sluice", email: "sluice@example.com", token });
  await github.seed.createOrganization({ login: "acme", members: { "sluice-bot": "admin" } });
  Object.assign(process.env, {
    DATABASE_URL: database.ownerUrl,
    SLUICE_DATA: join(folder, "data"),
    SLUICE_KEY: randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    SLUICE_LOG: "silent",
  });
  const { wire } = await import("../../../lib/wire.ts");
  const wired = await wire("command");
  await takeConnections(wired, {
    github: { webUrl: github.url, apiUrl: github.apiUrl, token },
    insecureRegistries: [],
  });
  return {
    github,
    database,
    wired,
    connectionId: (await wired.store.read.connections("github"))[0]?.id ?? "",
    async close() {
      await wired.close();
      await github.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const sync = (name: string, cluster: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: "https://git.example.com/acme/${name}.git", ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/${cluster}
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
`;

export const workload = (app: string, version = "1.0.0") => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, namespace: ${app}}
spec:
  template:
    spec:
      containers:
        - name: ${app}
          image: r.example.com/${app}:${version}
`;

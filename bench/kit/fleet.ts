import { randomBytes } from "node:crypto";
import { definitionOf } from "../../lib/domain/deployment/definition.ts";
import type { Status } from "../../lib/domain/deployment/types.ts";
import type { DeploymentFound } from "../../lib/domain/repository/adopt/types.ts";
import type { ClusterRow, DeploymentRow, EnvironmentRow, ServiceRow } from "../../lib/ports/store.ts";
import type { Product } from "./product.ts";

export type Fleet = { services: number; clusters: { id: string; environment: string }[]; apiUrl?: string };

/** Writes a fleet as adoption would have: every service on every cluster, by a HelmRelease with a chart from a registry. */
export async function layOut({ store, query }: Product, fleet: Fleet): Promise<DeploymentRow[]> {
  const environments = [...new Set(fleet.clusters.map((cluster) => cluster.environment))];
  const services = Array.from({ length: fleet.services }, (_, i) => `service-${i}`);
  const now = Date.now();
  const rows = await store.transaction(async (tx) => {
    const host = await tx.connecting.save({
      kind: "github",
      name: "github.example.com",
      config: { webUrl: "https://github.example.com", apiUrl: "https://github.example.com/api/v3", clientId: "bench" },
      secret: JSON.stringify({ token: "none" }),
    });
    const repository = await tx.layout.saveRepository({
      connectionId: host,
      fullName: "acme/fleet",
      branch: "main",
      corrections: {},
    });
    const clusters: ClusterRow[] = [];
    for (const { id, environment } of fleet.clusters) {
      const connectionId = fleet.apiUrl
        ? await tx.connecting.save({
            kind: "cluster",
            name: id,
            config: { server: `${fleet.apiUrl}/${id}`, name: id },
            secret: JSON.stringify({ credential: { by: "token", token: "bench" } }),
          })
        : undefined;
      clusters.push({ id, environment, label: id, ...(connectionId ? { connectionId } : {}) });
    }
    const rows = fleet.clusters.flatMap((cluster) =>
      services.map((service) => deployment(service, cluster, repository)),
    );
    await tx.layout.saveEnvironments(
      environments.map((name, order) => environment(name, order, environments[order - 1])),
    );
    await tx.layout.saveClusters(clusters);
    await tx.layout.saveServices(services.map(service));
    await tx.layout.saveDeployments(repository, rows, now);
    await tx.changed("layout", []);
    return rows;
  });
  // Nobody looks for releases meanwhile: that is another clock's work.
  await query(`UPDATE service SET "releasesReadAt" = now()`);
  return rows;
}

function environment(name: string, order: number, before: string | undefined): EnvironmentRow {
  return {
    name,
    order,
    promotesFrom: before ? [before] : [],
    isProduction: name.startsWith("production"),
    approvals: 1,
    holdMinutes: 10,
    deadlineMinutes: 60,
    oneClusterAtATime: true,
  };
}

function service(id: string, i: number): ServiceRow {
  return { id, name: id, kind: "HelmRelease", team: `team-${i % 12}` };
}

function deployment(
  service: string,
  cluster: { id: string; environment: string },
  repositoryId: string,
): DeploymentRow {
  const found: DeploymentFound = {
    id: `${cluster.id}/HelmRelease/apps/${service}`,
    service,
    environment: cluster.environment,
    cluster: cluster.id,
    namespace: "apps",
    kind: "HelmRelease",
    name: service,
    version: "7.0.0",
    form: "oci-tag",
    place: null,
    others: [],
    chain: [],
    policy: "fixed",
    reason: "",
    certainty: "certain",
    sharedWith: [],
  };
  return {
    id: found.id,
    service,
    environment: cluster.environment,
    cluster: cluster.id,
    repositoryId,
    found,
    definition: definitionOf(found),
    declaredVersion: "7.0.0",
  };
}

/** What would have been observed: most is well, one in twenty is not, one in thirty is on its way. */
export async function fillIn(product: Product, rows: readonly DeploymentRow[]): Promise<void> {
  const now = Date.now();
  const statuses = rows.map((row, i) => ({ status: statusOf(row.id, i, now) }));
  await product.observations.saveFolded({ statuses });
  await product.observations.touchHeard(heardNow(rows, now));
}

/** A sign of life of every cluster. */
export function heardNow(rows: readonly DeploymentRow[], now: number) {
  const kinds = ["HelmRelease", "OCIRepository", "Kustomization"] as const;
  const clusters = [...new Set(rows.map((row) => row.cluster))];
  return clusters.flatMap((cluster) => kinds.map((kind) => ({ cluster, kind, at: now, complete: true })));
}

export function statusOf(deployment: string, i: number, now: number): Status {
  const version = `7.${i % 3}.${i % 7}`;
  const stand = { version, since: now - (i % 90) * 3_600_000 };
  const failing = i % 20 === 3;
  const moving = i % 30 === 7;
  return {
    deployment,
    declared: { version: "7.0.0" },
    applied: stand,
    running: stand,
    wanted: version,
    runs: version,
    health: failing ? "failing" : moving ? "progressing" : "healthy",
    ...(failing ? { sentence: "upgrade failed" } : {}),
    tone: failing ? "bad" : moving ? "wait" : "good",
    serving: true,
    suspended: false,
    ...(moving ? { motion: { from: version, to: "7.9.9", progress: 0.5 } } : {}),
    drift: [],
    since: stand.since,
    told: [],
  };
}

/** Somebody who is signed in; gives the cookie. */
export async function signIn(
  { query }: Product,
  login: string,
  grants: { role: string; environment?: string }[],
): Promise<{ name: string; value: string }> {
  const value = randomBytes(24).toString("hex");
  await query(`INSERT INTO "user" (id, login, name) VALUES ($1, $1, $1)`, [login]);
  for (const { role, environment: where } of grants)
    await query(`INSERT INTO "grant" (id, login, role, environment, "givenBy") VALUES ($1, $2, $3, $4, 'bench')`, [
      randomBytes(8).toString("hex"),
      login,
      role,
      where ?? null,
    ]);
  await query(
    `INSERT INTO session (id, "sessionToken", "userId", expires) VALUES ($1, $1, $2, now() + interval '1 hour')`,
    [value, login],
  );
  return { name: "sluice.session", value };
}

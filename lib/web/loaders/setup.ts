import type { EnvironmentList, People } from "../../contracts/lists.ts";
import type { Connections, Finding, Me } from "../../contracts/setup.ts";
import { readOnlyAccess } from "../../domain/cluster/access.ts";
import { obstacles, type Protection } from "../../domain/gates/protection.ts";
import { type Actor, highestRole, isRole, may, roleInWords, setUpLogin } from "../../domain/permissions.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { ConnectionRow } from "../../ports/store-lists.ts";
import type { Caller } from "../actor.ts";
import type { Web } from "../deps.ts";
import { oldestHeard } from "../fleet.ts";

export async function loadMe({ fleet }: Web, actor: Caller): Promise<Result<Me>> {
  const highest = highestRole(actor.grants);
  return ok({
    id: actor.id,
    login: actor.login,
    name: actor.name,
    ...(actor.image ? { image: actor.image } : {}),
    title: highest ? roleInWords[highest] : "no role yet",
    grants: actor.grants,
    inbox: fleet.waitsFor(actor).length,
    admin: may(actor, "configure").ok,
  });
}

export async function loadConnections(web: Web, actor: Actor): Promise<Result<Connections>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const [rows, adopted] = await Promise.all([web.store.read.connections(), web.store.read.repositories()]);
  const host = rows.find((row) => row.kind === "github");
  const found = host ? await web.hosts.repositories(host.id).catch(() => []) : [];
  const names = new Set(adopted.filter((r) => r.adoptedAt !== undefined).map((r) => r.fullName));
  const wanted = await protectionFindings(web);
  return ok({
    connections: rows.map((row) => {
      const view = connectionView(web, actor, row);
      return row.kind === "github" ? { ...view, findings: [...view.findings, ...(wanted.get(row.id) ?? [])] } : view;
    }),
    rbac: readOnlyAccess,
    bySetUpLink: actor.login === setUpLogin,
    webUrl: web.env.GITHUB_WEB_URL ?? "https://github.com",
    callbackUrl: `${web.publicUrl}/api/auth/callback/github`,
    repositories: [...new Set([...names, ...found.map((r) => r.fullName)])].map((name) => ({
      name,
      adopted: names.has(name),
    })),
  });
}

/** Somebody waits for the page, and each costs a handful of questions. */
const hostsAtOnce = 8;

/** Branch protection that would refuse Sluice's merge, said before anybody waits for it. */
async function protectionFindings(web: Web): Promise<Map<string, Finding[]>> {
  const findings = new Map<string, Finding[]>();
  const adopted = (await web.store.read.repositories()).filter((row) => row.adoptedAt !== undefined);
  const protections: (Protection | undefined)[] = [];
  for (let i = 0; i < adopted.length; i += hostsAtOnce) {
    const some = adopted.slice(i, i + hostsAtOnce);
    protections.push(
      ...(await Promise.all(some.map((row) => web.people.protection(row, row.branch).catch(() => undefined)))),
    );
  }
  for (const [i, row] of adopted.entries()) {
    const protection = protections[i];
    if (!protection) continue;
    const told = obstacles(row.branch, protection).map(({ sentence, remedy }) => ({
      ok: false,
      sentence: `${row.fullName}: ${sentence}`,
      remedy,
    }));
    findings.set(row.connectionId, [...(findings.get(row.connectionId) ?? []), ...told]);
  }
  return findings;
}

function connectionView({ fleet }: Web, actor: Actor, row: ConnectionRow): Connections["connections"][number] {
  const config = row.config as {
    webUrl?: string;
    server?: string;
    insecure?: boolean;
    appId?: number;
    clientId?: string;
  };
  const clusters = fleet.clusters.filter((c) => c.connectionId === row.id);
  const rows = clusters.flatMap((c) => fleet.heardOn(c.id));
  const heardAt = oldestHeard(rows);
  const troubles = [...new Set(rows.flatMap((each) => each.trouble ?? []))].map((sentence) => ({
    ok: false,
    sentence,
  }));
  const nowhere =
    row.kind === "cluster" && clusters.length === 0
      ? [
          {
            ok: false,
            sentence: "No adopted repository has a cluster of this name, so nothing is watched.",
            remedy: "Adopt the repository that it follows, or name the connection as the repository names the cluster.",
          },
        ]
      : [];
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    detail: config.webUrl ?? config.server ?? (config.insecure ? "without encryption" : "encrypted"),
    fixed: row.fixed,
    ...(row.kind === "github" ? { signIn: signInOf(config) } : {}),
    ...(heardAt === undefined ? {} : { heardAt }),
    columns: fleet
      .columns(actor)
      .filter((column) => clusters.some((c) => c.id === column.cluster))
      .map((column) => column.id),
    findings: [...row.findings, ...troubles, ...nowhere, ...(row.kind === "github" ? signInFindings(config) : [])],
  };
}

function signInOf(config: { appId?: number; clientId?: string }): "app" | "client" | "none" {
  if (!config.clientId) return "none";
  return config.appId === undefined ? "client" : "app";
}

function signInFindings(config: { clientId?: string }): Finding[] {
  if (config.clientId) return [];
  return [
    {
      ok: false,
      sentence: "Nobody can sign in with it yet: a token opens the repositories, and people need a client.",
      remedy: "Make an OAuth App on GitHub, and give its client below.",
    },
  ];
}

export async function loadEnvironments({ fleet }: Web, actor: Actor): Promise<Result<EnvironmentList>> {
  const clusters = Map.groupBy(fleet.columns(actor), (column) => column.environment);
  return ok({
    environments: fleet.environments
      .filter((e) => clusters.has(e.name))
      .map(({ name, promotesFrom, approvals, holdMinutes, deadlineMinutes, oneClusterAtATime }) => ({
        name,
        promotesFrom,
        clusters: clusters.get(name)?.map((column) => column.cluster) ?? [],
        rules: { approvals, holdMinutes, deadlineMinutes, oneClusterAtATime },
        canEdit: may(actor, "set-rules", name).ok,
      })),
  });
}

/** Whoever signed in, and whoever has a role and has not signed in yet. The login names a person here. */
export async function loadPeople({ store }: Web, actor: Actor): Promise<Result<People>> {
  const permitted = may(actor, "configure");
  if (!permitted.ok) return permitted;
  const [users, grants] = await Promise.all([store.read.users(), store.read.grants()]);
  const logins = [...new Set([...users.map((u) => u.login), ...grants.map((g) => g.login)])].sort();
  return ok({
    people: logins.map((login) => {
      const user = users.find((u) => u.login === login);
      return {
        id: login,
        login,
        name: user?.name ?? login,
        grants: grants
          .filter((g) => g.login === login)
          .flatMap((g) =>
            isRole(g.role) ? [{ role: g.role, ...(g.environment ? { environment: g.environment } : {}) }] : [],
          ),
        ...(user?.signedInAt === undefined ? {} : { signedInAt: user.signedInAt }),
      };
    }),
  });
}

import type pg from "pg";

/**
 * The application works as the role sluice_app, which can only insert and read
 * audit records. Where we may not create a role (a managed Postgres), the
 * connecting role gives up those rights itself and the triggers do the rest.
 */
export type RoleMode = "own-role" | "same-role";

export const appRole = "sluice_app";

/** By the owner, after the migrations and in every start: rights are made as they should be, whatever they were. */
export async function grantRights(client: pg.ClientBase, jobSchema: string): Promise<RoleMode> {
  const mode = (await ensureRole(client)) ? "own-role" : "same-role";
  const { rows } = await client.query("SELECT quote_ident(current_schema()) AS schema");
  const own = rows[0].schema as string;
  const role = mode === "own-role" ? appRole : "CURRENT_USER";
  if (mode === "own-role") {
    await client.query(`
      GRANT USAGE ON SCHEMA ${own}, ${jobSchema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${own}, ${jobSchema} TO ${role};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${own}, ${jobSchema} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${own}, ${jobSchema} TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON ${own}._prisma_migrations FROM ${role};`);
  }
  await client.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${own}.audit_record FROM ${role}`);
  return mode;
}

async function ensureRole(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT (SELECT true FROM pg_roles WHERE rolname = $1) AS there,
            (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may`,
    [appRole],
  );
  if (!rows[0].there) {
    if (!rows[0].may) return false;
    // Another database of the same server may be at it just now; roles are shared between databases.
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${appRole} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
  }
  return (await isMember(client)) || (rows[0].may && (await becomeMember(client)));
}

async function becomeMember(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query(`GRANT ${appRole} TO CURRENT_USER`);
  } catch {
    return false;
  }
  return isMember(client);
}

/** Whether whoever is connected may take the application's role. */
export async function isMember(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT pg_has_role(current_user, oid, 'MEMBER') AS member FROM pg_roles WHERE rolname = $1",
    [appRole],
  );
  return rows[0]?.member === true;
}

import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { setUpLogin } from "../../lib/domain/permissions.ts";

/** Grants of the playground's accounts, given once; what people change afterwards stays. */
export async function giveGrants(
  ownerUrl: string,
  accounts: { login: string; role: string; environment?: string }[],
): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query(`SELECT EXISTS (SELECT 1 FROM "grant") AS any`);
    if (rows[0].any) return;
    for (const { login, role, environment } of accounts) {
      await client.query(
        `INSERT INTO "grant" (id, login, role, environment, "givenBy") VALUES ($1, $2, $3, $4, 'sluice') ON CONFLICT DO NOTHING`,
        [randomBytes(12).toString("hex"), login.toLowerCase(), role, environment ?? null],
      );
    }
  });
}

/** How long a set-up link holds, by the clock that it will be held against. */
const linkExpires = "floor(extract(epoch FROM clock_timestamp() + interval '1 hour') * 1000)";

/**
 * A one-time link that makes its bearer the admin, while there is none. Only the
 * hash of the token is stored, as the setting `set-up-link`: { hash, expiresAt }.
 */
export async function setUpLink(ownerUrl: string, publicUrl: string): Promise<string | undefined> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT 1 FROM "grant" WHERE role = 'admin' AND environment IS NULL AND login <> $1) AS any`,
      [setUpLogin],
    );
    if (rows[0].any) return undefined;
    const token = randomBytes(32).toString("base64url");
    await client.query(
      `INSERT INTO setting (key, value) VALUES ('set-up-link', jsonb_build_object('hash', $1::text, 'expiresAt', ${linkExpires}))
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [createHash("sha256").update(token).digest("hex")],
    );
    return `${publicUrl}/set-up?token=${token}`;
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

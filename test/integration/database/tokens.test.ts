import { afterAll, beforeAll, expect, it } from "vitest";
import { people } from "../../../lib/adapters/database/people.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
  await test.database.prisma.user.create({ data: { id: "ada", login: "ada", name: "Ada" } });
  await test.database.prisma.grant.create({ data: { login: "ada", role: "admin", givenBy: "test" } });
});
afterAll(() => test.close());

const minute = 60_000;
const made = Date.parse("2026-01-01T12:00:00Z");

it("a token that a script uses all the time is written to once a minute, and read at every call", async () => {
  const { createToken, byToken, tokens, revokeToken } = people(test.database);
  const given = { name: "CI", role: "developer" as const, hash: "h", expiresAt: made + 60 * minute };
  const { id } = await createToken("ada", given, made);
  const versions = new Set<string>();
  const use = async (at: number) => {
    const owner = await byToken("h", at);
    const { rows } = await test.database.pool.query("SELECT xmin::text FROM api_token");
    versions.add(rows[0].xmin);
    return owner;
  };
  expect(await use(made)).toMatchObject({ login: "ada", grants: [{ role: "developer" }] });
  for (let second = 1; second < 60; second += 10) await use(made + second * 1000);
  expect(versions.size).toBe(1);
  expect(await use(made + minute + 1)).toMatchObject({ login: "ada" });
  expect(versions.size).toBe(2);
  expect(await tokens("ada")).toMatchObject([{ lastUsedAt: made + minute + 1 }]);

  expect(await byToken("h", made + 61 * minute)).toBeUndefined();
  await revokeToken("ada", id, made + 2 * minute);
  expect(await byToken("h", made + 3 * minute)).toBeUndefined();
});

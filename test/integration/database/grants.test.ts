import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor, Grant } from "../../../lib/domain/permissions.ts";
import type { Deps } from "../../../lib/ports/deps.ts";
import { setGrants } from "../../../lib/usecases/set-grants.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
  await test.owner.query(`INSERT INTO environment (name, "order") VALUES ('production', 0)`);
});
afterAll(() => test.close());

const admin = (login: string): Actor => ({ id: login, login, name: login, grants: [{ role: "admin" }] });
const set = (by: string, login: string, grants: Grant[]) =>
  setGrants({ store: test.store, now: () => 1_000 } as unknown as Deps, admin(by), { login, grants });
const rolesOf = async (login: string) => (await test.store.read.grants(login)).map(({ role }) => role);

it("of two admins who take each other's role at the same moment one stays", async () => {
  for (let round = 0; round < 5; round++) {
    for (const login of ["ada", "ben"])
      expect(await set("ada", login, [{ role: "admin" }])).toMatchObject({ ok: true });
    const answers = await Promise.all([
      set("ada", "ben", [{ role: "viewer" }]),
      set("ben", "ada", [{ role: "viewer" }]),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ reason: "last-admin" });
    expect([...(await rolesOf("ada")), ...(await rolesOf("ben"))].sort()).toEqual(["admin", "viewer"]);
  }
});

it("a role that is given twice, or by two at once, is given once", async () => {
  await set("ada", "cleo", [{ role: "viewer" }, { role: "viewer" }, { role: "approver", environment: "production" }]);
  expect(await rolesOf("cleo")).toHaveLength(2);
  await Promise.all([set("ada", "cleo", [{ role: "developer" }]), set("ben", "cleo", [{ role: "developer" }])]);
  expect(await rolesOf("cleo")).toEqual(["developer"]);
});

it("a role for an environment that there is not, or for an empty name, is given nowhere: not everywhere either", async () => {
  for (const environment of ["", "prod", "Production"])
    expect(await set("ada", "dora", [{ role: "release-manager", environment }])).toEqual({
      ok: false,
      reason: "invalid",
      sentence: `There is no environment "${environment}". Nothing was changed.`,
    });
  expect(await rolesOf("dora")).toEqual([]);
});

it("a role for an environment that is no more can be kept, and taken", async () => {
  const was = { role: "approver", environment: "production" } as const;
  await set("ada", "emil", [was]);
  await test.owner.query(`DELETE FROM environment`);
  expect(await set("ada", "emil", [was, { role: "viewer" }])).toMatchObject({ ok: true });
  expect(await set("ada", "emil", [])).toMatchObject({ ok: true });
});

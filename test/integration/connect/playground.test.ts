import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { whyNone } from "../../../bin/steps/playground.ts";
import { giveGrants } from "../../../bin/steps/sign-in.ts";
import { readEnv } from "../../../lib/env.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeEach(async () => {
  test = await startTestDatabase();
});
afterEach(() => test.close());

const ask = (isUnwanted = false, env = {}) => whyNone(readEnv(env), { isUnwanted, ownerUrl: test.ownerUrl });

/** As the browser does. */
async function connect(): Promise<void> {
  await test.owner.query(
    `INSERT INTO connection (id, kind, name, config, fixed, "updatedAt") VALUES ($1, 'registry', 'registry.example.com', '{}', false, now())`,
    [randomBytes(12).toString("hex")],
  );
}

describe("the playground", () => {
  it("is there where nobody has named an outside world, and says why it is not", async () => {
    expect(await ask()).toBeUndefined();
    expect(await ask(true)).toBe("--no-playground says so");
    expect(await ask(false, { GITHUB_TOKEN: "token" })).toBe("GITHUB_TOKEN is set");
    await connect();
    expect(await ask()).toBe("something is connected already");
  });

  it("stays with the data that it was begun with, also when somebody connects something besides", async () => {
    await giveGrants(test.ownerUrl, [{ login: "adam", role: "admin" }]);
    await connect();
    expect(await ask()).toBeUndefined();
  });

  it("is not taken from under its data: nobody could sign in any more", async () => {
    await giveGrants(test.ownerUrl, [{ login: "adam", role: "admin" }]);
    await expect(ask(true)).rejects.toThrow("begin anew: npm start -- --fresh --no-playground");
    await expect(ask(false, { GITHUB_TOKEN: "token" })).rejects.toThrow(
      "GITHUB_TOKEN is set. Nothing was changed. Leave that out to go on with it",
    );
  });
});

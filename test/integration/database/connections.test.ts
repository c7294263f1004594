import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

it("a connection that is removed leaves its name and nothing else, and comes back as the same one", async () => {
  const given = { kind: "cluster", name: "eu", config: { server: "https://eu.example.com" } } as const;
  const save = (secret: string) => test.store.transaction((tx) => tx.connecting.save({ ...given, secret }));
  const connected = async () => (await test.store.read.clusters()).find(({ id }) => id === "eu")?.connectionId;
  const id = await save("the first");
  await test.store.transaction((tx) =>
    tx.layout.saveClusters([{ id: "eu", environment: "production", connectionId: id }]),
  );
  expect(await connected()).toBe(id);

  await test.store.transaction((tx) => tx.connecting.remove(id, 1));
  expect(await test.store.read.connections("cluster")).toEqual([]);
  expect(await test.store.secret(id)).toBeUndefined();
  expect(await connected()).toBeUndefined();
  const { rows } = await test.database.pool.query("SELECT config, secret, findings FROM connection");
  expect(rows).toEqual([{ config: {}, secret: null, findings: [] }]);

  expect(await save("the second")).toBe(id);
  expect(await test.store.secret(id)).toBe("the second");
});

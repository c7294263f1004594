import { afterAll, beforeAll, expect, it } from "vitest";
import { system } from "../../../lib/domain/permissions.ts";
import type { Deps } from "../../../lib/ports/deps.ts";
import type { EnvironmentRow } from "../../../lib/ports/store.ts";
import { setRules } from "../../../lib/usecases/set-rules.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

const production: EnvironmentRow = {
  name: "production",
  order: 1,
  promotesFrom: [],
  isProduction: true,
  approvals: 1,
  holdMinutes: 10,
  deadlineMinutes: 60,
  oneClusterAtATime: true,
};
const rules = { approvals: 2, holdMinutes: 5, deadlineMinutes: 30, oneClusterAtATime: false };
const read = (row: EnvironmentRow) => test.store.transaction((tx) => tx.layout.saveEnvironments([row]));

/** Whatever is read in the transaction, a push of another order is taken right after it. */
function pushedMeanwhile(pushed: EnvironmentRow): Deps {
  const store: Pick<Deps["store"], "transaction"> = {
    transaction: (work) =>
      test.store.transaction((tx) =>
        work({
          ...tx,
          async environments() {
            const before = await tx.environments();
            await read(pushed);
            return before;
          },
        }),
      ),
  };
  return { store, now: () => 1 } as unknown as Deps;
}

it("rules that are set while a push says another order take nothing of that back, and the push nothing of them", async () => {
  await read(production);
  const deps = pushedMeanwhile({ ...production, promotesFrom: ["staging"] });
  expect(await setRules(deps, system, { environment: "production", ...rules })).toMatchObject({ ok: true });
  expect(await test.store.read.environments()).toEqual([{ ...production, ...rules, promotesFrom: ["staging"] }]);
  await read({ ...production, order: 2 });
  expect(await test.store.read.environments()).toEqual([{ ...production, ...rules, order: 2 }]);
});

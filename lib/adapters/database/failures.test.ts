import { expect, it } from "vitest";
import { Rejected, Unavailable } from "../../ports/failures.ts";
import { mapped } from "./failures.ts";

it.each([
  ["a transaction that lost against another one", "40001"],
  ["a deadlock", "40P01"],
  ["a full disk", "53100"],
  ["no connection left", "53300"],
  ["a limit of its configuration", "53400"],
  ["a shutdown", "57P01"],
  ["a start", "57P03"],
  ["a session that was idle for too long", "57P05"],
  ["a transaction that was idle for too long", "25P03"],
  ["a failover, while the replica is read-only", "25006"],
  ["a connection that was cut", "08006"],
  ["a network without a way there", "EHOSTUNREACH"],
])("%s passes, also from within what Prisma wraps around it", (_, code) => {
  expect(mapped(Object.assign(new Error("no"), { code }))).toBeInstanceOf(Unavailable);
  expect(mapped({ meta: { driverAdapterError: { cause: { originalCode: code } } } })).toBeInstanceOf(Unavailable);
});

it("what is there already does not, and a fault of ours stays one", () => {
  expect(mapped({ code: "23505" })).toBeInstanceOf(Rejected);
  const bug = { code: "42703" };
  expect(mapped(bug)).toBe(bug);
});

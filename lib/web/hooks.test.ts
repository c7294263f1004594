import { expect, it, vi } from "vitest";
import { Rejected, Unavailable } from "../ports/failures.ts";
import type { Web } from "./deps.ts";
import { secretsOfHosts } from "./hooks.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

function web(secrets: Record<string, () => string>): Web {
  return {
    store: {
      read: { connections: async () => Object.keys(secrets).map((id) => ({ id })) },
      secret: async (id: string) => secrets[id]?.(),
    },
  } as unknown as Web;
}

const known = () => JSON.stringify({ webhookSecret: "a-secret-of-sixteen" });
const fails = (error: Error) => () => {
  throw error;
};

it("a host whose credentials cannot be opened keeps nobody else's webhooks out", async () => {
  const sealed = fails(new Rejected("The key that these credentials were sealed with is not here."));
  expect(await secretsOfHosts(web({ one: sealed, other: known }))).toEqual(["a-secret-of-sixteen"]);
});

it("a database that is silent is not taken for a host without a secret", async () => {
  const silent = fails(new Unavailable("The database is not answering."));
  await expect(secretsOfHosts(web({ one: silent, other: known }))).rejects.toBeInstanceOf(Unavailable);
});

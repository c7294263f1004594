import { expect, it, vi } from "vitest";
import { Rejected } from "../lib/ports/failures.ts";
import type { RepositoryRef } from "../lib/ports/git.ts";
import type { Wired } from "../lib/wire.ts";
import { beginFromEnvironment } from "./begin.ts";

it("what the environment adopts is adopted from the git host that it names, whichever others are connected", async () => {
  const asked: RepositoryRef[] = [];
  const wired = {
    env: { GITHUB_WEB_URL: "https://git.example.com", SLUICE_ADOPT: "acme/fleet" },
    log: { info() {}, warn() {}, error() {} },
    store: {
      transaction: async () => {},
      read: {
        repositories: async () => [],
        connections: async () => [
          { id: "first", name: "a.example.com" },
          { id: "named", name: "git.example.com" },
        ],
      },
    },
    mirror: {
      tip: async (repository: RepositoryRef) => {
        asked.push(repository);
        throw new Rejected("Enough is known.");
      },
    },
  } as unknown as Wired;
  await beginFromEnvironment(wired);
  await vi.waitFor(() => expect(asked).toMatchObject([{ connectionId: "named", fullName: "acme/fleet" }]));
});

import { expect, it } from "vitest";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import { readHistory } from "./read-history.ts";

/** A history that is half read, of a repository that answers so. */
function half(refusal: Rejected): Deps {
  const row = { id: "shop", fullName: "acme/shop", branch: "main", head: "c2", adoptedAt: 1, corrections: {} };
  return {
    mirror: {
      async countStates() {
        throw refusal;
      },
    },
    store: {
      read: { repositories: async () => [row], history: async () => ({ at: "c1", done: false, held: false }) },
    },
  } as unknown as Deps;
}

it("a history that the git host refuses now is read on later, for nobody else asks for it", async () => {
  const deps = half(new Rejected("The git host does not accept Sluice's credentials.", { status: 401 }));
  await expect(readHistory(deps, { repository: "shop" })).rejects.toBeInstanceOf(Unavailable);
});

it("one that takes too much is left", async () => {
  const deps = half(new Rejected("The reading of acme/shop was ended: it took longer than 60 seconds."));
  await expect(readHistory(deps, { repository: "shop" })).rejects.toBeInstanceOf(Rejected);
});

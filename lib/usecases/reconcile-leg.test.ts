import { expect, it } from "vitest";
import { aPromotion } from "../../test/fakes/promotion.ts";
import type { Connection } from "../domain/cluster/connection.ts";
import type { Deps } from "../ports/deps.ts";
import { Rejected, Unavailable } from "../ports/failures.ts";
import { reconcileLeg } from "./reconcile-leg.ts";

const object = { kind: "HelmRelease", namespace: "cart", name: "checkout" };

/** One leg on three clusters; gives those that were asked to look now. */
async function asked(reach: Record<string, () => void>): Promise<{ asked: string[]; error: unknown }> {
  const promotion = aPromotion();
  const clusters = Object.keys(reach);
  const done: string[] = [];
  const deps = {
    log: { warn() {} },
    connectionOf: async (id: string) => ({ id }),
    observations: { load: async () => [] },
    clusters: {
      async reconcile({ id }: Connection) {
        reach[id]?.();
        done.push(id);
      },
    },
    store: {
      read: {
        promotion: async () => ({ ...promotion, legs: promotion.legs.map((leg) => ({ ...leg, clusters })) }),
        deployments: async () => clusters.map((cluster) => ({ cluster, definition: { object } })),
      },
    },
  } as unknown as Deps;
  const error = await reconcileLeg(deps, { promotion: promotion.id, leg: 0 }).catch((thrown: unknown) => thrown);
  return { asked: done, error };
}

const fails = (error: Error) => () => {
  throw error;
};

it("a cluster that is silent keeps Flux on the others from nothing, and is asked again", async () => {
  const silent = fails(new Unavailable("a does not answer."));
  const { asked: done, error } = await asked({ a: silent, b: () => {}, c: () => {} });
  expect(done).toEqual(["b", "c"]);
  expect(error).toBeInstanceOf(Unavailable);
});

it("a cluster that refuses it is let be", async () => {
  const refuses = fails(new Rejected("a does not permit this (403).", { status: 403 }));
  expect(await asked({ a: refuses, b: () => {} })).toEqual({ asked: ["b"], error: undefined });
});

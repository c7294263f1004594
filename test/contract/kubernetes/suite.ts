import { afterAll, beforeAll, describe } from "vitest";
import { accessContract } from "./access.ts";
import { applyContract } from "./apply.ts";
import { discoveryContract } from "./discovery.ts";
import { type Ground, groundOn } from "./ground.ts";
import { lifeContract } from "./life.ts";
import { listContract } from "./lists.ts";
import { objectContract } from "./objects.ts";
import { patchContract } from "./patches.ts";
import { schemaContract } from "./schemas.ts";
import { watchContract } from "./watches.ts";
import { workloadContract } from "./workloads.ts";

export interface Connected {
  kubeconfig: string;
  close(): Promise<void>;
}

const parts = {
  discovery: discoveryContract,
  objects: objectContract,
  "lists and pages": listContract,
  watches: watchContract,
  patches: patchContract,
  "server-side apply": applyContract,
  schemas: schemaContract,
  access: accessContract,
  "ends of objects": lifeContract,
  workloads: workloadContract,
};

/** What the product and Flux need of a Kubernetes API server, said once for the stand-in and for the real one. */
export function kubernetesContract(name: string, connect: () => Promise<Connected>): void {
  describe(`the Kubernetes API of ${name}`, () => {
    let connected: Connected | undefined;
    let ground: Ground | undefined;

    beforeAll(async () => {
      connected = await connect();
      ground = groundOn(connected.kubeconfig);
    }, 16 * 60_000);

    afterAll(async () => {
      await ground?.leave();
      await connected?.close();
    });

    for (const [title, contract] of Object.entries(parts)) {
      describe(title, () => {
        contract(() => {
          if (!ground) throw new Error("not connected");
          return ground;
        });
      });
    }
  });
}

export type Contract = (ground: () => Ground) => void;

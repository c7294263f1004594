import { unpack } from "../../domain/deployment/pack.ts";
import type { Definition, Status } from "../../domain/deployment/types.ts";
import type { Pair } from "./elsewhere.ts";

/** Of thousands of these between two folds nobody asks: packed they take a tenth. */
export type Seen = {
  definition: Definition;
  status: string | undefined;
  /** Keys of what it rests on, a line each. */
  looked: string;
  lookAgainAt: number | undefined;
};

export function statusOf({ status }: Seen): Status | undefined {
  return status === undefined ? undefined : (unpack(status) as Status);
}

export function openOf(status: Status | undefined) {
  if (!status?.runs) return undefined;
  const { digest, since } = status.running;
  return {
    deployment: status.deployment,
    version: status.runs,
    from: since ?? status.since,
    ...(digest ? { digest } : {}),
  };
}

export function pairOf(seen: Seen | undefined): Pair[] {
  return seen ? [{ service: seen.definition.service, environment: seen.definition.environment }] : [];
}

import type { Person } from "../../lib/contracts/lists.ts";

export type Grant = Person["grants"][number];
/** What is to become of somebody's roles, whichever they have by then. */
export type GrantChange = (grants: readonly Grant[]) => Grant[];

export function give(grant: Grant): GrantChange {
  return (grants) => [...take(grant)(grants), grant];
}

export function take(grant: Grant): GrantChange {
  return (grants) => grants.filter((each) => each.role !== grant.role || each.environment !== grant.environment);
}

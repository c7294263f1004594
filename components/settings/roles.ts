import type { Role } from "../../lib/contracts/setup.ts";

/** The roles as people say them. */
export const ROLES: Record<Role, string> = {
  viewer: "viewer",
  developer: "developer",
  approver: "approver",
  "release-manager": "release manager",
  admin: "admin",
};

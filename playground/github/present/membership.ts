import { memberRole } from "../acts/accounts.ts";
import type { User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { apiUrl } from "./urls.ts";
import { presentOrganizationSimple, presentUser } from "./user.ts";

export function presentMembership(world: World, organization: User, login: string) {
  return {
    url: apiUrl(world, `/orgs/${organization.login}/memberships/${login}`),
    state: "active",
    role: memberRole(organization, login),
    organization_url: apiUrl(world, `/orgs/${organization.login}`),
    user: presentUser(world, login),
    organization: presentOrganizationSimple(world, organization),
  };
}

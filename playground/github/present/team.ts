import type { Team } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { apiUrl, nodeId } from "./urls.ts";

export function presentTeam(world: World, team: Team, permission = "pull") {
  const organization = world.user(team.org);
  const api = apiUrl(world, `/organizations/${organization?.id ?? 0}/team/${team.id}`);
  return {
    id: team.id,
    node_id: nodeId("Team", team.id),
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission,
    url: api,
    html_url: `${world.url}/orgs/${team.org}/teams/${team.slug}`,
    members_url: `${api}/members{/member}`,
    repositories_url: `${api}/repos`,
    type: "organization",
    organization_id: organization?.id ?? 0,
    parent: null,
  };
}

import type { GrantChange } from "../../components/settings/grants.ts";
import { api } from "../../lib/web/client.ts";
import { invalidate } from "../../lib/web/resource.ts";

/** Changes the roles that somebody has now, and not those that this page has last read: the API replaces them all. */
export async function changeGrants(login: string, change: GrantChange): Promise<void> {
  const { people } = await api.people();
  await api.grant(login, change(people.find((person) => person.login === login)?.grants ?? []));
  await invalidate("people", "me");
}

import { loadChoices } from "../../../../../lib/web/loaders/choices.ts";
import { route } from "../../../../../lib/web/route.ts";

export const GET = route("planReleases", ({ actor, query, web }) => loadChoices(web, actor, query));

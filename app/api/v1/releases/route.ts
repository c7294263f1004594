import { loadReleases } from "../../../../lib/web/loaders/services.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("releases", ({ actor, query, web }) => loadReleases(web, actor, query));

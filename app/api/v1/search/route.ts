import { search } from "../../../../lib/web/loaders/services.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("search", ({ actor, query, web }) => search(web, actor, query.q));

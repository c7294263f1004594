import { loadRepository } from "../../../../../lib/web/loaders/repositories.ts";
import { route } from "../../../../../lib/web/route.ts";

export const GET = route("repository", ({ actor, params, web }) => loadRepository(web, actor, params.repository ?? ""));

import { loadRepositories } from "../../../../lib/web/loaders/repositories.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("repositories", ({ actor, web }) => loadRepositories(web, actor));

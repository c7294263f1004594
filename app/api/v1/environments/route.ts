import { loadEnvironments } from "../../../../lib/web/loaders/setup.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("environments", ({ actor, web }) => loadEnvironments(web, actor));

import { loadConnections } from "../../../../lib/web/loaders/setup.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("connections", ({ actor, web }) => loadConnections(web, actor));

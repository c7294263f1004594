import { loadService } from "../../../../../lib/web/loaders/services.ts";
import { route } from "../../../../../lib/web/route.ts";

export const GET = route("service", ({ actor, params, web }) => loadService(web, actor, params.service ?? ""));

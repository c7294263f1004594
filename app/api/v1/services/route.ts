import { loadServices } from "../../../../lib/web/loaders/services.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("services", ({ actor, web }) => loadServices(web, actor));

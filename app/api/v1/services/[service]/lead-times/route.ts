import { loadLeadTimes } from "../../../../../../lib/web/loaders/lead-times.ts";
import { route } from "../../../../../../lib/web/route.ts";

export const GET = route("leadTimes", ({ actor, params, web }) => loadLeadTimes(web, actor, params.service ?? ""));

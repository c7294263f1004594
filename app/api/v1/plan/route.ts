import { loadPlan } from "../../../../lib/web/loaders/plan.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("plan", ({ actor, query, web }) => loadPlan(web, actor, query));

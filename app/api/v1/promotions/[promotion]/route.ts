import { loadPromotion } from "../../../../../lib/web/loaders/promotion.ts";
import { route } from "../../../../../lib/web/route.ts";

export const GET = route("promotion", ({ actor, params, web }) => loadPromotion(web, actor, params.promotion ?? ""));

import { requestPromotion } from "../../../../lib/usecases/request-promotion.ts";
import { hashOf } from "../../../../lib/web/actor.ts";
import { loadPromotions } from "../../../../lib/web/loaders/history.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("promotions", ({ actor, query, web }) => loadPromotions(web, actor, query));

export const POST = route("promote", ({ actor, body, request, web }) => {
  const given = request.headers.get("idempotency-key") ?? "";
  // Two long ones may differ in their last letters alone.
  const idempotencyKey = given.length > 200 ? hashOf(given) : given;
  return requestPromotion(web, actor, { ...body, ...(idempotencyKey ? { idempotencyKey } : {}) });
});

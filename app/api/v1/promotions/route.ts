import { requestPromotion } from "../../../../lib/usecases/request-promotion.ts";
import { loadPromotions } from "../../../../lib/web/loaders/history.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("promotions", ({ actor, query, web }) => loadPromotions(web, actor, query));

export const POST = route("promote", ({ actor, body, request, web }) => {
  const idempotencyKey = request.headers.get("idempotency-key")?.slice(0, 200);
  return requestPromotion(web, actor, { ...body, ...(idempotencyKey ? { idempotencyKey } : {}) });
});

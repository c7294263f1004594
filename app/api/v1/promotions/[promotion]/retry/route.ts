import { retryPromotion } from "../../../../../../lib/usecases/end-promotion.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("retry", ({ actor, body, params, web }) =>
  done(retryPromotion(web, actor, { ...body, promotion: params.promotion ?? "" })),
);

import { cancelPromotion } from "../../../../../../lib/usecases/end-promotion.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("cancel", ({ actor, body, params, web }) =>
  done(cancelPromotion(web, actor, { ...body, promotion: params.promotion ?? "" })),
);

import { recordVerdict } from "../../../../../../lib/usecases/record-verdict.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("verdict", ({ actor, body, params, web }) =>
  done(recordVerdict(web, actor, { ...body, promotion: params.promotion ?? "" })),
);

import { setRules } from "../../../../../../lib/usecases/set-rules.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const PUT = route("setRules", ({ actor, body, params, web }) =>
  done(setRules(web, actor, { ...body, environment: params.environment ?? "" })),
);

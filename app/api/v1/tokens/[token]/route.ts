import { revokeToken } from "../../../../../lib/web/loaders/tokens.ts";
import { done, route } from "../../../../../lib/web/route.ts";

export const DELETE = route("revokeToken", ({ actor, params, web }) =>
  done(revokeToken(web, actor, params.token ?? "")),
);

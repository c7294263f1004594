import { setGrants } from "../../../../../../lib/usecases/set-grants.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const PUT = route("grant", ({ actor, body, params, web }) =>
  done(setGrants(web, actor, { login: params.person ?? "", grants: body.grants })),
);

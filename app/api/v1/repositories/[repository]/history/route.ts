import { steerHistory } from "../../../../../../lib/usecases/steer-history.ts";
import { route } from "../../../../../../lib/web/route.ts";

export const POST = route("steerHistory", ({ actor, body, params, web }) =>
  steerHistory(web, actor, { repository: params.repository ?? "", to: body.to }),
);

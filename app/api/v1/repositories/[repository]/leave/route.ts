import { names } from "../../../../../../lib/env.ts";
import { leaveRepository } from "../../../../../../lib/usecases/leave-repository.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("leave", ({ actor, body, params, web }) =>
  done(
    leaveRepository(web, actor, {
      ...body,
      repository: params.repository ?? "",
      adoptedAnyway: names(web.env.SLUICE_ADOPT),
    }),
  ),
);

import { leaveRepository } from "../../../../../../lib/usecases/leave-repository.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("leave", ({ actor, body, params, web }) =>
  done(
    leaveRepository(web, actor, {
      ...body,
      repository: params.repository ?? "",
      adoptedAnyway: web.adoptedAnyway,
    }),
  ),
);

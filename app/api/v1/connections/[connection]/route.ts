import { disconnect } from "../../../../../lib/usecases/disconnect.ts";
import { done, route } from "../../../../../lib/web/route.ts";

export const DELETE = route("disconnect", ({ actor, params, web }) =>
  done(disconnect(web, actor, { connection: params.connection ?? "" })),
);

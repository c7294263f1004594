import { checkConnection } from "../../../../../../lib/usecases/check-connection.ts";
import { route } from "../../../../../../lib/web/route.ts";

export const POST = route("checkConnection", ({ actor, params, web }) =>
  checkConnection(web, actor, { connection: params.connection ?? "" }),
);

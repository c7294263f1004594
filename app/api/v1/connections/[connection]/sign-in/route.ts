import { setSignIn } from "../../../../../../lib/usecases/set-sign-in.ts";
import { route } from "../../../../../../lib/web/route.ts";

export const PUT = route("setSignIn", ({ actor, body, params, web }) =>
  setSignIn(web, actor, { connection: params.connection ?? "", ...body }),
);

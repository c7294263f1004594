import { actOnDeployment } from "../../../../../../lib/usecases/act-on-deployment.ts";
import { done, route } from "../../../../../../lib/web/route.ts";

export const POST = route("reconcile", ({ actor, body, params, web }) =>
  done(actOnDeployment(web, actor, { deployment: params.deployment ?? "", verb: "reconcile", reason: body.reason })),
);

import { loadDeployment } from "../../../../../lib/web/loaders/deployment.ts";
import { route } from "../../../../../lib/web/route.ts";

export const GET = route("deployment", ({ actor, params, web }) => loadDeployment(web, actor, params.deployment ?? ""));

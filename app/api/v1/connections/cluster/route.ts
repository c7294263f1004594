import { connectCluster } from "../../../../../lib/usecases/connect-cluster.ts";
import { route } from "../../../../../lib/web/route.ts";

export const POST = route("connectCluster", ({ actor, body, web }) => connectCluster(web, actor, body));

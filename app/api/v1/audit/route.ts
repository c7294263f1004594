import { loadAudit } from "../../../../lib/web/loaders/history.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("audit", ({ actor, query, web }) => loadAudit(web, actor, query.cursor));

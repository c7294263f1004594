import { loadHistory } from "../../../../lib/web/loaders/history.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("history", ({ actor, query, web }) => loadHistory(web, actor, query));

import { loadInbox } from "../../../../lib/web/loaders/history.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("inbox", ({ actor, web }) => loadInbox(web, actor));

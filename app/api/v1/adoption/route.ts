import { adoptOrRead, loadAdoption } from "../../../../lib/web/loaders/adoption.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("adoption", ({ actor, query, web }) => loadAdoption(web, actor, query.repository));

export const POST = route("adopt", ({ actor, body, web }) => adoptOrRead(web, actor, body));

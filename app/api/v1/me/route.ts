import { loadMe } from "../../../../lib/web/loaders/setup.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("me", ({ actor, web }) => loadMe(web, actor));

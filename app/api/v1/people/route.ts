import { loadPeople } from "../../../../lib/web/loaders/setup.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("people", ({ actor, web }) => loadPeople(web, actor));

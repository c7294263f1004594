import { connectGitHub } from "../../../../../lib/usecases/connect-github.ts";
import { route } from "../../../../../lib/web/route.ts";

export const POST = route("connectGitHub", ({ actor, body, web }) => connectGitHub(web, actor, body));

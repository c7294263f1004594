import { createToken, loadTokens } from "../../../../lib/web/loaders/tokens.ts";
import { route } from "../../../../lib/web/route.ts";

export const GET = route("tokens", ({ actor, web }) => loadTokens(web, actor));

export const POST = route("createToken", ({ actor, body, web }) => createToken(web, actor, body));

import { problem } from "../../../lib/web/route.ts";

/** Who calls what there is not is a program, and reads no page. */
function nowhere(request: Request) {
  const { pathname } = new URL(request.url);
  const sentence = `There is no call ${request.method} ${pathname.slice(0, 200)}. /api/v1/openapi.json has all there are. Nothing was changed.`;
  return problem(404, "not-found", sentence);
}

export { nowhere as DELETE, nowhere as GET, nowhere as PATCH, nowhere as POST, nowhere as PUT };

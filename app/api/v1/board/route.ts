import { callerOf } from "../../../../lib/web/actor.ts";
import { boardText } from "../../../../lib/web/loaders/board.ts";
import { queryOf } from "../../../../lib/web/query.ts";
import { answering, refusal } from "../../../../lib/web/route.ts";

export const dynamic = "force-dynamic";

/** The one answer that is kept as text: it is large, and the same for many. */
export async function GET(request: Request) {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    const asked = queryOf(undefined, new URL(request.url).searchParams);
    if (!asked.ok) return refusal(asked);
    return new Response(boardText(web, caller.value), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  });
}
